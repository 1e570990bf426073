"""Restoring: pseudonyms in what a model says become the values again, piece by piece, at every cut the same."""

import json
import re
from bisect import insort
from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import quote

from sluis.pseudonyms.coining import COINED, LENGTH
from sluis.pseudonyms.entries import DIGITS, GAP, JSON_TOKEN, PARTIAL, PLACEHOLDER, TOKEN, Entry, Phrase, fold, is_unit
from sluis.pseudonyms.inflecting import BREAK, SOFT, inflected, stands_in_url
from sluis.pseudonyms.words import CARD_CUES

_PARTIAL_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?")
_CANDIDATE = re.compile(f"(?={COINED.pattern})")
BREAKING = ("-", "\u2010", *sorted(SOFT))
PARTIAL_CHARS = 8
SHORT_DIGITS = 4
MANY_PHRASES = 8
TINY_DIGITS = 2
"""So few number the points of a list: they need a cue right in front."""
CONTEXT_CHARS = 120
_MASK = re.compile(r"(?:\u2026|\.\.\.|[\u2022*x#]{2}|\u2022)[\s-]?\Z")
"""What stands for the digits that are left out."""
_DIGIT = re.compile(r"\d")
_CUE_WORD = re.compile(r"[^\W_]+")
_GAP_SIGNS = frozenset((" ", ",", ".", ";", "#", "-", "/", "|", "(", ")", "*", "_", "\\", "+"))
MOST_SIGNS = 6
"""How many signs may stand between two words of an address."""
_SEPARATORS = frozenset(" .-()/\u00a0\u2011")
PHONE_DIGITS = 18
PHONE_GAP = 3
"""How many separators in a row may stand between two digits of a phone number."""
WATCHED_CHARS = 1024
"""So much is looked through at once for pseudonyms that stayed."""
WATCHED_AGAIN_CHARS = 48
"""Of its end, looked through again with what follows: a coined word or a placeholder may be cut anywhere."""


