"""A CSV list of the command line: what is read, and every way in which the file itself can be wrong."""

import pytest

from lib.core.errors import DomainError
from lib.imports.lists import read_list

REQUIRED = ("id", "name")


@pytest.fixture
def read(tmp_path):
    def read_text(text, required=REQUIRED, optional=("note",), encoding="utf-8"):
        file = tmp_path / "list.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_list(file, required, optional)

    return read_text


def told(listed):
    return [(problem.row, problem.column, problem.value) for problem in listed.ordered_problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_as_excel_saves_them_are_read(read, encoding, separator, end):
    text = separator.join(("ID", " Name ")) + end + separator.join((" A1 ", "Lò Thị Ún")) + end
    listed = read(text, encoding=encoding)
    assert not listed.problems and not listed.notes
    assert listed.columns == ("id", "name")
    assert [row.cells for row in listed.rows] == [{"id": "A1", "name": "Lò Thị Ún"}]


def test_semicolons_separate_although_a_heading_holds_a_comma(read):
    listed = read('id;name;"note, if any"\nA1;Ún;5,5\n')
    assert not listed.problems
    assert listed.rows[0].cells["note, if any"] == "5,5"


def test_decomposed_letters_are_read_as_composed_ones(read):
    assert read("id,name\nA1,Lo\u0300\n").rows[0].cells["name"] == "Lò"


def test_empty_rows_are_passed_over_and_the_others_keep_their_numbers(read):
    listed = read("id,name\nA1,Ún\n,\n\nA2,Dếnh\n")
    assert [row.number for row in listed.rows] == [2, 5]


def test_optional_columns_are_silent_and_strange_ones_are_noted(read):
    listed = read("id,name,note,nickname\nA1,Ún,x,Tí\n")
    assert [note.column for note in listed.notes] == ["nickname"]
    assert not listed.problems


def test_a_heading_without_name_and_a_strange_column_twice_stop_nothing(read):
    listed = read("id,name,,x,x\nA1,Ún,1,2,3\n")
    assert not listed.problems
    assert [note.column for note in listed.notes] == ["x"]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("id,note\nA1,x\n", (1, "name", ""), "Thiếu cột"),
        ("id,name,name\nA1,Ún,Ún\n", (1, "name", "name"), "nhiều lần"),
        ("id,name,note,note\nA1,Ún,x,y\n", (1, "note", "note"), "nhiều lần"),
        ("id,name\n", (0, "", ""), "không có dòng dữ liệu"),
        ("họ tên".encode("utf-16"), (0, "", ""), "UTF-8"),
        ('id,name\nA1,"Ún\n', (0, "", ""), "sai định dạng CSV"),
        ("id,name\nA1,6,5\n", (2, "*", "A1,6,5"), "có 3 ô nhưng tiêu đề có 2 cột"),
        ("id,name\nA1\n", (2, "*", "A1"), "có 1 ô"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_place_and_the_mend(read, text, place, said):
    listed = read(text)
    assert told(listed) == [place]
    assert said in listed.problems[0].mend and "list.csv" in str(listed.problems[0])


def test_an_empty_file_lacks_every_column(read):
    assert told(read("")) == [(1, "id", ""), (1, "name", "")]


def test_without_a_usable_heading_no_row_is_read(read):
    assert read("id,nam\nA1,Ún\n").rows == []


def test_a_file_that_is_not_there_is_named(tmp_path):
    listed = read_list(tmp_path / "none.csv", REQUIRED)
    assert told(listed) == [(0, "", "")]
    assert str(listed.problems[0]).startswith("none.csv: ")


def test_each_id_is_there_once_and_is_no_formula(read):
    listed = read("id,name\nA1,a\n,b\n=1+1,c\nA1,d\n")
    listed.check_unique("id")
    assert told(listed) == [(3, "id", ""), (4, "id", "=1+1"), (5, "id", "A1")]
    assert "Trùng với dòng 2" in listed.problems[-1].mend


def test_a_refused_cell_is_noted_and_the_reading_goes_on(read):
    listed = read("id,name\nA1,Ún\nA2,7\n")

    def no_digits(text):
        if text.isdigit():
            raise DomainError("Tên không có chữ số.")
        return text

    assert [listed.value(row, "name", no_digits, "?") for row in listed.rows] == ["Ún", "?"]
    assert told(listed) == [(3, "name", "7")]


def test_a_problem_is_one_line_even_when_its_cell_has_several(read):
    listed = read('id,name\nA1,"hai\ndòng"\n')
    listed.reject(listed.rows[0], "name", "sửa lại")
    assert str(listed.problems[0]) == "list.csv, dòng 2, cột name, giá trị «hai dòng»: sửa lại"


def test_a_problem_is_one_readable_line_whatever_the_cell_holds(read):
    listed = read('id,name\nA1,"a\n\nb"\nA2,' + "x" * 5000 + "\n")
    for row in listed.rows:
        listed.reject(row, "name", f"«{row.cells['name'][:9]}» là gì?")
    told = [str(problem) for problem in listed.ordered_problems]
    assert told[0].endswith("giá trị «a b»: «a b» là gì?")
    assert all("\n" not in line and len(line) < 300 for line in told)
