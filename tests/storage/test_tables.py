"""Where values may stand: in sealed columns only, and what others named stands as a keyed hash."""

from sqlalchemy import LargeBinary

from sluis.storage.tables import METADATA

SEALED = {
    "meta": {"value"},
    "subjects": {"wrapped_key"},
    "conversations": {"wrapped_key"},
    "vault_rows": {"sealed"},
    "holds": {"key", "contents"},
    "reviews": {"words"},
    "audit_rows": {"sealed"},
}


def test_only_these_columns_hold_bytes() -> None:
    found = {
        table.name: {c.name for c in table.columns if isinstance(c.type, LargeBinary)}
        for table in METADATA.sorted_tables
    }
    assert {name: columns for name, columns in found.items() if columns} == SEALED


def test_no_column_is_named_after_what_people_call_each_other() -> None:
    words = {"label", "email", "phone", "address", "text", "message", "value"}
    clear = {(t.name, c.name) for t in METADATA.sorted_tables for c in t.columns if not isinstance(c.type, LargeBinary)}
    assert not {(table, column) for table, column in clear if column in words}
