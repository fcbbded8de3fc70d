"""Blanks are filled; what is on record stays unless somebody says otherwise."""

from dataclasses import replace
from datetime import date

from lib.registry.people.changes import Kept, for_known
from lib.registry.people.rows import KnownPerson, KnownStudy, KnownWork, PersonRow, StudyRow, WorkRow

STUDY = KnownStudy(5, 7, 3, "CD58001", "K58A", "studying", "thpt", date(2022, 9, 5), None, None, None, None)
KNOWN = KnownPerson(1, "Lò Thị Hương", born_on=date(2003, 4, 5), studies=(STUDY,), ethnicity="thai")
ROW = PersonRow(2, "Lò Thị Hương")


def test_a_blank_is_filled_and_an_empty_cell_changes_nothing() -> None:
    changes = for_known(replace(ROW, sex="female"), KNOWN)
    assert changes.person == {"sex": "female"}
    assert not for_known(ROW, KNOWN)


def test_another_value_is_kept_and_reported() -> None:
    changes = for_known(replace(ROW, ethnicity="kinh"), KNOWN)
    assert not changes
    assert changes.kept == (Kept("ethnicity", "thai", "kinh"),)


def test_overwriting_replaces_another_value() -> None:
    changes = for_known(replace(ROW, ethnicity="kinh"), KNOWN, overwrite=True)
    assert changes.person == {"ethnicity": "kinh"}
    assert not changes.kept


def test_the_place_of_a_tone_mark_is_no_difference() -> None:
    assert not for_known(replace(ROW, full_name="LÒ THỊ HƯƠNG"), KNOWN).kept


def test_the_year_of_a_known_birth_date_is_no_news() -> None:
    assert not for_known(replace(ROW, birth_year=2003), KNOWN)


def test_a_student_of_the_list_of_graduates_becomes_an_alumnus() -> None:
    study = StudyRow(7, "graduated", student_code="CD58001", graduated_on=date(2025, 6, 30))
    changes = for_known(replace(ROW, study=study), KNOWN)
    assert (changes.study_id, changes.study) == (5, {"status": "graduated", "graduated_on": date(2025, 6, 30)})


def test_an_older_list_of_students_does_not_undo_a_diploma() -> None:
    graduate = replace(KNOWN, studies=(replace(STUDY, status="graduated"),))
    assert not for_known(replace(ROW, study=StudyRow(7, "studying", student_code="CD58001")), graduate)


def test_another_student_code_of_the_same_programme_is_another_course_of_study() -> None:
    changes = for_known(replace(ROW, study=StudyRow(7, "studying", student_code="CD60009")), KNOWN)
    assert changes.study_id is None
    assert changes.study["student_code"] == "CD60009"


def test_a_row_without_code_means_the_only_record_of_its_programme() -> None:
    changes = for_known(replace(ROW, study=StudyRow(7, "studying", class_name="k58-A", diploma_number="B1")), KNOWN)
    assert (changes.study_id, changes.study) == (5, {"diploma_number": "B1"})


def test_later_news_of_another_employer_ends_the_present_job() -> None:
    known = replace(KNOWN, works=(KnownWork(8, "Bệnh viện A", None, None, None, date(2024, 1, 1)),))
    changes = for_known(replace(ROW, work=WorkRow("Công ty B"), verified_on=date(2025, 1, 1)), known)
    assert (changes.work_id, changes.work["employer"], changes.ends_work) == (None, "Công ty B", (8,))


def test_older_or_undated_news_of_another_employer_is_kept_back_and_reported() -> None:
    known = replace(KNOWN, works=(KnownWork(8, "Bệnh viện A", None, None, None, date(2024, 1, 1)),))
    for day in (None, date(2023, 1, 1), date(2024, 1, 1)):
        changes = for_known(replace(ROW, work=WorkRow("Công ty B"), verified_on=day), known)
        assert not changes
        assert changes.kept == (Kept("employer", "Bệnh viện A", "Công ty B"),)


def test_the_same_employer_without_accents_is_completed_not_repeated() -> None:
    known = replace(KNOWN, works=(KnownWork(8, "Bệnh viện A", None, None, None, None),))
    changes = for_known(replace(ROW, work=WorkRow("Benh vien A", "Điều dưỡng"), verified_on=date(2025, 1, 1)), known)
    assert (changes.work_id, changes.work) == (8, {"position": "Điều dưỡng", "verified_on": date(2025, 1, 1)})


def test_a_known_contact_is_news_only_when_it_was_verified_later() -> None:
    pair = ("phone", "+84981234567")
    known = replace(KNOWN, contacts={pair: date(2024, 1, 1)})
    assert not for_known(replace(ROW, contacts=(pair,), verified_on=date(2024, 1, 1)), known)
    assert for_known(replace(ROW, contacts=(pair,), verified_on=date(2024, 1, 2)), known).contacts == (pair,)
