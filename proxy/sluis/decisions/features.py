"""Features of an output in its scene: words of ours (`o:refuse`, `x:s:decides&adverse`) and its wording in numbers.

o: said in the output, q: asked in it, oo: two things said in one sentence; s: the system text, u: the last user
message, e: earlier messages, n, t, k, v, a: a call's name, purpose, argument keys, values and longer
texts; x: crosses of scene and output. Domains count as one here (`D`), so that what is learned of one holds for all.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import Final

from sluis.decisions.calls import Argument, Call
from sluis.decisions.reading import EMPTY, Reading
from sluis.decisions.rules import ADVERSE, FAVOURABLE, SPECIAL
from sluis.decisions.scene import Scene
from sluis.decisions.wording import in_role, side_by_side
from sluis.decisions.words import word_set

SHORT_SYSTEM_SENTENCES: Final = 8
MOST_ABOUT: Final = 40
"""Longer wording of a description says little of the one call."""
MOST_BESIDE: Final = 6
"""Wording of a value, up to which it is set beside its key: two words."""
_PLAIN_DOMAINS: Final = word_set(
    "d.credit_lending d.insurance d.housing d.employment d.education d.healthcare d.essential_public "
    "d.criminal_justice d.contract_end d.account_close d.essential_services d.pricing d.debt d.fraud d.liberty"
)
_TRAITS: Final = word_set("trait wealth churn life trait- wealth- churn-") | SPECIAL
_WAYS: Final = word_set("score predict infer evaluate")
_SCENE_KEYS: Final = word_set(
    "decides announces assists informs helpful notes guards consumer tech D i_decided own_wish ask_write ask_general "
    "ask_result go ask_story ask_translate staff_user code story you evaluate refuse grant decider ask_more"
)
_TELLING: Final = word_set(
    "human_did pending draft recommend refusal estimate assign blank_no you D other_chosen threshold "
    "consumer ask_more code story general if own_wish no_thing"
)
_EARLIER_KEYS: Final = word_set(
    "i_decided own_wish ask_write ask_story staff_user consumer D go code ask_translate ask_general human_did tech"
)


def text_features(scene: Scene, output: Reading) -> set[str]:
    """The features of a text."""
    features = {*_said(output), *_form(output)}
    context = _context(scene)
    features.update(context)
    groups = set(_groups(_names(output))) | {f"form:{f}" for f in _shape(output)}
    features.update(_crossed(context, groups))
    return features


def call_features(scene: Scene, call: Call) -> set[str]:
    """The features of a tool call, or of a structured answer."""
    features: set[str] = set()
    name, values = _names(call.name), set[str]()
    features.update(f"n:{c}" for c in name)
    features.update(f"nn:{a}+{b}" for a, b in combinations(sorted(name), 2))
    features.update(f"t:{c}" for c in _names(call.purpose))
    for argument in call.arguments:
        keys, value = _names(argument.key), _names(argument.value)
        values |= value
        features.update(f"k:{c}" for c in keys)
        features.update(f"v:{c}" for c in value)
        features.update(f"kv:{k}={v}" for k in keys for v in value)
        features.update(f"kv:{k}={argument.literal}" for k in keys if argument.literal != "string")
        features.update(f"kd:{c}" for c in _names(argument.about))
        features.update(_choice(argument, value))
    for text in call.texts:
        features.update("a" + f for f in _said(text))
        values |= _names(text)
    context = _context(scene)
    features.update(context)
    features.add("named" if call.name.sentences or call.purpose.sentences else "unnamed")
    features.add(f"arguments:{min(len(call.arguments), 4)}")
    groups = {f"v:{g}" for g in _groups(values)} | {f"n:{g}" for g in _groups(name)}
    features.update(_crossed(context, groups))
    features.update(f"nv:{a}&{b}" for a in _groups(name) for b in _groups(values))
    return features


def _choice(argument: Argument, value: set[str]) -> Iterator[str]:
    """What a schema lets stand under a key, when it names the values: outcomes both ways, or others."""
    allowed = argument.allowed.concepts
    if argument.allowed is EMPTY:
        return
    bad, good = bool(allowed & ADVERSE), bool(allowed & FAVOURABLE)
    kind = "outcomes" if bad and good else "adverse" if bad else "favourable" if good else "others"
    yield f"may:{kind}"
    yield from (f"may:{kind}&{group}" for group in _groups(value))


def text_wording(scene: Scene, output: Reading) -> set[int]:
    """The wording of a text and of what was asked, in numbers."""
    return {*in_role(output.wording, "said"), *in_role(scene.asked.wording, "asked")}


def scene_features(scene: Scene) -> set[str]:
    """The features of what stands around an answer that is not known yet."""
    features = set(_context(scene))
    keys = sorted(feature for feature in features if feature.startswith("s:"))
    asks = sorted(feature for feature in features if feature.startswith("u:"))
    features.update(f"su:{s}&{u}" for s in keys if _is_key(s) for u in asks if _is_key(u))
    return features


@lru_cache(maxsize=256)
def is_everyday(system: Reading) -> bool:
    """Whether a system text speaks of everyday service, at least as much as of anything significant."""
    said = [{_plain(one.concept) for one in sentence} for sentence in system.sentences]
    everyday = sum("consumer" in names or "tech" in names for names in said)
    return everyday > 0 and everyday >= sum("D" in names for names in said) and "decides" not in system.concepts


def scene_wording(scene: Scene) -> set[int]:
    """The wording of what was asked, and of a system text that is short."""
    found = set(in_role(scene.asked.wording, "asked"))
    found.update(in_role(scene.system.wording, "system"))
    return found


def call_wording(scene: Scene, call: Call) -> set[int]:
    """The wording of a call: of its name and purpose, its keys, its values, and each key beside its value."""
    found = {*in_role(call.name.wording, "name"), *in_role(scene.asked.wording, "asked")}
    if len(call.purpose.wording) <= MOST_ABOUT:
        found.update(in_role(call.purpose.wording, "purpose"))
    for argument in call.arguments:
        keys = argument.key.wording
        found.update(in_role(keys, "key"))
        if len(argument.about.wording) <= MOST_ABOUT:
            found.update(in_role(argument.about.wording, "about"))
        if argument.value.wording:
            found.update(in_role(argument.value.wording, "value"))
            if len(argument.value.wording) <= MOST_BESIDE:
                found.update(side_by_side(keys, tuple(argument.value.wording)))
        elif argument.literal in _LITERALS:
            found.update(side_by_side(keys, (_LITERALS[argument.literal],)))
    for text in call.texts:
        found.update(in_role(text.wording, "text"))
    return found


_LITERALS: Final = {"true": 1, "false": 2, "number": 3, "zero": 4}


def _names(reading: Reading) -> set[str]:
    """What a text says, all significant domains being one."""
    return {_plain(concept) for concept in reading.concepts}


def _plain(concept: str) -> str:
    return "D" if concept in _PLAIN_DOMAINS else "special" if concept in SPECIAL else concept


def _said(reading: Reading) -> Iterator[str]:
    for at, sentence in enumerate(reading.sentences):
        names = sorted({_plain(said.concept) for said in sentence})
        mark = "q" if at in reading.asks else "o"
        yield from (f"{mark}:{name}" for name in names)
        yield from (f"{mark}{mark}:{a}+{b}" for a, b in combinations(names, 2))
        if at == 0:
            yield from (f"first:{name}" for name in names)


def _form(reading: Reading) -> Iterator[str]:
    yield from (f"form:{form}" for form in _shape(reading))
    yield from (f"sign:{sign}" for sign in reading.signs)


def _shape(reading: Reading) -> Iterator[str]:
    words, sentences = sum(reading.lengths), len(reading.sentences)
    yield "words<6" if words < 6 else "words<15" if words < 15 else "words<40" if words < 40 else "words>40"
    yield "sentences1" if sentences == 1 else "sentences2-4" if sentences < 5 else "sentences5+"
    if reading.asks and sentences - 1 in reading.asks:
        yield "ends_asking"
    if not any(reading.sentences):
        yield "says_nothing_known"


def _context(scene: Scene) -> tuple[str, ...]:
    """What stands around an answer; remembered, since an answer may be looked at more than once."""
    return _context_of(scene.system, scene.asked, scene.earlier)


@lru_cache(maxsize=64)
def _context_of(system: Reading, asked: Reading, earlier: tuple[tuple[str, Reading], ...]) -> tuple[str, ...]:
    return (*_system_features(system), *_asked_features(asked), *_before_features(earlier))


def _asked_features(asked: Reading) -> Iterator[str]:
    names = _names(asked)
    yield from (f"u:{name}" for name in names)
    yield from (f"usign:{sign}" for sign in asked.signs)
    words = sum(asked.lengths)
    yield "u:nothing" if not asked.lengths else "u:words<4" if words < 4 else "u:words<12" if words < 12 else "u:long"
    if asked.asks:
        yield "u:asks"


def _before_features(earlier: tuple[tuple[str, Reading], ...]) -> Iterator[str]:
    said = {role: set[str]() for role in ("user", "assistant")}
    for role, reading in earlier:
        said.get(role, set()).update(_names(reading))
    yield from (f"e:{name}" for name in said["user"] & _EARLIER_KEYS)
    yield from (f"ea:{name}" for name in said["assistant"] & {"consumer", "tech", "D", "ask_more"})
    if earlier:
        yield "e:some"


@lru_cache(maxsize=256)
def _system_features(system: Reading) -> tuple[str, ...]:
    return tuple(_system(system))


def _system(system: Reading) -> Iterator[str]:
    """A long system text is read sentence by sentence only: everything is said somewhere in it."""
    if not system.sentences:
        yield "s:nothing"
        return
    names = [{_plain(said.concept) for said in sentence} for sentence in system.sentences]
    long = len(names) > SHORT_SYSTEM_SENTENCES
    head = set[str]().union(*names[:SHORT_SYSTEM_SENTENCES])
    yield from (f"s:{name}" for name in head)
    yield "s:long" if long else "s:short"
    for sentence in names:
        for role in sentence & {"decides", "announces", "assists", "informs", "notes", "guards"}:
            yield f"sd:{role}+{'D' if 'D' in sentence else 'consumer' if 'consumer' in sentence else 'none'}"
    significant = sum("D" in n for n in names)
    everyday = sum("consumer" in n or "tech" in n for n in names)
    if everyday > significant:
        yield "s:everyday"
    if significant and significant >= everyday:
        yield "s:significant"


def _groups(names: Iterable[str]) -> Iterator[str]:
    found = set(names)
    if found & ADVERSE:
        yield "adverse"
    if found & FAVOURABLE:
        yield "favourable"
    if not found & (ADVERSE | FAVOURABLE):
        yield "no_outcome"
    if found & _TRAITS or "special" in found:
        yield "trait"
    if found & _WAYS:
        yield "way"
    yield from sorted(found & _TELLING)


@lru_cache(maxsize=256)
def _keys_of(context: tuple[str, ...]) -> tuple[str, ...]:
    """What of a context is crossed with what is said."""
    return tuple(c for c in context if c.startswith(("s:", "u:", "sd:", "e:")) and (c[:3] == "sd:" or _is_key(c)))


def _crossed(context: tuple[str, ...], groups: Iterable[str]) -> Iterator[str]:
    keys = _keys_of(context)
    for group in groups:
        yield from (f"x:{key}&{group}" for key in keys)


def _is_key(feature: str) -> bool:
    name = feature.partition(":")[2]
    return name in _SCENE_KEYS or name in ("nothing", "everyday", "significant", "long", "words<4", "asks", "some")
