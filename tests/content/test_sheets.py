"""Excel workbooks: every sheet, hidden ones too, as tables."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image as SheetImage
from tests.support.documents import drawn, encoded, packed, xlsx

from sluis.content.extracted import Bounds, Text
from sluis.content.sheets import read_sheets
from sluis.errors import SluisError


def read(data: bytes, **bounds: int) -> Text:
    text = Text(Bounds(**bounds))
    read_sheets(data, text)
    return text


def test_sheets_are_tables_with_dates_and_numbers_as_people_write_them() -> None:
    rows = [["Name", "Born", "Phone", "At"], ["Ada", date(1980, 2, 3), 31612345678, datetime(2026, 1, 2, 3, 4)]]
    text = read(xlsx({"People": rows}))
    assert text.said().split("\n") == [
        "[Sheet People]",
        "| Name | Born | Phone | At |",
        "| --- | --- | --- | --- |",
        "| Ada | 1980-02-03 | 31612345678 | 2026-01-02 03:04:00 |",
    ]


def test_hidden_sheets_and_comments_are_read() -> None:
    said = read(xlsx({"A": [["x"]], "B": [["secret"]]}, hidden=["B"], comment="of Bo")).said()
    assert "[Sheet B (hidden)]\n| secret |" in said
    assert "[Comment on A1] of Bo" in said


def test_two_tables_on_a_sheet_stay_apart() -> None:
    said = read(xlsx({"A": [["a", "b"], ["1", "2"], [], ["c"], ["3"]]})).said()
    assert said.count("---") == 3


def test_pictures_charts_formulas_and_margins() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append(["n", "=1+1"])
    sheet.append([1, 2])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    sheet.add_chart(chart, "D1")
    sheet.add_image(SheetImage(io.BytesIO(encoded(drawn("x")))), "F1")
    sheet.oddHeader.center.text = "for Ada"
    book.save(out)
    text = read(out.getvalue())
    assert "[Header] for Ada" in text.said()
    assert "1+1" not in text.said()
    assert (text.left_out["pictures"], text.left_out["charts"]) == (1, 1)


@pytest.mark.parametrize(
    ("data", "bounds", "code"),
    [
        (packed({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), {}, "content_unreadable"),
        (xlsx({"A": [["x"]], "B": [["x"]], "C": [["x"]]}), {"pages": 2}, "content_too_large"),
        (xlsx({"A": [["x" * 500]]}), {"characters": 400}, "content_too_large"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, bounds: dict[str, int], code: str) -> None:
    with pytest.raises(SluisError) as refused:
        read(data, **bounds)
    assert refused.value.code == code


def test_a_cell_far_away_makes_no_endless_sheet() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["XFD1048576"] = "x"
    book.save(out)
    with pytest.raises(SluisError) as refused:
        read(out.getvalue())
    assert refused.value.code == "content_too_large"
