"""Features of an output in its scene: words of ours (`o:refuse`, `x:s:decides&adverse`) and its wording in numbers.

o: said in the output, q: asked in it, oo: two things said in one sentence; s: the system text, u: the last user
message, e: earlier messages, n, t, k, v, a: a call's name, purpose, argument keys, values and longer
texts; x: crosses of scene and output. Domains count as one here (`D`), so that what is learned of one holds for all.

What comes again from output to output (the scene, a tool, a key) is put together and weighed once, and remembered.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

from sluis.decisions.calls import Argument, Call
from sluis.decisions.classifier import Answers, Known, Network, Part
from sluis.decisions.reading import EMPTY, Reading
from sluis.decisions.rules import ADVERSE, FAVOURABLE, SPECIAL
from sluis.decisions.scene import Scene
from sluis.decisions.wording import in_role, side_by_side
from sluis.decisions.words import word_set

SHORT_SYSTEM_SENTENCES: Final = 8
BRIEF_SYSTEM_SENTENCES: Final = 3
MOST_ABOUT: Final = 40
"""Longer wording of a description says little of the one call."""
MOST_BESIDE: Final = 6
"""Wording of a value, up to which it is set beside its key: two words."""
_PLAIN_DOMAINS: Final = word_set(
    "d.credit_lending d.insurance d.housing d.employment d.education d.healthcare d.essential_public "
    "d.criminal_justice d.contract_end d.account_close d.essential_services d.pricing d.debt d.fraud d.liberty"
)
EVERYBODY_HAS: Final = word_set("d.account_close d.healthcare")
"""What ordinary service speaks of as well: accounts and appointments."""
_PLAIN: Final = dict.fromkeys(_PLAIN_DOMAINS, "D") | dict.fromkeys(SPECIAL, "special")
_TRAITS: Final = word_set("trait wealth churn life trait- wealth- churn-") | SPECIAL
MOST_PARTS: Final = 4096
MOST_SCENES: Final = 64
"""Keys, values, tools and scenes whose features are remembered."""
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
    own, groups = _text(output)
    return own.union(_context(scene), _crossed(_context(scene), groups))


def call_features(scene: Scene, call: Call) -> set[str]:
    """The features of a tool call, or of a structured answer."""
    own, groups = _call(call)
    own.update(*(part.features for part in _parts(call)))
    return own.union(_context(scene), _crossed(_context(scene), groups))


def weigh_text(network: Network, scene: Scene, output: Reading) -> Answers:
    """What a network makes of a text: of `text_features` and `text_wording`."""
    own, groups = _text(output)
    around, crossed = _scenes(network).around(scene, groups)
    return network.ask(own, in_role(output.wording, "said"), besides=around, places=crossed)


def weigh_call(network: Network, scene: Scene, call: Call) -> Answers:
    """What a network makes of a tool call, or of a structured answer: of `call_features` and `call_wording`."""
    own, groups = _call(call)
    around, crossed = _scenes(network).around(scene, groups)
    return network.ask(own, parts=_parts(call), besides=around, places=crossed)


class _Column(dict[str, int]):
    """Where the crosses of one group stand in a network, by key: looked up when first met, -1 where it knows none."""

    def __init__(self, network: Network, group: str) -> None:
        self._network, self._group = network, group

    def __missing__(self, key: str) -> int:
        self[key] = place = self._network.place(f"x:{key}&{self._group}")
        return place


class _Scenes:
    """Scenes as one network weighs them: a bot's system text once, with what of it is crossed with outputs' groups."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._columns: dict[str, _Column] = {}
        self._system = lru_cache(maxsize=MOST_SCENES)(self._weigh_system)
        self._system_crossed = lru_cache(maxsize=MOST_PARTS)(self._cross_system)
        self._turn = lru_cache(maxsize=MOST_SCENES)(self._weigh_turn)

    def around(self, scene: Scene, groups: Iterable[str]) -> tuple[list[Known], list[int]]:
        """What stands around an output and is crossed with its groups: what is weighed already, and further places."""
        columns = [self._columns.get(group) or self._column(group) for group in groups]
        crossed = [self._system_crossed(scene.system, group) for group in groups]
        keys = _turn_keys(scene.asked, scene.earlier)
        places = [at for column in columns for key in keys if (at := column[key]) >= 0]
        return [self._system(scene.system), self._turn(scene.asked, scene.earlier), *crossed], places

    def _column(self, group: str) -> _Column:
        self._columns[group] = column = _Column(self._network, group)
        return column

    def _weigh_system(self, system: Reading) -> Known:
        return self._network.know(_system_features(system))

    def _cross_system(self, system: Reading, group: str) -> Known:
        return self._network.know(_cross(_system_keys(system), group))

    def _weigh_turn(self, asked: Reading, earlier: tuple[tuple[str, Reading], ...]) -> Known:
        return self._network.know(_turn_features(asked, earlier), in_role(asked.wording, "asked"))


