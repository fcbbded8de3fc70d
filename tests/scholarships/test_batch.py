"""`python -m lib entitlements` from file to file: the worked cases, and each way in which input can be wrong."""

import csv
import io
from pathlib import Path

import pytest

from lib.scholarships.batch import COLUMNS, COLUMNS_BY_MONTH, main
from tests.factories.students import FACTS, student

CASES = Path(__file__).parents[1] / "cases"
YEAR = ("--from", "2023-09", "--to", "2024-08")
HEADING = ["id", *(fact for fact in FACTS if fact not in ("cooperation_programme", "stays_over_tet"))]
DAO = student(ethnicity="Dao", resident_son_la="1")


def text_of(*rows, columns=HEADING, separator=","):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows({"id": f"S{number}"} | row for number, row in enumerate(rows))
    return text.getvalue()


@pytest.fixture
def run(tmp_path, capsys):
    """Calculate a text through files; return the exit code, the rows written (None if none) and the lines told."""

    def entitlements(text, *options, encoding="utf-8"):
        students, output = tmp_path / "students.csv", tmp_path / "out.csv"
        students.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        code = main([str(students), *(options or (*YEAR, "--policy", "notice-2023")), "--output", str(output)])
        rows = list(csv.reader(output.read_text(encoding="utf-8").splitlines())) if output.exists() else None
        assert {path.name for path in tmp_path.iterdir()} <= {"students.csv", "out.csv"}
        return code, rows, capsys.readouterr().err.splitlines()

    return entitlements


def test_the_worked_cases(run):
    code, rows, told = run((CASES / "benefit_students.csv").read_bytes())
    assert code == 0 and rows == list(csv.reader((CASES / "benefit_expected.csv").read_text("utf-8").splitlines()))
    assert any("B22" in line and "lao_cooperation" in line for line in told)


def test_by_month_adds_up_to_the_lines(run):
    text = (CASES / "benefit_students.csv").read_bytes()
    _code, lines, _told = run(text)
    _code, monthly, _told = run(text, *YEAR, "--policy", "notice-2023", "--by-month")
    assert monthly[0] == list(COLUMNS_BY_MONTH) and lines[0] == list(COLUMNS)
    assert sum(int(row[4]) for row in monthly[1:]) == sum(int(row[5]) for row in lines[1:])
    assert [row[3] for row in monthly if row[0] == "B17" and row[2] == "province_40"] == [
        "2023-09", "2023-10", "2023-11", "2023-12", "2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06",
        "2024-07",
    ]  # fmt: skip


def test_without_output_the_lines_go_to_the_screen(tmp_path, capsys):
    file = tmp_path / "students.csv"
    file.write_text(text_of(DAO), encoding="utf-8")
    assert main([str(file), *YEAR, "--policy", "notice-2023"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--policy", "notice-2023"), [("11", "596000")]),
        (("--policy", "indexed"), [("10", "720000"), ("1", "936000")]),
        ((), [("10", "596000"), ("1", "936000")]),
    ],
)
def test_one_row_for_each_monthly_sum(run, options, expected):
    _code, rows, _told = run(text_of(DAO), *YEAR, *options)
    assert [(row[3], row[4]) for row in rows if row[2] == "province_40"] == expected


@pytest.mark.parametrize("yes", ["1", "1.0", "có", "Có", "CÓ", "x", "X", "yes", "true"])
@pytest.mark.parametrize("no", ["0", "không", "Không", "no", "false"])
def test_yes_and_no_as_people_write_them(run, yes, no):
    facts = dict.fromkeys(("disabled", "hardship_area", "border_area"), no)
    code, rows, told = run(text_of(student(**facts, resident_son_la=yes, martyr_child=yes)))
    assert code == 0 and [row[2] for row in rows[1:]] == ["encouragement"]
    assert not [line for line in told if "S0" in line]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_files_as_excel_saves_them(run, encoding, separator):
    code, rows, _told = run(text_of(DAO, separator=separator).replace("\n", "\r\n"), encoding=encoding)
    assert code == 0 and len(rows) == 4


def test_unknown_facts_are_told_and_are_no_error(run):
    code, rows, told = run(text_of(student(ethnicity="Thái", household=None)))
    assert code == 0 and [row[2] for row in rows[1:]] == ["social_allowance"]
    (line,) = [line for line in told if "boarding_full" in line]
    assert line.startswith("S0") and "household" in line and "giấy chứng nhận hộ nghèo" in line