class Restorer:
    """Restores one channel of text. `feed` what came, then `flush`; or `restore` a whole text.

    left: takes each pseudonym that stays, once: coined words and placeholders of nobody here, what was redacted, and
    digits of which it is not sure that they are a value's.
    """

    def __init__(
        self, entries: Iterable[Entry], escape: Literal["none", "json"] = "none", left: set[str] | None = None
    ) -> None:
        self._escape = escape
        self.left = set() if left is None else left
        self._token = JSON_TOKEN if escape == "json" else TOKEN
        self._words: dict[str, list[tuple[str, str]]] = {}
        self._first: dict[str, list[Phrase]] = {}
        self._shared: set[tuple[str, ...]] = set()
        self._second: dict[tuple[str, ...], list[Phrase]] = {}
        self._phones: dict[str, str] = {}
        self._prefixes: set[str] | None = None
        self._word_prefixes: set[str] = set()
        self._inside = False
        self._pending = ""
        self._seen = ""
        self._watches = True
        self._watched = ""
        self._placeholders: set[str] = set()
        self._redacted: set[str] = set()
        self._tails: dict[str, str] = {}
        for entry in entries:
            self._learn(entry)

    @classmethod
    def of_text(cls, entries: Iterable[Entry], text: str, left: set[str] | None = None) -> "Restorer":
        """For one whole text: learns only what can stand in it."""
        tokens = set(map(fold, set(TOKEN.findall(text))))
        if BREAK.search(text):
            tokens.update(map(fold, TOKEN.findall(BREAK.sub("", text))))
        long = [token for token in tokens if len(token) >= LENGTH]
        coined = {token[m.start() : m.start() + LENGTH] for token in long for m in _CANDIDATE.finditer(token)}
        signs = tokens | coined
        if any(token.isdigit() for token in tokens):
            signs.add(DIGITS)
        elif _DIGIT.search(text) is None:  # without a digit only what has a word here can stand here
            entries = [e for e in entries if e.style == "redact" or not e.letters.isdisjoint(signs)]
        kept = (e for e in entries if e.style == "redact" or not e.forms.signs.isdisjoint(signs))
        made = cls(kept, left=left)
        made._watches = bool(coined or made._redacted or "<" in text)
        return made

    def _learn(self, entry: Entry) -> None:
        if entry.style == "redact":
            self._redacted.add(entry.pseudonym)
        if entry.style not in ("shaped", "placeholder"):
            return
        if entry.style == "placeholder":
            self._placeholders.add(entry.pseudonym)
        forms = entry.forms_in_json if self._escape == "json" else entry.forms
        for folded, said, real in forms.words:
            known = self._words.get(folded)
            if known is None:
                self._words[folded] = [(said, real)]
            elif all(form != said for form, _ in known):
                known.append((said, real))
        for phrase in forms.phrases:
            self._learn_phrase(phrase)
        for said, real in forms.tails:
            if self._tails.setdefault(said, real) != real:
                self._tails[said] = ""  # of two numbers: nobody's is guessed
        for said, real in forms.phones:
            self._phones.setdefault(said, real)

    def _learn_phrase(self, phrase: Phrase) -> None:
        tokens, said, real = phrase
        same = self._second.setdefault(tokens[:2], [])
        if is_unit(phrase) and any(t == tokens and r.casefold() != real.casefold() for t, _, r in same):
            self._shared.add(tokens)  # of two addresses: nobody's is guessed
        if not any(t == tokens and p == said for t, p, _ in same):
            insort(same, phrase, key=_longest_first)
            insort(self._first.setdefault(tokens[0], []), phrase, key=_longest_first)

    def _folded(self, text: str) -> tuple[str, ...]:
        return tuple(fold(token) for token in self._token.findall(text))

    # ---------------------------------------------------------------- use
    def restore(self, text: str) -> str:
        """The whole text restored."""
        return self.feed(text) + self.flush()

    def restore_leaf(self, text: str, keys: Sequence[str] = ()) -> str:
        """A text that is one JSON string or number: equal to a pseudonym, however short, it is that value."""
        tokens = self._folded(text)
        for known, said, real in self._first.get(tokens[0], ()) if tokens else ():
            if known == tokens:
                return self._inflected(text, said, real)
        return self.restore(text)

    def feed(self, piece: str) -> str:
        """What can be said now: everything that cannot be the beginning of a pseudonym."""
        if not (self._first or self._words or self._phones or self._tails):
            self._watch(piece)
            return piece
        text = self._pending + piece
        out, used = self._scan(text, final=False)
        self._watch(text[:used])
        self._pending = text[used:]
        self._seen = (self._seen + text[:used])[-CONTEXT_CHARS:]
        return out

    def flush(self) -> str:
        text, self._pending = self._pending, ""
        out = self._scan(text, final=True)[0]
        self._watch(text, final=True)
        self._seen = ""
        self._inside = False
        return out

    def _watch(self, piece: str, final: bool = False) -> None:
        """Notes which pseudonyms stay in what is said."""
        if not self._watches:
            return
        text = self._watched = self._watched + piece
        if len(text) < WATCHED_CHARS and not final:
            return
        self._watched = "" if final else text[-WATCHED_AGAIN_CHARS:]
        folded = text.casefold()
        for found in _CANDIDATE.finditer(folded):
            word = folded[found.start() : found.start() + LENGTH]
            if word not in self._words:
                self.left.add(word)
        if "_" in text:
            self.left.update(tag for tag in PLACEHOLDER.findall(text) if tag not in self._placeholders)
        self.left.update(word for word in self._redacted if word in text)

    # ---------------------------------------------------------------- scanning
    def _scan(self, text: str, final: bool) -> tuple[str, int]:
        """(what can be said, how many characters of the text that took)."""
        matches = [(m.group(), m.start()) for m in self._token.finditer(text)]
        if not final and matches and (end := self._end_of_whole(text, matches)) < len(text):
            text = text[:end]
            matches = [(m.group(), m.start()) for m in self._token.finditer(text)]
        broken = self._may_be_broken(text)
        out: list[str] = []
        n, count = 0, len(matches)
        while n < count:
            token, start = matches[n]
            folded = fold(token)
            is_open = not final and n == count - 1
            parted = broken and not is_open and not self._inside and folded in self._word_prefixes
            if not parted and not is_open and self._is_plain(folded):
                out.append(token)
                self._inside = token[0].isalnum()
                n += 1
                continue
            if not (self._inside and _is_word(token)):
                step = self._joined(matches, n, folded, final) if parted else (0, "")
                if step == (0, ""):
                    step = self._match(matches, n, folded, final, text)
                if step is None:
                    return "".join(out), start
                if step[0]:
                    out.append(step[1])
                    n += step[0]
                    self._inside = _is_word(matches[n - 1][0])
                    continue
            if is_open and not self._inside and folded in self._all_prefixes():
                return "".join(out), start
            said, used = self._word(token, folded, is_open, text, start)
            out.append(said)
            if used:
                self._inside = _is_word(token)
            if used < len(token):
                return "".join(out), start + used
            n += 1
        return "".join(out), len(text)

    def _end_of_whole(self, text: str, matches: list[tuple[str, int]]) -> int:
        """Where an escape begins that the end of the text cuts; the end where it cuts none."""
        if self._escape == "json":
            return matches[-1][1] if _PARTIAL_ESCAPE.fullmatch(matches[-1][0]) else len(text)
        tail = text[-PARTIAL_CHARS:]
        if "%" not in tail and "&" not in tail and "\\" not in tail:
            return len(text)
        partial = PARTIAL.search(text, max(0, len(text) - PARTIAL_CHARS))
        if partial is None or all(start != partial.start() for _, start in matches[-PARTIAL_CHARS:]):
            return len(text)  # a second backslash ends an escape and begins none
        return partial.start()

    def _may_be_broken(self, text: str) -> bool:
        """Whether a coined word may stand in the text in two parts."""
        if not self._words or self._escape == "json" or not any(sign in text for sign in BREAKING):
            return False
        self._all_prefixes()
        return True

    def _is_plain(self, folded: str) -> bool:
        """Whether this whole token begins and holds nothing of ours: most tokens."""
        if len(folded) >= LENGTH or folded in self._first or folded in self._tails:
            return False
        return not (self._phones and folded.isdigit())

    def _match(
        self, matches: list[tuple[str, int]], n: int, folded: str, final: bool, text: str
    ) -> tuple[int, str] | None:
        """(tokens taken, what to say); (0, "") for no phrase here; None when more text is needed to tell."""
        taken = best = None
        unsure = ""
        for tokens, said, real in self._phrases(matches, n, folded, final):
            if taken is not None and tokens != taken:
                break
            got = _compare(matches, n, tokens, final)
            if got is None:
                return None
            if got:
                end = matches[n + got][1] if n + got < len(matches) else len(text)
                if not final and end == len(text) and _is_word(matches[-1][0]):
                    return None
                if tokens in self._shared:
                    self.left.add(said)
                    continue
                if said.isdigit() and len(said) <= SHORT_DIGITS and not self._has_cue(text[: matches[n][1]], len(said)):
                    unsure = said
                    continue
                found = text[matches[n][1] : end]
                if best is None or found == said:  # of several that differ in case only, the one as it is written
                    inflected_real = self._inflected(found, said, real)
                    taken, best = tokens, (got, self._in_url(inflected_real, text[: matches[n][1]]))
        if best is not None:
            return best
        if len(unsure) > TINY_DIGITS:
            self.left.add(unsure)
        if folded in self._tails and (known := self._tail(matches, n, folded, final, text)) != (0, ""):
            return known
        if self._phones and folded.isdigit():
            return self._phone(matches, n, final, text)
        return 0, ""

    def _tail(
        self, matches: list[tuple[str, int]], n: int, folded: str, final: bool, text: str
    ) -> tuple[int, str] | None:
        """As `_match`, for the last four digits of a number; nobody's of two that end alike."""
        if not self._has_cue(text[: matches[n][1]]):
            return 0, ""
        if not final and n + 1 == len(matches):
            return None
        tail = self._tails[folded]
        if not tail:
            self.left.add(folded)
        return (1, tail) if tail else (0, "")

    def _phrases(self, matches: list[tuple[str, int]], n: int, folded: str, final: bool) -> Sequence[Phrase]:
        """The phrases that may stand here, longest first. Of many that begin with one sign, those that go on alike."""
        phrases = self._first.get(folded, ())
        if len(phrases) < MANY_PHRASES or n + (1 if final else 2) >= len(matches) or not _is_word(matches[n + 1][0]):
            return phrases
        return (*self._second.get((folded, fold(matches[n + 1][0])), ()), *self._second.get((folded,), ()))

    def _has_cue(self, before: str, digits: int = SHORT_DIGITS) -> bool:
        """Whether what stands before so many digits says that they are a value's: for one or two, the last word."""
        near = (self._seen + before)[-CONTEXT_CHARS:].casefold()
        if _MASK.search(near):
            return True
        if digits <= TINY_DIGITS:
            return bool(words := _CUE_WORD.findall(near.rpartition("\n")[2])) and words[-1] in CARD_CUES
        return any(word in CARD_CUES for word in _CUE_WORD.findall(near)[-8:])

    def _phone(self, matches: list[tuple[str, int]], n: int, final: bool, text: str) -> tuple[int, str] | None:
        digits, at, gap, best = "", n, 0, (0, "")
        while at < len(matches) and len(digits) <= PHONE_DIGITS and gap <= PHONE_GAP:
            token = matches[at][0]
            if token.isdigit():
                digits, gap = digits + token, 0
                if digits in self._phones:
                    end = matches[at][1] + len(token)
                    best = (at - n + 1, self._escaped(_pour(text[matches[n][1] : end], self._phones[digits])))
            elif set(token) <= _SEPARATORS:
                gap += 1
            else:
                return best
            at += 1
        if at == len(matches) and not final and digits in self._all_prefixes():
            return None
        return best

    def _joined(self, matches: list[tuple[str, int]], n: int, folded: str, final: bool) -> tuple[int, str] | None:
        """As `_match`, for a coined word that a hyphen or a soft break parts: the break goes."""
        at, found = n, matches[n][0]
        while len(folded) < LENGTH and folded in self._word_prefixes:
            at += 1
            signs = [token for token, _ in matches[at : at + 2]]
            if signs and signs[0] not in SOFT:
                if signs[0] not in ("-", "\u2010") or (len(signs) > 1 and "\n" not in signs[1]):
                    return 0, ""
                at += 1
            at += 1
            if at >= len(matches):
                return (0, "") if final else None
            if not _is_word(matches[at][0]):
                return 0, ""
            found += matches[at][0]
            folded += fold(matches[at][0])
            if at == len(matches) - 1 and not final and len(folded) < LENGTH and folded in self._word_prefixes:
                return None
        forms = self._words.get(folded[:LENGTH])
        if forms is None or len(folded) != len(found):
            return 0, ""
        return at - n + 1, _in_form(found[:LENGTH], forms) + found[LENGTH:]

    def _word(self, token: str, folded: str, is_open: bool, text: str, start: int) -> tuple[str, int]:
        """The token with its coined words restored, and how many of its characters are settled.

        is_open: more of the token may come, so its end stays back as long as it could begin a coined word.
        """
        if len(folded) != len(token) or not self._words or not _is_word(token):
            return token, len(token)
        out, last = [], 0
        for candidate in _CANDIDATE.finditer(folded) if len(folded) >= LENGTH else ():
            at = candidate.start()
            if at < last:
                continue
            forms = self._words.get(folded[at : at + LENGTH])
            if forms is None:
                continue
            real = _in_form(token[at : at + LENGTH], forms)
            out += [token[last:at], self._escaped(self._in_url(real, text[:start]))]
            last = at + LENGTH
        used = len(token)
        if is_open:
            self._all_prefixes()
            starts = range(max(last, used - LENGTH + 1), used)
            used = next((at for at in starts if folded[at:] in self._word_prefixes), used)
        return "".join([*out, token[last:used]]), used

    def _all_prefixes(self) -> set[str]:
        """Every way in which a first token or a phone number can begin."""
        if self._prefixes is None:
            self._prefixes = {t[:k] for t in (*self._first, *self._phones, *self._tails) for k in range(1, len(t) + 1)}
            self._word_prefixes = {word[:k] for word in self._words for k in range(1, LENGTH)}
        return self._prefixes

    def _inflected(self, found: str, said: str, real: str) -> str:
        return self._escaped(inflected(found, said, real, self._escape == "none"))

    def _in_url(self, real: str, before: str) -> str:
        """What is to be said, percent-encoded where a URL stands before it and it has signs that no URL has."""
        if real.isascii() or self._escape == "json" or not stands_in_url(self._seen + before):
            return real
        return "".join(char if char.isascii() else quote(char) for char in real)

    def _escaped(self, text: str) -> str:
        return json.dumps(text, ensure_ascii=False)[1:-1] if self._escape == "json" else text


