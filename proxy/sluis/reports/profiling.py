"""The profiling report: who was evaluated, for what, with which categories and what came of it. Pure; no values."""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from sluis.profiling.records import ProfilingRecord

COLUMNS = (
    "at", "bot", "subject", "source", "purpose", "basis", "categories_used", "categories_inferred", "effect",
    "policy", "article", "request",
)  # fmt: skip


def rows(records: Sequence[ProfilingRecord]) -> list[dict[str, str]]:
    """One row a record, all text; times in UTC, lists by spaces."""
    return [
        {
            "at": datetime.fromtimestamp(r.at, UTC).isoformat(),
            "bot": r.bot,
            "subject": r.subject or "",
            "source": r.source,
            "purpose": r.purpose,
            "basis": r.basis,
            "categories_used": " ".join(r.categories_used),
            "categories_inferred": " ".join(r.categories_inferred),
            "effect": r.effect,
            "policy": r.policy,
            "article": r.article,
            "request": r.request,
        }
        for r in records
    ]


def as_json(records: Sequence[ProfilingRecord]) -> str:
    """One JSON object a line."""
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows(records))


def as_csv(records: Sequence[ProfilingRecord]) -> str:
    """Comma-separated, with a head. Cells that a spreadsheet would run as a formula are quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(records):
        writer.writerow({name: f"'{cell}" if cell[:1] in "=+-@\t\r" else cell for name, cell in row.items()})
    return out.getvalue()


def as_text(records: Sequence[ProfilingRecord]) -> str:
    """A summary for people: how many, by bot and purpose, category, source and effect; then record by record."""
    subjects = {r.subject for r in records if r.subject}
    lines = [f"{len(records)} acts of profiling, {len(subjects)} people known by key"]
    by_use = Counter((r.bot, r.purpose or "no purpose declared", r.basis or "no basis declared") for r in records)
    for (bot, purpose, basis), count in sorted(by_use.items()):
        lines.append(f"  {count}\t{bot}: {purpose} ({basis})")
    lines += _counted("categories inferred", Counter(c for r in records for c in r.categories_inferred))
    lines += _counted("sources", Counter(r.source for r in records))
    lines += _counted("effects", Counter(r.effect for r in records))
    for row in rows(records):
        cells = (row[name] for name in ("at", "bot", "subject", "source", "effect", "policy", "article"))
        lines.append("\t".join(cell or "-" for cell in cells))
    return "\n".join(lines)


def _counted(title: str, counts: Counter[str]) -> list[str]:
    if not counts:
        return []
    return [f"{title}: " + ", ".join(f"{name} {count}" for name, count in counts.most_common())]
