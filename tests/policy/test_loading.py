"""Files become policies whole, or not at all; what was in force stays in force."""

import os
from pathlib import Path

import pytest

from sluis.errors import PolicyError
from sluis.policy.loading import PolicyBook, examine, examine_text, load_policy, shipped_directory, shipped_names


def _own(directory: Path, text: str = "", extends: str = "gdpr", name: str = "acme.yaml") -> Path:
    file = directory / name
    file.write_text(f"extends: {extends}\n{text}\n", "utf-8")
    return file


@pytest.mark.parametrize("name", shipped_names())
def test_what_is_shipped_loads_by_name_and_by_path(name: str) -> None:
    policy = load_policy(name)
    assert policy.name == name
    assert policy.id == f"{name}@{policy.digest}"
    assert load_policy(shipped_directory() / f"{name}.yaml").id == policy.id


def test_three_regions_at_least_are_shipped_and_the_common_file_is_none_of_them() -> None:
    assert {"gdpr", "ccpa", "lgpd"} <= set(shipped_names())
    assert "common" not in shipped_names()
    with pytest.raises(PolicyError, match="no policy named common"):
        load_policy("common")


def test_the_error_names_file_key_and_what_was_meant(tmp_path: Path) -> None:
    """Exactly these words: people grep for them."""
    gdpr = (shipped_directory() / "gdpr.yaml").read_text("utf-8").replace("  retention_days:", "  retention_dayz:", 1)
    _, problems = examine_text(gdpr, "policies/gdpr.yaml", tmp_path)
    (unknown,) = [p for p in problems if "unknown" in p.what]
    assert str(unknown) == "policies/gdpr.yaml: profiling.retention_dayz: unknown key (did you mean retention_days?)"
    assert unknown.line == gdpr[: gdpr.index("retention_dayz")].count("\n") + 1


def test_every_problem_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    file = _own(tmp_path, "notice: {whenn: before}\nminors: {age: old}")
    with pytest.raises(PolicyError) as caught:
        load_policy(file)
    assert caught.value.message.count(str(file)) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("- a", "must hold keys and values"),
        ("a: b: c", "is not YAML"),
        ("region: x", "is missing"),
        ("extends: ./missing.yaml", "cannot be read"),
        ("extends: [gdpr]", "must be a name or a path"),
        ("extends: ./policy.yaml", "in a circle"),
    ],
)
def test_a_file_that_is_none_does_not_load(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(text)
    with pytest.raises(PolicyError) as caught:
        load_policy(file)
    assert says in caught.value.message
    assert str(tmp_path) in caught.value.message


def test_a_file_that_is_not_text_does_not_load(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PolicyError, match="not UTF-8"):
        load_policy(file)


def test_a_problem_below_is_shown_in_the_file_that_has_it(tmp_path: Path) -> None:
    base = _own(tmp_path, "notice: {whenn: before}", name="base.yaml")
    top = _own(tmp_path, "title: Mine", extends="./base.yaml")
    _, problems = examine(top)
    assert [p.file for p in problems] == [str(base)]


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("decisions: {default: block}", "decisions.default", "block"),
        ("decisions: {default: block}", "decisions.unlisted", "hold"),
        ("basis: {allowed: [consent], sensitive: []}", "basis.allowed", "('consent',)"),
        ("texts: {nl: {contact: De balie}}", "texts.nl.contact", "De balie"),
        ("retention: {vault_map: 1h}", "retention.vault_map.max", "24h"),
        ("region: acme", "region", "acme"),
        ("", "name", "acme"),
    ],
)
def test_a_file_changes_only_what_it_names(tmp_path: Path, text: str, key: str, value: str) -> None:
    found: object = load_policy(_own(tmp_path, text))
    for part in key.split("."):
        found = found[part] if isinstance(found, dict) else getattr(found, part)
    assert str(found) == value


def test_rules_and_guards_of_a_file_come_before_those_it_extends(tmp_path: Path) -> None:
    rule = "decisions: {{rules: [{{name: {0}, when: {{domain: {1}}}, outcome: hold, article: (P) own}}]}}"
    _own(tmp_path, rule.format("below", "debt"), name="base.yaml")
    policy = load_policy(_own(tmp_path, rule.format("above", "fraud"), extends="./base.yaml"))
    assert [r.name for r in policy.decisions.rules] == ["above", "below"]


# ---------------------------------------------------------------- digest
def test_the_digest_is_of_the_content_not_of_its_form(tmp_path: Path) -> None:
    plain = load_policy(_own(tmp_path, "decisions: {default: block, minor: hold}"))
    other = load_policy(_own(tmp_path, "# said\ndecisions:\n  minor: {default: hold}\n  default: 'block'"))
    assert plain.digest == other.digest
    assert len(plain.digest) == 12
    int(plain.digest, 16)


