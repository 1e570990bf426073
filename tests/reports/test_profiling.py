"""The profiling report says who, for what and with what effect, in three shapes."""

import csv
import io
import json
from dataclasses import replace

from sluis.profiling.records import ProfilingRecord
from sluis.reports.profiling import COLUMNS, as_csv, as_json, as_text

RECORD = ProfilingRecord(
    at=1_800_000_000, bot="desk", policy="gdpr@0123456789ab", article="GDPR Art. 4(4)", source="answer",
    subject="sub_1", purpose="support", basis="consent", categories_inferred=("reliability",), effect="delivered",
)  # fmt: skip
RECORDS = (RECORD, replace(RECORD, subject=None, bot="=cmd()", purpose="", basis="", effect="held", source="request"))


def test_csv_has_a_row_a_record_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(RECORDS))))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["bot"] for row in rows] == ["desk", "'=cmd()"]
    assert rows[0]["at"] == "2027-01-15T08:00:00+00:00"


def test_json_lines_read_back() -> None:
    assert [json.loads(line)["effect"] for line in as_json(RECORDS).splitlines()] == ["delivered", "held"]


def test_the_summary_counts_acts_people_and_what_is_not_declared() -> None:
    text = as_text(RECORDS)
    assert text.startswith("2 acts of profiling, 1 people known by key")
    assert "no purpose declared" in text
    assert "categories inferred: reliability 2" in text
    assert "sources: answer 1, request 1" in text
    assert as_text(()).startswith("0 acts")
