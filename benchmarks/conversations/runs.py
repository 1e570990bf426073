"""Conversations of agents that never took place, in the form in which recorded ones are replayed.

Each is a list of steps; an answer is made from what the model saw just before (`Answer.say`), so that whoever plays the
model can make it from pseudonyms, and whoever plays the bot knows what must come back.
"""

import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.conversations.people import Person, make_person

LOCALES = ("nl", "de", "fr", "es", "en")
Message = dict[str, Any]
Record = dict[str, str]

OPENING = {
    "nl": "Je bent de assistent van {desk}. Gebruik de hulpmiddelen en antwoord kort.",
    "de": "Du bist der Assistent von {desk}. Nutze die Werkzeuge und antworte knapp.",
    "fr": "Tu es l'assistant de {desk}. Utilise les outils et réponds brièvement.",
    "es": "Eres el asistente de {desk}. Usa las herramientas y responde en pocas palabras.",
    "en": "You are the assistant of {desk}. Use the tools and answer briefly.",
}
FIRST = {
    "nl": "Hoi, mijn nummer is {code}.",
    "de": "Guten Tag, meine Nummer ist {code}.",
    "fr": "Bonjour, mon numéro est {code}.",
    "es": "Hola, mi número es {code}.",
    "en": "Hello, my number is {code}.",
}
ASKED = {
    "nl": "Dank u. Klopt dit: {said}?",
    "de": "Danke. Stimmt das: {said}?",
    "fr": "Merci. Est-ce exact : {said} ?",
    "es": "Gracias. ¿Es correcto: {said}?",
    "en": "Thank you. Is this right: {said}?",
}
DESKS = ("the bank", "the clinic", "the personnel office", "the municipality")
GREETING = {"nl": "Beste", "de": "Guten Tag", "fr": "Cher", "es": "Estimado", "en": "Dear"}
DETAILS = {
    "nl": "Dit zijn de gegevens die wij van u hebben:",
    "de": "Dies sind die Angaben, die wir von Ihnen haben:",
    "fr": "Voici les coordonnées que nous avons de vous :",
    "es": "Estos son los datos que tenemos de usted:",
    "en": "These are the contact details we have of you:",
}
YES = {
    "nl": "Ja, dat klopt.",
    "de": "Ja, das stimmt.",
    "fr": "Oui, c'est exact.",
    "es": "Sí, es correcto.",
    "en": "Yes.",
}


@dataclass(frozen=True)
class Answer:
    """What the model says next. say: from the texts of the messages before it, to text and calls (name, arguments)."""

    say: Callable[[list[str]], tuple[str | None, list[tuple[str, Record]]]]


Step = Message | Answer


@dataclass(frozen=True)
class Run:
    """One conversation: its steps, tools, and the values in it by label."""

    id: str
    steps: list[Step]
    tools: list[Message]
    values: list[tuple[str, str]]
    user: str

    def messages(self) -> list[Message]:
        """The conversation as it goes without anything between bot and model."""
        out: list[Message] = []
        for step in self.steps:
            out.append(answer_of(step, out) if isinstance(step, Answer) else step)
        return out

    def as_json(self) -> Message:
        """One line of a file for replaying."""
        values = [{"label": label, "value": value} for label, value in self.values]
        return {"id": self.id, "messages": self.messages(), "tools": self.tools, "values": values, "user": self.user}


def answer_of(step: Answer, before: list[Message]) -> Message:
    """The model's message after these; its calls are numbered by their place in the conversation."""
    text, calls = step.say([str(m.get("content") or "") for m in before])
    message: Message = {"role": "assistant", "content": text}
    if calls:
        message["tool_calls"] = [
            {
                "id": f"call_{len(before)}_{n}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)},
            }
            for n, (name, arguments) in enumerate(calls)
        ]
    return message


