"""What leaves the app does nothing when it is opened, and comes back as it was."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib.imports import csv_text
from lib.imports.exports import ExportColumn, Table, sheet_name, to_csv, to_xlsx
from lib.imports.inert import disarm, rearm, runs_as_formula
from lib.imports.reading import read_workbook
from tests.factories import sheets

HOSTILE = [
    "=cmd|' /C calc'!A0", "=1+1", "+84912345678", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x",
    " =x", "\u00a0=x", "a\n=x", "'=x", "''+1", "=HYPERLINK(\"http://evil.test\")",
]  # fmt: skip
HARMLESS = [
    "Lò Văn An",
    "079204001234",
    "a=b",
    "7-4",
    "an@sonla.edu.vn",
    "O'Neil",
    "'trích'",
    "http://evil.test",
    "<b>",
    "1.5",
]


def table(*rows: list[object], **more: tuple[str, ...]) -> Table:
    width = len(rows[0]) if rows else 1
    return Table(tuple(ExportColumn(f"Cột {n}") for n in range(width)), rows, **more)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def column(data: bytes, name: str) -> list[object]:
    return [row.cells.get(0) for row in read_workbook(data, name).sheets[0].rows[1:]]


def test_no_text_ever_becomes_a_formula_or_a_link_in_excel():
    data = to_xlsx({"Dữ liệu": table(*([text] for text in HOSTILE + HARMLESS))})
    sheet = opened(data).active
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert [cell.quotePrefix for cell in sheet["A"][1:]] == [True] * len(HOSTILE) + [False] * len(HARMLESS)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        content = b"".join(parts.read(name) for name in parts.namelist())
    assert not re.search(rb"<f[ >]|<hyperlink", content)


def test_an_excel_export_comes_back_as_it_was():
    texts = [text for text in HOSTILE + HARMLESS if text != "\r=1"]
    assert column(to_xlsx({"A": table(*([text] for text in texts))}), "a.xlsx") == texts


def test_a_csv_export_is_inert_and_comes_back_as_it_was():
    data = to_csv(table(*([text] for text in HOSTILE + HARMLESS)))
    fields = [row.cells[0] for row in csv_text.read(data, "a.csv")[0].rows[1:]]
    assert fields == HOSTILE + HARMLESS
    written = data.decode("utf-8-sig")
    for text in HOSTILE:
        assert f'"\'{text.replace(chr(34), chr(34) * 2)}"' in written
    for text in HARMLESS:
        assert f'"{text}"' in written


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00")))
def test_disarming_is_undone_exactly(text: str):
    assert rearm(disarm(text)) == text
    assert not runs_as_formula(disarm(text)) or disarm(text).startswith("'")


@example([";\r;", "\r;\r;"])
@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.sampled_from("='+-@\t\r\n \u00a0a,;\""), min_size=1), min_size=1, max_size=8))
def test_any_mischief_in_a_csv_comes_back(texts: list[str]):
    data = to_csv(Table((ExportColumn("a"), ExportColumn("b")), [["x", text] for text in texts]))
    read = [row.cells.get(1) for row in csv_text.read(data, "a.csv")[0].rows[1:]]
    assert read == [text if disarm(text).strip() else None for text in texts]


def test_values_keep_their_kind_through_excel():
    row = ["079204001234", 1_490_000, Decimal("7.4"), date(2003, 5, 6), True, None, 12]
    looks = (None, "money", None, None, None, None, "text")
    columns = tuple(ExportColumn(f"c{n}", look) for n, look in enumerate(looks))
    data = to_xlsx({"A": Table(columns, [row])})
    read = read_workbook(data, "a.xlsx").sheets[0].rows[1].cells
    assert read == {0: "079204001234", 1: 1_490_000, 2: Decimal("7.4"), 3: date(2003, 5, 6), 4: "Có", 6: "12"}
    sheet = opened(data).active
    assert [sheet[at].number_format for at in ("A2", "B2", "D2")] == ["@", "#,##0", "dd/mm/yyyy"]


def test_a_moment_is_given_in_the_time_of_the_school():
    data = to_xlsx({"A": table([datetime(2025, 1, 1, 20, 0, tzinfo=UTC)])})
    assert column(data, "a.xlsx") == [datetime.fromisoformat("2025-01-02T03:00")]


def test_a_frame_is_written_with_its_gaps_blank():
    frame = pd.DataFrame(
        {
            "name": ["An", None],
            "score": [7.4, np.nan],
            "on": pd.to_datetime(["2025-12-31", None]).date,
            "at": pd.to_datetime(["2025-12-31 10:00", None]),
            "n": pd.array([1, None], dtype="Int64"),
        }
    )
    sheet = read_workbook(to_xlsx({"A": Table.of_frame(frame, labels={"name": "Họ tên"})}), "a.xlsx").sheets[0]
    assert list(sheet.rows[0].cells.values()) == ["Họ tên", "score", "on", "at", "n"]
    ten = datetime.fromisoformat("2025-12-31T10:00")
    assert list(sheet.rows[1].cells.values()) == ["An", Decimal("7.4"), date(2025, 12, 31), ten, 1]
    assert len(sheet.rows) == 2


def test_headings_stay_in_sight_below_the_title_and_filter_only_the_rows():
    data = to_xlsx({"A": table(["a", 1], ["b", 2], title=("Danh sách",), footer=("Tổng: 3",))})
    sheet = opened(data).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A4", "A3:B5")
    assert (sheet["A1"].value, sheet["A3"].value, sheet["A7"].value) == ("Danh sách", "Cột 0", "Tổng: 3")


def test_a_text_longer_than_a_cell_is_cut_visibly_and_not_dropped():
    (text,) = column(to_xlsx({"A": table(["a" * 40_000])}), "a.xlsx")
    assert isinstance(text, str)
    assert (len(text), text[-1]) == (32_767, "…")


def test_a_number_that_excel_would_round_is_written_as_text():
    assert column(to_xlsx({"A": table([12345678901234567890])}), "a.xlsx") == ["12345678901234567890"]


def test_numbers_stay_numbers_in_csv_and_dates_are_written_for_people():
    data = to_csv(table([-5, Decimal("7.40"), date(2025, 12, 31), None, False]))
    assert data.decode("utf-8-sig").splitlines()[1] == '"-5","7.40","31/12/2025","","Không"'


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("Khoa Nông lâm: K1/K2 [2025]?", "Khoa Nông lâm  K1 K2  2025"),
        ("a" * 40, "a" * 31),
        ("'", "Trang"),
        ("History", "History 2"),
    ],
)
def test_sheet_names_are_made_such_as_excel_accepts(wanted: str, given: str):
    assert sheet_name(wanted, set()) == given


def test_sheets_that_would_have_one_name_get_two():
    book = opened(to_xlsx({"a" * 40: table(["x"]), "A" * 35: table(["y"])}))
    assert book.sheetnames == ["a" * 31, "A" * 29 + " 2"]


def test_an_empty_table_has_its_headings():
    data = to_xlsx({"A": Table((ExportColumn("Họ tên"),), [])})
    assert [list(r.cells.values()) for r in read_workbook(data, "a.xlsx").sheets[0].rows] == [["Họ tên"]]


def test_reading_a_foreign_csv_changes_no_apostrophe():
    sheet = read_workbook(sheets.csv_file("a,b", "'trích,O'Neil"), "a.csv").sheets[0]
    assert list(sheet.rows[1].cells.values()) == ["'trích", "O'Neil"]
