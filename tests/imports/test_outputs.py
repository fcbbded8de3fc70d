"""The result of a command: whole in its place, or nothing changed."""

from pathlib import Path

import pytest

from lib.imports.outputs import NotWritten, tell, write_result


def test_a_result_replaces_an_older_one_and_leaves_nothing_beside_it(tmp_path):
    target = tmp_path / "out.csv"
    target.write_text("old", encoding="utf-8")
    write_result("tên\nÚn\n", target)
    assert target.read_bytes() == "tên\nÚn\n".encode()
    assert list(tmp_path.iterdir()) == [target]


def test_a_place_that_cannot_be_written_is_named_and_left_as_it_was(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(NotWritten, match="folder"):
        write_result("x", folder)
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("place", ["", ".", "/"])
def test_a_place_without_a_name_is_no_file(place):
    with pytest.raises(NotWritten):
        write_result("x", Path(place))


def test_without_a_file_the_result_goes_to_the_screen_and_what_is_told_beside_it(capsys):
    write_result("id\n1\n", None)
    tell(["một", 2])
    assert capsys.readouterr() == ("id\n1\n", "một\n2\n")