def make_runs(seed: int, count: int) -> Iterator[Run]:
    """Runs of all kinds in turn, in all languages."""
    rng = random.Random(seed)
    for number in range(count):
        locale = LOCALES[number % len(LOCALES)]
        kind = KINDS[number // len(LOCALES) % len(KINDS)]
        yield kind(rng, locale, f"{kind.__name__.strip('_')}-{locale}-{number}")


# ---------------------------------------------------------------- kinds
def _one_record(rng: random.Random, locale: str, id_: str) -> Run:
    """Look somebody up by number, confirm, write to them, in parts and inflections."""
    person = make_person(rng, locale)
    steps: list[Step] = _opened(rng, person)
    steps.append(Answer(lambda seen: (None, [("find_person", {"customer_number": _code(seen[1])})])))
    steps.append(_result(2, json.dumps(_record(person), ensure_ascii=False)))
    steps.append(Answer(lambda seen: (_letter(locale, json.loads(seen[3])), [])))
    steps.append({"role": "user", "content": YES[locale]})
    steps.append(Answer(lambda seen: (None, [("write_note", _mail(locale, json.loads(seen[3])))])))
    steps.append(_result(6, '{"sent": true}'))
    steps.append(Answer(lambda seen: (_bits(json.loads(seen[3])), [])))
    return Run(id_, steps, TOOLS, person.values(), person.user)


def _table(rng: random.Random, locale: str, id_: str) -> Run:
    """A list of people as CSV or Markdown; the model speaks of each, and calls for two at once."""
    people = [make_person(rng, other) for other in (locale, *rng.sample(LOCALES, 3))]
    people.append(make_person(rng, locale))
    write = _as_csv if rng.random() < 0.5 else _as_markdown
    steps: list[Step] = _opened(rng, people[0])
    steps.append(Answer(lambda seen: (None, [("list_people", {"with": _code(seen[1])})])))
    steps.append(_result(2, write([_record(p) for p in people])))
    steps.append(Answer(lambda seen: (_listing(_rows(seen[3])), [])))
    steps.append({"role": "user", "content": YES[locale]})
    steps.append(
        Answer(
            lambda seen: (
                None,
                [
                    ("find_person", {"customer_number": r["customer_number"], "name": r["name"]})
                    for r in _rows(seen[3])[:2]
                ],
            )
        )
    )
    steps.append(_result(6, "ok", 0))
    steps.append(_result(6, "ok", 1))
    steps.append(Answer(lambda seen: (_rows(seen[3])[-1]["name"].upper() + " / " + _rows(seen[3])[1]["email"], [])))
    return Run(id_, steps, TOOLS, [v for p in people for v in p.values()], people[0].user)


def _long(rng: random.Random, locale: str, id_: str) -> Run:
    """Thirty questions and answers about a few people whom only the first messages name."""
    people = [make_person(rng, locale) for _ in range(3)]
    steps: list[Step] = _opened(rng, people[0])
    steps.append(Answer(lambda seen: (None, [("list_people", {"with": _code(seen[1])})])))
    steps.append(_result(2, json.dumps([_record(p) for p in people], ensure_ascii=False)))
    for turn in range(28):
        which = people[turn % 3]
        asked = (which.name, which.family, which.email, which.street, which.given, which.user)[turn % 6]
        steps.append(Answer(_speaker(turn)))
        steps.append({"role": "user", "content": ASKED[locale].format(said=asked)})
    steps.append(Answer(lambda seen: (_bits(json.loads(seen[3])[0]), [])))
    return Run(id_, steps, TOOLS, [v for p in people for v in p.values()], people[0].user)


def _code_and_links(rng: random.Random, locale: str, id_: str) -> Run:
    """Values in URLs, HTML, code and nested JSON."""
    person = make_person(rng, locale)
    inner = json.dumps(
        {"owner": {"name": person.name, "email": person.email}, "ids": [person.user, person.code]}, ensure_ascii=False
    )
    page = {
        "html": f"<a href='https://desk.example/u/{person.user}'>{person.name}</a>",
        "log": inner,
        **_record(person),
    }
    steps: list[Step] = _opened(rng, person)
    steps.append(Answer(lambda seen: (None, [("open_page", {"customer_number": _code(seen[1])})])))
    steps.append(_result(2, json.dumps(page, ensure_ascii=False)))
    steps.append(Answer(lambda seen: (_script(json.loads(seen[3])), [])))
    steps.append({"role": "user", "content": YES[locale]})
    steps.append(
        Answer(lambda seen: (None, [("run", {"sql": _sql(json.loads(seen[3])), "json": json.loads(seen[3])["log"]})]))
    )
    steps.append(_result(6, "1 row"))
    steps.append(Answer(lambda seen: (f"```json\n{json.loads(seen[3])['log']}\n```", [])))
    return Run(id_, steps, TOOLS, person.values(), person.user)


KINDS = (_one_record, _table, _code_and_links, _long)


# ---------------------------------------------------------------- what is said
def _opened(rng: random.Random, person: Person) -> list[Step]:
    return [
        {"role": "system", "content": OPENING[person.locale].format(desk=rng.choice(DESKS))},
        {"role": "user", "content": FIRST[person.locale].format(code=person.code)},
    ]


def _result(call: int, text: str, number: int = 0) -> Message:
    return {"role": "tool", "tool_call_id": f"call_{call}_{number}", "content": text}


def _record(person: Person) -> Record:
    return {
        "customer_number": person.code, "name": person.name, "first_name": person.given, "last_name": person.family,
        "email": person.email, "user_id": person.user, "address": person.street, "city": person.city,
        "postcode": person.postcode, "phone": person.phone, "iban": person.iban, "date_of_birth": person.born,
    }  # fmt: skip


def _code(text: str) -> str:
    return text.rstrip(".").rsplit(" ", 1)[-1]


def _letter(locale: str, r: Record) -> str:
    return (
        f"{GREETING[locale]} **{r['name']}**,\n\n- {r['address']}, {r['postcode']} {r['city']}\n- {r['email']}\n"
        f"- {r['phone']} ({r['date_of_birth']})\n- IBAN `{r['iban']}`\n\n{r['last_name'].upper()}, {r['first_name']}"
    )


def _mail(locale: str, r: Record) -> Record:
    return {
        "to": r["email"],
        "subject": f"{r['customer_number']}: {r['first_name']}",
        "body": f"{DETAILS[locale]}\n{r['name']}\n{r['address']}\n{r['postcode']}",
    }


def _bits(r: Record) -> str:
    names = f"{r['first_name']}'s, {r['last_name']}; {r['user_id']}? «{r['name']}»"
    return f"{names} …{r['iban'][-4:]} ({r['customer_number']})"


def _speaker(turn: int) -> Callable[[list[str]], tuple[str | None, list[tuple[str, Record]]]]:
    return lambda seen: (_about(json.loads(seen[3])[turn % 3], turn), [])


def _about(r: Record, turn: int) -> str:
    said = (r["first_name"], r["email"], r["name"], r["address"], r["customer_number"], r["last_name"])[turn % 6]
    return f"{turn + 1}. {said} ({r['first_name']} {r['last_name']})"


def _script(r: Record) -> str:
    return (
        f'```python\nuser = find({r["user_id"]!r}, mail={r["email"]!r})\nassert user.name == "{r["name"]}"\n```\n'
        f"[{r['first_name']}](mailto:{r['email']}), https://desk.example/u/{r['user_id']}?code={r['customer_number']}"
    )


def _sql(r: Record) -> str:
    return (
        f"select * from people where email = '{r['email']}' and code in ('{r['customer_number']}') -- {r['first_name']}"
    )


def _listing(rows: list[Record]) -> str:
    return "\n".join(f"{n}. {r['name']} – {r['email']} – {r['phone']}" for n, r in enumerate(rows, 1))


_COLUMNS = ("customer_number", "name", "email", "phone", "date_of_birth", "address")


def _as_csv(records: list[Record]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([r[c] for c in _COLUMNS] for r in records)
    return out.getvalue()


def _as_markdown(records: list[Record]) -> str:
    lines = [_COLUMNS, ("---",) * len(_COLUMNS), *(tuple(r[c] for c in _COLUMNS) for r in records)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _rows(text: str) -> list[Record]:
    """The records of a CSV or Markdown table."""
    if text.startswith("|"):
        cells = [re.split(r"\s*\|\s*", line.strip("| ")) for line in text.splitlines()]
        return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]
    return list(csv.DictReader(io.StringIO(text)))


def _tool(name: str, *arguments: str) -> Message:
    properties = {each: {"type": "string"} for each in arguments}
    parameters = {"type": "object", "properties": properties, "required": list(arguments)}
    return {
        "type": "function",
        "function": {"name": name, "description": name.replace("_", " "), "parameters": parameters},
    }


TOOLS = [
    _tool("find_person", "customer_number"),
    _tool("list_people", "with"),
    _tool("write_note", "to", "subject", "body"),
    _tool("open_page", "customer_number"),
    _tool("run", "sql", "json"),
]