def test_optional_columns_are_used_and_strange_ones_told(run):
    columns = [*HEADING, "enrolled_on", "left_on", "nickname"]
    row = student(ethnicity="Thái") | {"enrolled_on": "05/01/2024", "left_on": "2024-05-20", "nickname": "Tí"}
    code, rows, told = run(text_of(row, columns=columns))
    assert code == 0 and rows[1][3] == "5" and any("nickname" in line for line in told)


@pytest.mark.parametrize(
    ("changed", "row", "column", "said"),
    [
        ({"ethnicity": "Xá Khao"}, 2, "ethnicity", "33 (Kháng) hoặc 39 (La Ha)"),
        ({"ethnicity": "Thải"}, 2, "ethnicity", "3 (Thái)"),
        ({"ethnicity": "Atlantis"}, 2, "ethnicity", "54 dân tộc"),
        ({"household": "rich"}, 2, "household", "near_poor"),
        ({"disabled": "maybe"}, 2, "disabled", "1 (có) hoặc 0 (không)"),
        ({"disabled": "2"}, 2, "disabled", "1 (có) hoặc 0 (không)"),
        ({"level": "đại học"}, 2, "level", "intermediate, college"),
        ({"nationality": "Vietnamese"}, 2, "nationality", "VN"),
        ({"sex": "3"}, 2, "sex", "female, male"),
        ({"id": ""}, 2, "id", "Hãy nhập mã"),
        ({"id": "=1+1"}, 2, "id", "công thức"),
        ({"id": "S1"}, 3, "id", "Trùng với dòng 2"),
        ({"enrolled_on": "31/02/2024"}, 2, "enrolled_on", "05/09/2023"),
        ({"enrolled_on": "2024-05-01", "left_on": "2024-04-01"}, 2, "left_on", "enrolled_on"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_refused_with_its_place_and_how_to_mend_it(run, changed, row, column, said):
    columns = [*HEADING, "enrolled_on", "left_on"]
    code, rows, told = run(text_of(DAO | changed, DAO, columns=columns))
    assert (code, rows, len(told)) == (2, None, 1)
    assert f"dòng {row}, cột {column}," in told[0] and said in told[0]


def test_all_problems_are_told_at_once_in_order_of_the_rows(run):
    code, rows, told = run(text_of(DAO | {"sex": "?x", "level": "z"}, DAO, DAO | {"id": "S1", "disabled": "9"}))
    assert (code, rows) == (2, None)
    assert [line.split("dòng ")[1].split(",")[0] for line in told] == ["2", "2", "4", "4"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (",".join(HEADING) + "\n", "không có dòng dữ liệu"),
        (",".join(HEADING[:-1]) + "\n", "war_invalid_class1_child"),
        (text_of(DAO) + "S9,college\n", "có 2 ô"),
    ],
)
def test_a_bad_file_is_refused(run, text, said):
    code, rows, told = run(text)
    assert (code, rows) == (2, None) and any(said in line for line in told)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "2023-13", "--to", "2024-08"), "2023-13"),
        (("--from", "2023-09", "--to", "sau"), "--to"),
        (("--from", "2024-09", "--to", "2024-08"), "không hợp lệ"),
        (("--from", "2018-09", "--to", "2019-08"), "01/09/2018"),
    ],
)
def test_a_bad_period_is_refused(run, options, said):
    code, rows, told = run(text_of(DAO), *options)
    assert (code, rows, len(told)) == (2, None, 1) and said in told[0]


def test_a_strange_policy_ends_with_two(run):
    with pytest.raises(SystemExit) as stopped:
        run(text_of(DAO), *YEAR, "--policy", "notice-2024")
    assert stopped.value.code == 2


def test_a_missing_file_and_a_place_that_cannot_be_written_are_told(tmp_path, capsys):
    assert main([str(tmp_path / "none.csv"), *YEAR]) == 2
    assert "none.csv" in capsys.readouterr().err
    file = tmp_path / "students.csv"
    file.write_text(text_of(DAO), encoding="utf-8")
    assert main([str(file), *YEAR, "--output", str(tmp_path / "no" / "out.csv")]) == 2
    assert "Hãy chọn chỗ khác" in capsys.readouterr().err


def test_a_refused_file_leaves_an_older_result_untouched(run, tmp_path):
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    code, rows, _told = run(text_of(DAO | {"sex": "both"}))
    assert (code, rows) == (2, [["old"]])