@lru_cache(maxsize=8)
def _scenes(network: Network) -> _Scenes:
    return _Scenes(network)


def _text(output: Reading) -> tuple[set[str], set[str]]:
    """The features of a text by itself, and what of it is crossed with the scene."""
    shape = [f"form:{form}" for form in _shape(output)]
    own = {*_said(output), *shape, *(f"sign:{sign}" for sign in output.signs)}
    return own, {*_groups(_names(output)), *shape}


def _call(call: Call) -> tuple[set[str], set[str]]:
    """The features of a call that its parts do not have by themselves, and what is crossed with the scene."""
    name, values = _names(call.name), set[str]()
    values.update(*(_names(argument.value) for argument in call.arguments), *map(_names, call.texts))
    own = {
        "named" if call.name.sentences or call.purpose.sentences else "unnamed",
        f"arguments:{min(len(call.arguments), 4)}",
    }
    named, valued = list(_groups(name)), list(_groups(values))
    own.update(f"nv:{a}&{b}" for a in named for b in valued)
    return own, {*(f"v:{g}" for g in valued), *(f"n:{g}" for g in named)}


def _parts(call: Call) -> Iterator[Part]:
    yield _name_part(call.name)
    yield _purpose_part(call.purpose)
    yield from map(_argument_part, call.arguments)
    yield from map(_prose_part, call.texts)


@lru_cache(maxsize=MOST_PARTS)
def _name_part(reading: Reading) -> Part:
    names = sorted(_names(reading))
    features = {f"n:{c}" for c in names} | {f"nn:{a}+{b}" for a, b in combinations(names, 2)}
    return Part(frozenset(features), frozenset(in_role(reading.wording, "name")))


@lru_cache(maxsize=MOST_PARTS)
def _purpose_part(reading: Reading) -> Part:
    wording = reading.wording if len(reading.wording) <= MOST_ABOUT else ()
    return Part(frozenset(f"t:{c}" for c in _names(reading)), frozenset(in_role(wording, "purpose")))


@lru_cache(maxsize=MOST_PARTS)
def _prose_part(reading: Reading) -> Part:
    return Part(frozenset("a" + f for f in _said(reading)), frozenset(in_role(reading.wording, "text")))


@lru_cache(maxsize=MOST_PARTS)
def _argument_part(argument: Argument) -> Part:
    keys, value = _names(argument.key), _names(argument.value)
    features = {f"k:{c}" for c in keys} | {f"v:{c}" for c in value} | {f"kv:{k}={v}" for k in keys for v in value}
    if argument.literal != "string":
        features.update(f"kv:{k}={argument.literal}" for k in keys)
    features.update(f"kd:{c}" for c in _names(argument.about))
    features.update(_choice(argument, value))
    return Part(frozenset(features), frozenset(_argument_wording(argument)))