def _longest_first(phrase: Phrase) -> int:
    return -len(phrase[0])


def _is_word(token: str) -> bool:
    return token[0].isalnum()


def _compare(matches: list[tuple[str, int]], n: int, tokens: tuple[str, ...], final: bool) -> int | None:
    """How many tokens of the text match the phrase; 0 when they do not; None when the text ends before it is clear."""
    at = n
    for want in tokens:
        if want == GAP:
            past = _gap(matches, at, final)
            if past is None or past == at:
                return past if past is None else 0
            at = past
            continue
        if at < len(matches) and ((matches[at][0] == "\\" and want != "\\") or (matches[at][0] == "," and want == " ")):
            at += 1
        if want == " " and at < len(matches) and matches[at][0] == "<":
            past = _line_break(matches, at, final)
            if past is None:
                return None
            if past > at:
                at = past
                continue
        if at >= len(matches):
            return 0 if final else None
        token = matches[at][0]
        folded = fold(token)
        if folded != want and (folded != "+" or want != " "):
            if not final and at == len(matches) - 1 and want.startswith(folded):
                return None
            return 0
        at += 1
    return at - n


def _gap(matches: list[tuple[str, int]], at: int, final: bool) -> int | None:
    """What follows the few signs at this place; the place itself where there are none; None: the text ends in them."""
    end = at
    while end < len(matches) and end - at < MOST_SIGNS:
        past = _line_break(matches, end, final) if matches[end][0] == "<" else end
        if past is None:
            return None
        if past > end:
            end = past
        elif fold(matches[end][0]) in _GAP_SIGNS:
            end += 1
        else:
            break
    return end if end < len(matches) or final else None


def _line_break(matches: list[tuple[str, int]], at: int, final: bool) -> int | None:
    """What follows HTML's <br> at this place; the place itself where there is none; None when the text ends in it."""
    said = "".join(piece for piece, _ in matches[at : at + 5]).casefold()
    for tag, signs in (("<br>", 3), ("<br/>", 4), ("<br />", 5)):
        if said.startswith(tag):
            return at + signs
        if not final and tag.startswith(said):
            return None
    return at


def _in_form(found: str, forms: list[tuple[str, str]]) -> str:
    for form, real in forms:
        if form == found:
            return real
    form, real = forms[0]
    if found.isupper():
        return real.upper()
    if form.isupper():  # seen in capitals only, which say nothing of how it is written otherwise
        real = real.lower()
    return real.lower() if found.islower() else real[:1].upper() + real[1:]


def _pour(found: str, digits: str) -> str:
    source = iter(digits)
    return "".join(next(source) if c.isdigit() else c for c in found)
