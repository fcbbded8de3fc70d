"""`python -m lib rank` from file to file: the worked cases, and one test for each way in which input can be wrong."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from lib.admissions.batch import APPLICANT_COLUMNS, PROGRAMME_COLUMNS, RESULT_COLUMNS, main

CASES = Path(__file__).parents[1] / "cases"
APPLICANT = {"id": "A1", "choice1": "P", "grades": "7.0|7.4|7.8", "kv": "KV2", "language_ok": "1"}
PROGRAMME = {"code": "P", "quota": "2", "foreign_seats": "0", "min_dxt": "6.5", "language_required": "1"}
SETTINGS = {
    "expect_admit_all": ["--ties", "admit_all", "--criteria", "none"],
    "expect_tiebreak_dxt": [],
    "expect_tiebreak_dxt_grade12": ["--criteria", "dxt,grade12"],
}


def cases(name):
    return list(csv.DictReader((CASES / name).read_text(encoding="utf-8").splitlines()))


def written(path, columns, rows, *, encoding="utf-8", separator=","):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding=encoding)
    return path


@pytest.fixture
def run(tmp_path, capsys):
    """Rank rows through files; return the exit code, the result by id and what was told."""

    def rank_files(applicants=(APPLICANT,), programmes=(PROGRAMME,), *options, **writing):
        people = written(tmp_path / "a.csv", APPLICANT_COLUMNS, applicants, **writing)
        offers = written(tmp_path / "p.csv", PROGRAMME_COLUMNS, programmes)
        code = main([str(people), "--programmes", str(offers), *options])
        out, told = capsys.readouterr()
        return code, {row["id"]: row for row in csv.DictReader(io.StringIO(out))}, told

    return rank_files


@pytest.mark.parametrize("case", cases("ranking_scores.csv"), ids=lambda case: case["id"])
def test_a_worked_score_comes_out_of_the_command(run, case):
    applicant = {key: case[key] for key in APPLICANT_COLUMNS if key in case} | {"choice1": case["programme"]}
    offers = [PROGRAMME | {"code": "CNTT-CLC"}, {"code": "CD-THUONG", "quota": "2", "language_required": "0"}]
    code, result, _ = run([applicant], offers)
    row = result[case["id"]]
    assert code == 0
    assert row["status"] == ("admitted" if case["expect_eligible"] == "1" else "ineligible")
    for column in ("dxt", "ut_points", "kv_points", "dxh"):
        assert row[column] == case[f"expect_{column}"]


def three_grades(case):
    """Three grades whose mean is the ĐXT of the case and whose last is its grade 12."""
    rest = Decimal(case["dxt"]) * 3 - Decimal(case["grade12"])
    return f"{rest / 2}|{rest / 2}|{case['grade12']}"


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_worked_cutoff_comes_out_of_the_command(run, setting, seed):
    expected = cases("ranking_cutoff.csv")
    applicants = [
        {key: case[key] for key in ("id", "ut", "kv", "language_ok")}
        | {"choice1": "P", "grades": three_grades(case), "ut_verified": "1"}
        for case in expected
    ]
    applicants += [{"id": f"D{n}", "choice1": "P", "direct": "hero"} for n in (1, 2)]
    Random(seed).shuffle(applicants)
    offer = PROGRAMME | {"quota": "8", "foreign_seats": "1"}
    code, result, _ = run(applicants, [offer], *SETTINGS[setting])
    assert code == 0
    for case in expected:
        row = result[case["id"]]
        assert (row["status"], row["rank"], row["dxh"]) == (case[setting], case["expect_rank"], case["expect_dxh"])
    assert [result[one]["status"] for one in ("D1", "D2")] == ["direct", "direct"]


def test_the_output_has_the_promised_columns_and_a_sentence_for_a_refusal(run):
    _, result, _ = run([APPLICANT | {"grades": "6,4"}])
    assert tuple(result["A1"]) == RESULT_COLUMNS
    assert result["A1"]["reason"] == ("Ngành P: ĐXT 6,40 thấp hơn mức tối thiểu 6,50, chưa tính điểm ưu tiên (N II.2).")


@pytest.mark.parametrize("grades", ["7.40", "7,40", "7,0|7,4|7,8", " 7.0 | 7.4 | 7.8 "])
def test_points_and_commas_are_both_decimals(run, grades):
    assert run([APPLICANT | {"grades": grades}])[1]["A1"]["dxt"] == "7.40"


@pytest.mark.parametrize(
    "writing", [{"encoding": "utf-8-sig"}, {"separator": ";"}, {"encoding": "utf-8-sig", "separator": ";"}]
)
def test_files_as_excel_saves_them_are_read(run, writing):
    code, result, _ = run([APPLICANT | {"grades": "7,4"}], **writing)
    assert (code, result["A1"]["dxt"]) == (0, "7.40")


def test_a_tie_is_told_to_whoever_runs_the_command(run):
    code, result, told = run([APPLICANT, APPLICANT | {"id": "A2"}], [PROGRAMME | {"quota": "1"}])
    assert (code, {row["status"] for row in result.values()}) == (0, {"tie"})
    assert "A1, A2" in told


def test_direct_admissions_over_the_quota_are_told(run):
    code, result, told = run([APPLICANT | {"direct": "7"}], [PROGRAMME | {"quota": "0"}])
    assert (code, result["A1"]["status"]) == (0, "direct")
    assert "vượt chỉ tiêu 1" in told


def test_a_verified_category_under_another_name_keeps_its_seat_and_is_told(run):
    code, result, told = run([APPLICANT | {"direct": "cử tuyển"}])
    assert (code, result["A1"]["status"]) == (0, "direct")
    assert "cử tuyển" in told


WRONG_APPLICANTS = {
    "no id": ({"id": ""}, "cột id"),
    "formula": ({"id": "=1+1"}, "cột id"),
    "no first choice": ({"choice1": ""}, "cột choice1"),
    "unknown programme": ({"choice1": "X"}, "giá trị «X»"),
    "unknown second choice": ({"choice2": "X"}, "cột choice2"),
    "same choice twice": ({"choice2": "P"}, "cột choice2"),
    "two grades": ({"grades": "7|8"}, "giá trị «7|8»"),
    "words as grade": ({"grades": "bảy"}, "giá trị «bảy»"),
    "grade over ten": ({"grades": "10.5"}, "giá trị «10.5»"),
    "negative grade": ({"grades": "-1"}, "giá trị «-1»"),
    "not a number": ({"grades": "NaN"}, "giá trị «NaN»"),
    "exponent": ({"grades": "1e1"}, "giá trị «1e1»"),
    "unknown group": ({"ut": "UT3"}, "cột ut"),
    "unclear verification": ({"ut_verified": "maybe"}, "cột ut_verified"),
    "unknown area": ({"kv": "KV9"}, "cột kv"),
    "unclear language": ({"language_ok": "2"}, "cột language_ok"),
    "direct as a flag": ({"direct": "0"}, "cột direct"),
}
WRONG_PROGRAMMES = {
    "no code": ({"code": ""}, "cột code"),
    "no quota": ({"quota": ""}, "cột quota"),
    "negative quota": ({"quota": "-1"}, "cột quota"),
    "broken quota": ({"quota": "2.5"}, "cột quota"),
    "quota of thirty digits": ({"quota": "9" * 30}, "cột quota"),
    "quota that no number can hold": ({"foreign_seats": "9" * 5000}, "cột foreign_seats"),
    "foreign seats as words": ({"foreign_seats": "một"}, "cột foreign_seats"),
    "more foreign seats than quota": ({"foreign_seats": "3"}, "cột foreign_seats"),
    "threshold as words": ({"min_dxt": "khá"}, "cột min_dxt"),
    "threshold over ten": ({"min_dxt": "11"}, "cột min_dxt"),
    "unclear requirement": ({"language_required": "x"}, "cột language_required"),
}


@pytest.mark.parametrize(("change", "told_of"), WRONG_APPLICANTS.values(), ids=WRONG_APPLICANTS.keys())
def test_a_wrong_applicant_is_told_with_row_column_and_value(run, change, told_of):
    code, result, told = run([APPLICANT | {"id": "A0"}, APPLICANT | change])
    assert (code, result) == (2, {})
    assert told.count("\n") == 1
    assert "a.csv, dòng 3" in told
    assert told_of in told


@pytest.mark.parametrize(("change", "told_of"), WRONG_PROGRAMMES.values(), ids=WRONG_PROGRAMMES.keys())
def test_a_wrong_programme_is_told_with_row_column_and_value(run, change, told_of):
    code, result, told = run([APPLICANT | {"choice1": "Q"}], [PROGRAMME | {"code": "Q"}, PROGRAMME | change])
    assert (code, result) == (2, {})
    assert told.count("\n") == 1
    assert "p.csv, dòng 3" in told
    assert told_of in told


def test_all_problems_of_both_files_come_at_once(run):
    code, _, told = run([APPLICANT | {"grades": "x", "kv": "y"}, APPLICANT], [PROGRAMME | {"quota": "z"}])
    assert code == 2
    assert [line.split(":")[0] for line in told.splitlines()] == [
        "p.csv, dòng 2, cột quota, giá trị «z»",
        "a.csv, dòng 2, cột grades, giá trị «x»",
        "a.csv, dòng 2, cột kv, giá trị «y»",
        "a.csv, dòng 3, cột id, giá trị «A1»",
    ]


def test_a_programme_code_used_twice_is_refused(run):
    assert run([APPLICANT], [PROGRAMME, PROGRAMME])[0] == 2


@pytest.fixture
def offers(tmp_path):
    return str(written(tmp_path / "p.csv", PROGRAMME_COLUMNS, [PROGRAMME]))


@pytest.mark.parametrize("column", APPLICANT_COLUMNS)
def test_a_missing_column_is_named(tmp_path, offers, capsys, column):
    columns = [name for name in APPLICANT_COLUMNS if name != column]
    rows = [{key: value for key, value in APPLICANT.items() if key != column}]
    people = written(tmp_path / "a.csv", columns, rows)
    assert main([str(people), "--programmes", offers]) == 2
    assert f"a.csv, dòng 1, cột {column}" in capsys.readouterr().err


def test_a_column_of_no_use_is_told_and_passed_over(tmp_path, offers, capsys):
    people = written(tmp_path / "a.csv", [*APPLICANT_COLUMNS, "name"], [APPLICANT | {"name": "Vừ A Dếnh"}])
    assert main([str(people), "--programmes", offers]) == 0
    assert "cột name" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told_of"),
    [
        (",".join(APPLICANT_COLUMNS).encode(), "không có dòng dữ liệu"),
        (",".join(APPLICANT_COLUMNS).encode() + b"\nA1,P,,,6,5,,,KV1,1,\n", "ngoặc kép"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, offers, capsys, content, told_of):
    (tmp_path / "a.csv").write_bytes(content)
    assert main([str(tmp_path / "a.csv"), "--programmes", offers]) == 2
    out, told = capsys.readouterr()
    assert not out
    assert told_of in told


def test_a_file_that_is_not_there_is_named(tmp_path, offers, capsys):
    assert main([str(tmp_path / "none.csv"), "--programmes", offers]) == 2
    assert "none.csv" in capsys.readouterr().err


def test_the_output_file_is_whole_or_untouched(run, tmp_path):
    target = tmp_path / "out.csv"
    assert run([APPLICANT], [PROGRAMME], "--output", str(target))[0] == 0
    good = target.read_text(encoding="utf-8")
    assert good.startswith(",".join(RESULT_COLUMNS))
    assert run([APPLICANT | {"kv": "KV9"}], [PROGRAMME], "--output", str(target))[0] == 2
    assert target.read_text(encoding="utf-8") == good
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "p.csv", "out.csv"}


def test_bad_input_creates_no_output_file(run, tmp_path):
    assert run([APPLICANT | {"kv": "KV9"}], [PROGRAMME], "--output", str(tmp_path / "out.csv"))[0] == 2
    assert not (tmp_path / "out.csv").exists()


def test_an_output_in_no_folder_is_refused(run, tmp_path):
    code, _, told = run([APPLICANT], [PROGRAMME], "--output", str(tmp_path / "none" / "out.csv"))
    assert code == 2
    assert "none" in told


@pytest.mark.parametrize("options", [["--ties", "strict"], ["--criteria", "grade12"], ["--criteria", "dxt,name"], []])
def test_wrong_options_exit_with_2(tmp_path, offers, options):
    people = written(tmp_path / "a.csv", APPLICANT_COLUMNS, [APPLICANT])
    needed = ["--programmes", offers] if options else []
    with pytest.raises(SystemExit, match="2"):
        main([str(people), *needed, *options])


def test_the_order_of_the_rows_does_not_change_the_file(run, tmp_path):
    rows = [APPLICANT | {"id": f"A{n}", "grades": f"{n % 4 + 6}.5"} for n in range(12)]
    texts = []
    for order in (rows, rows[::-1]):
        run(order, [PROGRAMME | {"quota": "5"}], "--output", str(tmp_path / "out.csv"))
        texts.append((tmp_path / "out.csv").read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