def _choice(argument: Argument, value: frozenset[str]) -> Iterator[str]:
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
    """Whether a system text speaks of everyday service, at least as much as of anything significant.

    A short one that names a significant matter tells what the bot is for: it "processes support with the rent".
    """
    brief = len(system.sentences) <= BRIEF_SYSTEM_SENTENCES and "consumer" not in system.concepts
    if brief and system.concepts & (_PLAIN_DOMAINS - EVERYBODY_HAS):
        return False
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
    return set(in_role(scene.asked.wording, "asked")).union(*(part.wording for part in _parts(call)))


def _argument_wording(argument: Argument) -> Iterator[int]:
    keys = argument.key.wording
    yield from in_role(keys, "key")
    if len(argument.about.wording) <= MOST_ABOUT:
        yield from in_role(argument.about.wording, "about")
    if argument.value.wording:
        yield from in_role(argument.value.wording, "value")
        if len(argument.value.wording) <= MOST_BESIDE:
            yield from side_by_side(keys, tuple(argument.value.wording))
    elif argument.literal in _LITERALS:
        yield from side_by_side(keys, (_LITERALS[argument.literal],))


_LITERALS: Final = {"true": 1, "false": 2, "number": 3, "zero": 4}


@lru_cache(maxsize=MOST_PARTS)
def _names(reading: Reading) -> frozenset[str]:
    """What a text says, all significant domains being one."""
    return frozenset(map(_plain, reading.concepts))


def _plain(concept: str) -> str:
    return _PLAIN.get(concept, concept)


def _said(reading: Reading) -> Iterator[str]:
    for at, sentence in enumerate(reading.sentences):
        names = sorted({_plain(said.concept) for said in sentence})
        mark = "q" if at in reading.asks else "o"
        yield from (f"{mark}:{name}" for name in names)
        yield from (f"{mark}{mark}:{a}+{b}" for a, b in combinations(names, 2))
        if at == 0:
            yield from (f"first:{name}" for name in names)


def _shape(reading: Reading) -> Iterator[str]:
    words, sentences = sum(reading.lengths), len(reading.sentences)
    yield "words<6" if words < 6 else "words<15" if words < 15 else "words<40" if words < 40 else "words>40"
    yield "sentences1" if sentences == 1 else "sentences2-4" if sentences < 5 else "sentences5+"
    if reading.asks and sentences - 1 in reading.asks:
        yield "ends_asking"
    if not any(reading.sentences):
        yield "says_nothing_known"


def _context(scene: Scene) -> tuple[str, ...]:
    """What stands around an answer."""
    return (*_system_features(scene.system), *_turn_features(scene.asked, scene.earlier))


@lru_cache(maxsize=MOST_SCENES)
def _turn_features(asked: Reading, earlier: tuple[tuple[str, Reading], ...]) -> tuple[str, ...]:
    return (*_asked_features(asked), *_before_features(earlier))


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
def _system_keys(system: Reading) -> tuple[str, ...]:
    return tuple(_keys_of(_system_features(system)))


@lru_cache(maxsize=MOST_SCENES)
def _turn_keys(asked: Reading, earlier: tuple[tuple[str, Reading], ...]) -> tuple[str, ...]:
    return tuple(_keys_of(_turn_features(asked, earlier)))


def _keys_of(context: Iterable[str]) -> Iterator[str]:
    """What of a context is crossed with what is said."""
    return (c for c in context if c.startswith(("s:", "u:", "sd:", "e:")) and (c[:3] == "sd:" or _is_key(c)))


def _crossed(context: Iterable[str], groups: Iterable[str]) -> Iterator[str]:
    keys = tuple(_keys_of(context))
    for group in groups:
        yield from _cross(keys, group)


def _cross(keys: Sequence[str], group: str) -> Iterator[str]:
    return (f"x:{key}&{group}" for key in keys)


def _is_key(feature: str) -> bool:
    name = feature.partition(":")[2]
    return name in _SCENE_KEYS or name in ("nothing", "everyday", "significant", "long", "words<4", "asks", "some")