@pytest.mark.parametrize("text", ["decisions: {default: block}", "title: Mine", "articles: {region: GDPR Art. 1}"])
def test_any_change_of_content_changes_the_digest(tmp_path: Path, text: str) -> None:
    assert load_policy(_own(tmp_path)).digest != load_policy(_own(tmp_path, text)).digest


# ---------------------------------------------------------------- lists of values
def _with_list(tmp_path: Path, rows: str) -> Path:
    (tmp_path / "staff.csv").write_text(rows, "utf-8")
    return _own(tmp_path, "identifiers: {deny: {staff: {entity_type: PERSON, csv: staff.csv, column: name}}}")


def test_a_csv_gives_its_values_and_never_shows_them(tmp_path: Path) -> None:
    policy = load_policy(_with_list(tmp_path, "id,name\n1,Ada Vermeer\n2,Bo Winter\n3,Ada Vermeer\n"))
    assert policy.identifiers.deny["staff"].values == ("Ada Vermeer", "Bo Winter")
    for shown in (repr(policy), str(policy), policy.model_dump_json(), str(policy.identifiers.deny)):
        assert "Ada" not in shown


def test_another_list_is_another_policy(tmp_path: Path) -> None:
    first = load_policy(_with_list(tmp_path, "name\nAda Vermeer\n")).digest
    assert first != load_policy(_with_list(tmp_path, "name\nBo Winter\n")).digest


@pytest.mark.parametrize(
    ("rows", "says"),
    [("name\nA\n", "shorter than 2"), ("other\nAda\n", "no column name"), ("", "no column name")],
)
def test_a_csv_that_cannot_be_used_is_an_error_without_its_values(tmp_path: Path, rows: str, says: str) -> None:
    with pytest.raises(PolicyError, match=says) as caught:
        load_policy(_with_list(tmp_path, rows))
    assert "identifiers.deny.staff.csv" in caught.value.message


# ---------------------------------------------------------------- the book
def _touch(file: Path, text: str, at: int) -> None:
    file.write_text(text)
    os.utime(file, ns=(at, at))


@pytest.fixture
def book(tmp_path: Path) -> tuple[PolicyBook, Path]:
    file = _own(tmp_path)
    made = PolicyBook([str(file), "gdpr"])
    made.load()
    return made, file


def test_a_changed_file_is_taken_over_whole(book: tuple[PolicyBook, Path]) -> None:
    policies, file = book
    before = policies.get(str(file))
    assert policies.refresh() == ()
    assert policies.get(str(file)) is before
    _touch(file, "extends: gdpr\ndecisions: {default: block}\n", 10**18)
    assert policies.refresh() == (str(file),)
    assert policies.get(str(file)).decisions.default == "block"
    assert before.decisions.default == "hold"


def test_a_file_that_fails_leaves_the_old_one_in_force_and_says_why(book: tuple[PolicyBook, Path]) -> None:
    policies, file = book
    before = policies.get(str(file))
    _touch(file, "extends: gdpr\ndecisions: {defualt: block}\n", 10**18)
    assert policies.refresh() == ()
    assert policies.get(str(file)) is before
    assert policies.failures == {str(file): f"{file}: decisions.defualt: unknown key (did you mean default?)"}
    _touch(file, "extends: gdpr\ndecisions: {default: block}\n", 2 * 10**18)
    assert policies.refresh() == (str(file),)
    assert policies.failures == {}


def test_a_file_that_is_gone_leaves_the_old_one_in_force(book: tuple[PolicyBook, Path]) -> None:
    policies, file = book
    file.unlink()
    assert policies.refresh() == ()
    assert policies.get(str(file)).decisions.default == "hold"
    assert str(file) in policies.failures


def test_a_broken_file_is_read_once_and_not_at_every_look(
    book: tuple[PolicyBook, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    policies, file = book
    _touch(file, "extends: gdpr\nx: 1\n", 10**18)
    policies.refresh()
    monkeypatch.setattr("sluis.policy.loading.load", lambda _name: pytest.fail("read again"))
    assert policies.refresh() == ()
    assert policies.failures


def test_a_change_of_the_base_is_a_change(tmp_path: Path) -> None:
    base = _own(tmp_path, name="base.yaml")
    top = _own(tmp_path, extends="./base.yaml", name="top.yaml")
    policies = PolicyBook([str(top)])
    policies.load()
    _touch(base, "extends: gdpr\nminors: {age: 15}\n", 10**18)
    assert policies.refresh() == (str(top),)
    assert policies.get(str(top)).minors.age == 15


def test_reload_reads_everything_and_reports_only_what_differs(book: tuple[PolicyBook, Path]) -> None:
    policies, _ = book
    assert policies.reload() == ()


def test_a_policy_that_is_named_later_is_loaded_then(book: tuple[PolicyBook, Path]) -> None:
    policies, _ = book
    assert policies.get("lgpd").region == "lgpd"
    with pytest.raises(PolicyError, match="no policy named nowhere"):
        policies.get("nowhere")
