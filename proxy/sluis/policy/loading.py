"""Policy files to policies: found by name or path, put on top of what they extend, validated whole, then swapped whole.

A file that cannot be used raises PolicyError with file, key and hint, one line each; in a `PolicyBook` the policy that
was in force stays in force.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sluis.errors import PolicyError
from sluis.policy.checking import find_contradictions
from sluis.policy.explaining import explain
from sluis.policy.identifiers import ListedValues
from sluis.policy.model import Policy
from sluis.policy.reading import Data, Document, KeyPath, Problem, Unreadable, parse_yaml

COMMON = "common"
"""The shipped file that others extend; it is no policy by itself."""
MAX_EXTENDS = 5
_PREPENDED = {("decisions", "rules"), ("guards",)}
"""Lists to which an extending file adds in front; other lists it replaces."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was when read. stamp: changes when the file does."""

    path: Path
    stamp: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A policy and the files it was made from."""

    policy: Policy
    sources: tuple[Source, ...]


def load_policy(name_or_path: str | Path) -> Policy:
    """The policy of a shipped name (`gdpr`) or of a file. PolicyError when it cannot be used."""
    return load(name_or_path).policy


def load(name_or_path: str | Path) -> Loaded:
    """Like `load_policy`, with the files that were read."""
    loaded, problems = examine(name_or_path)
    if loaded is None:
        raise _error(problems)
    return loaded


def examine(name_or_path: str | Path) -> tuple[Loaded | None, tuple[Problem, ...]]:
    """The policy, or every problem that keeps it from being used. PolicyError for a name that is not shipped."""
    path, shown = _find(name_or_path)
    return _examine(None, path, shown)


def examine_text(text: str, shown: str, directory: Path) -> tuple[Loaded | None, tuple[Problem, ...]]:
    """Like `examine`, for a text instead of a file. shown: how messages call it; directory: for paths in it."""
    return _examine(text, directory / shown, shown)


def _examine(text: str | None, path: Path, shown: str) -> tuple[Loaded | None, tuple[Problem, ...]]:
    sources: list[Source] = []
    try:
        layers = _layers(text, path, shown, sources)
        data = _stacked(layers)
        data.setdefault("name", path.stem.lower())
        data.pop("extends", None)
        policy = Policy.model_validate(data)
        policy = _with_lists(policy, path.parent, shown, sources)
    except Unreadable as error:
        return None, (error.problem,)
    except ValidationError as error:
        return None, explain(error, layers)
    problems = find_contradictions(policy, layers)
    if problems:
        return None, problems
    policy._digest = _digest(policy)
    return Loaded(policy, tuple(sources)), ()


def shipped_directory() -> Path:
    """Where the policies that come with Sluis are: beside the package in a wheel, at the top of a checkout."""
    inside = Path(__file__).resolve().parents[1] / "policies"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "policies"


def shipped_names() -> tuple[str, ...]:
    """The names of the policies that come with Sluis."""
    return tuple(sorted(p.stem for p in shipped_directory().glob("*.yaml") if p.stem != COMMON))


def _find(name_or_path: str | Path) -> tuple[Path, str]:
    """The file, and how to call it in messages. A word without dot or slash is a shipped name."""
    text = str(name_or_path)
    if isinstance(name_or_path, str) and not any(c in text for c in "./\\"):
        path = shipped_directory() / f"{text}.yaml"
        if not path.is_file() or text == COMMON:
            known = ", ".join(shipped_names())
            raise PolicyError(
                f"There is no policy named {text}.", hint=f"Shipped: {known}; or give the path of a file."
            )
        return path, f"policies/{text}.yaml"
    return Path(text), text


def _layers(text: str | None, path: Path, shown: str, sources: list[Source]) -> list[Document]:
    """The file (or the text in its place) and what it extends, outermost first."""
    layers: list[Document] = []
    while True:
        document = parse_yaml(_read(path, shown, sources) if text is None or layers else text, shown)
        layers.append(document)
        base = document.data.get("extends")
        if base is None:
            return layers
        where = document.lines.get(("extends",))
        if not isinstance(base, str):
            raise Unreadable(Problem(shown, "extends", "must be a name or a path", line=where))
        if len(layers) >= MAX_EXTENDS:
            raise Unreadable(
                Problem(shown, "extends", f"more than {MAX_EXTENDS} files deep, or in a circle", line=where)
            )
        path, shown = _find_base(base, path, shown, where)


def _find_base(base: str, path: Path, shown: str, line: int | None) -> tuple[Path, str]:
    if any(c in base for c in "./\\"):
        return path.parent / base, str(Path(shown).parent / base)
    found = shipped_directory() / f"{base}.yaml"
    if not found.is_file():
        known = ", ".join(shipped_names())
        raise Unreadable(Problem(shown, "extends", f"there is no policy named {base}", f"shipped: {known}", line))
    return found, f"policies/{base}.yaml"


def _read(path: Path, shown: str, sources: list[Source]) -> str:
    try:
        stamp = _stamp(path)
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "cannot be read"
        raise Unreadable(Problem(shown, "", reason)) from error
    sources.append(Source(path, stamp))
    return text


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _stacked(layers: list[Document]) -> dict[str, Data]:
    """The outermost file on top of the others."""
    data: dict[str, Data] = {}
    for layer in reversed(layers):
        data = _laid_over(data, layer.data, ())
    return data


def _laid_over(below: dict[str, Data], above: dict[str, Data], path: KeyPath) -> dict[str, Data]:
    out = dict(below)
    for key, given in above.items():
        at = (*path, key)
        value, old = _in_full(given, at), _in_full(below.get(key), at)
        if isinstance(value, dict) and isinstance(old, dict):
            out[key] = _laid_over(old, value, at)
        elif isinstance(value, list) and isinstance(old, list) and at in _PREPENDED:
            out[key] = [*value, *old]
        else:
            out[key] = value
    return out


def _in_full(value: Data, at: KeyPath) -> Data:
    """A bare duration as the default it is, so that it cannot push aside what the law sets beside it."""
    return {"default": value} if len(at) == 2 and at[0] == "retention" and isinstance(value, str) else value


def _with_lists(policy: Policy, directory: Path, shown: str, sources: list[Source]) -> Policy:
    """The policy with the values of its CSV files. Their content never stands in a message."""
    changed: dict[str, dict[str, ListedValues]] = {}
    for kind in ("deny", "allow"):
        lists: dict[str, ListedValues] = getattr(policy.identifiers, kind)
        if any(each.csv for each in lists.values()):
            changed[kind] = {
                name: _filled(each, directory, Problem(shown, f"identifiers.{kind}.{name}.csv", ""), sources)
                for name, each in lists.items()
            }
    if not changed:
        return policy
    return policy.model_copy(update={"identifiers": policy.identifiers.model_copy(update=changed)})


def _filled(listed: ListedValues, directory: Path, place: Problem, sources: list[Source]) -> ListedValues:
    if listed.csv is None:
        return listed
    path = directory / listed.csv
    rows = list(csv.DictReader(_read(path, f"{place.file}: {place.key}: {listed.csv}", sources).splitlines()))
    heading = listed.column or (next(iter(rows[0]), "") if rows else "")
    if not rows or heading not in rows[0]:
        raise Unreadable(Problem(place.file, place.key, f"{listed.csv} has no column {heading or 'at all'}"))
    values = tuple(dict.fromkeys(v.strip() for row in rows if (v := row[heading]) and v.strip()))
    given = listed.model_dump() | {"values": (*listed.values, *values)}
    try:
        return type(listed).model_validate(given)
    except ValidationError as error:
        raise Unreadable(
            Problem(place.file, place.key, error.errors()[0]["msg"].removeprefix("Value error, "))
        ) from error


def _digest(policy: Policy) -> str:
    lists = {
        kind: {name: each.values for name, each in getattr(policy.identifiers, kind).items()}
        for kind in ("deny", "allow")
    }
    content = [policy.model_dump(mode="json"), lists]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def _error(problems: Iterable[Problem]) -> PolicyError:
    """One line for each; the line of the first in the hint."""
    found = tuple(problems)
    line = found[0].line
    return PolicyError("\n".join(map(str, found)), hint=f"Line {line}." if line and len(found) == 1 else None)


class PolicyBook:
    """The policies in force. `refresh` and `reload` swap each one whole; a file that fails leaves the old one in force.

    failures: name to the reason, for names whose newest file could not be used. honour: asked about each policy before
    it comes in force; raises PolicyError for one that asks what this process cannot do.
    """

    def __init__(self, names: Iterable[str | Path], honour: Callable[[Policy], object] = lambda _policy: None) -> None:
        self._names = tuple(dict.fromkeys(str(name) for name in names))
        self._honour = honour
        self._loaded: dict[str, Loaded] = {}
        self._tried: dict[str, tuple[tuple[int, int, int] | None, ...]] = {}
        self.failures: dict[str, str] = {}

    def load(self) -> None:
        """Load all of them. PolicyError at the first that cannot be used."""
        for name in self._names:
            self._loaded[name] = self._load(name)

    def _load(self, name: str) -> Loaded:
        loaded = load(name)
        self._honour(loaded.policy)
        return loaded

    def get(self, name: str) -> Policy:
        """The policy in force. One that was not named before is loaded now; PolicyError when it cannot be used."""
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = self._load(name)
        return found.policy

    def names(self) -> tuple[str, ...]:
        return tuple(self._loaded)

    def refresh(self) -> tuple[str, ...]:
        """Load anew what has changed on disk; the names whose policy is now another. Never raises PolicyError."""
        return self._renew(only_changed=True)

    def reload(self) -> tuple[str, ...]:
        """Load everything anew, changed or not; the names whose policy is now another."""
        return self._renew(only_changed=False)

    def _renew(self, only_changed: bool) -> tuple[str, ...]:
        swapped = []
        for name, old in list(self._loaded.items()):
            seen = tuple(_stamp_or_none(source.path) for source in old.sources)
            if only_changed and seen in (tuple(s.stamp for s in old.sources), self._tried.get(name)):
                continue
            self._tried[name] = seen
            try:
                new = self._load(name)
            except PolicyError as error:
                self.failures[name] = error.message
                continue
            self.failures.pop(name, None)
            self._tried.pop(name, None)
            self._loaded[name] = new
            if new.policy.digest != old.policy.digest:
                swapped.append(name)
        return tuple(swapped)


def _stamp_or_none(path: Path) -> tuple[int, int, int] | None:
    try:
        return _stamp(path)
    except OSError:
        return None
