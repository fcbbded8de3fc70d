"""A list of students comes in as offices type it; what is unknown stays unknown, what was known stays on record."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.core.actor import Actor
from lib.core.calendar import Month
from lib.core.errors import NotAllowed
from lib.imports.reading import read_workbook
from lib.imports.sheets import read_rows
from lib.imports.templates import template
from lib.legal.reader import published_law
from lib.registry.facts.queries import facts_of
from lib.registry.tables import Contact, Person, PersonFact, StudyRecord
from lib.scholarships.calculation.queries import population
from lib.scholarships.calculation.rules import Request, benefit_list
from lib.scholarships.students import commands
from lib.scholarships.students.sheet import STUDENTS
from tests.factories import people as make
from tests.factories import sheets
from tests.scholarships.sheets import HEADINGS, bring, bring_file, case_row, cases, school

pytestmark = pytest.mark.database
CASES = {case["id"]: case for case in cases()}


@pytest.fixture
def staff(session: Session) -> Actor:
    return make.actor(session, "student_affairs")


def facts(session: Session, code: str) -> list[tuple[str, bool, date | None, date | None]]:
    who = session.scalars(sa.select(StudyRecord.person_id).where(StudyRecord.student_code == code)).one()
    return [(fact.kind, fact.is_true, fact.valid_from, fact.valid_to) for fact in facts_of(session, [who])]


def household(session: Session, code: str) -> list[tuple[str, bool, date | None, date | None]]:
    return [fact for fact in facts(session, code) if fact[0].startswith("household")]


def test_ids_and_phones_that_excel_damaged_are_mended(session: Session, staff: Actor):
    school(session)
    bring_file(session, staff, [case_row(CASES["B03"], 3)])
    assert session.scalars(sa.select(Person.citizen_id)).one() == "014305000004"
    assert session.scalars(sa.select(Contact.value)).one() == "+84981000003"


def test_an_empty_cell_is_unknown_and_leaves_no_row(session: Session, staff: Actor):
    school(session)
    case = CASES["B03"] | {"disabled": "", "household": ""}
    bring(session, staff, [case_row(case, 3)])
    kinds = {kind for kind, *_rest in facts(session, "B03")}
    assert not {"disabled", "household_poor", "household_near_poor"} & kinds
    assert "resident_son_la" in kinds


def test_poor_in_2023_and_not_in_2024_pays_the_boarding_sum_to_december_only(session: Session, staff: Actor):
    school(session)
    poor = {"valid_from": "01/01/2023", "valid_to": ""}
    bring(session, staff, [case_row(CASES["B03"], 3, **poor)], "2023.xlsx")
    not_poor = {"household": "Không", "valid_from": "01/01/2024", "valid_to": ""}
    outcome = bring(session, staff, [case_row(CASES["B03"], 3, **not_poor)], "2024.xlsx")
    assert outcome.counts["update"] == 1
    assert household(session, "B03") == [
        ("household_near_poor", False, date(2023, 1, 1), date(2023, 12, 31)),
        ("household_near_poor", False, date(2024, 1, 1), date(2024, 12, 31)),
        ("household_poor", True, date(2023, 1, 1), date(2023, 12, 31)),
        ("household_poor", False, date(2024, 1, 1), date(2024, 12, 31)),
    ]
    law, year = published_law(), Request(Month(2023, 9), Month(2024, 8), policy="notice-2023")
    lines = benefit_list(population(session, staff, *year.period, law), year, law).lines
    months = dict(zip(lines["scheme"], lines["months"], strict=True))
    assert (months["boarding_full"], months["province_40"]) == (4, 7)


def test_without_a_paper_for_the_new_year_the_rest_is_undetermined_not_refused(session: Session, staff: Actor):
    school(session)
    bring(session, staff, [case_row(CASES["B03"], 3, valid_from="01/01/2023", valid_to="")])
    law, year = published_law(), Request(Month(2023, 9), Month(2024, 8), policy="notice-2023")
    found = benefit_list(population(session, staff, *year.period, law), year, law)
    waiting = found.undetermined.set_index("scheme")
    assert (waiting.loc["boarding_full", "months"], waiting.loc["boarding_full", "missing"]) == (8, "household")
    assert waiting.loc["province_40", "months"] == 7


def test_a_changed_fact_ends_the_old_one_and_says_so(session: Session, staff: Actor):
    school(session)
    first = {"valid_from": "05/09/2023", "valid_to": ""}
    bring(session, staff, [case_row(CASES["B05"], 5, **first)], "một.xlsx")
    moved = {"hardship_area": "có", "valid_from": "01/03/2024", "valid_to": ""}
    outcome = bring(session, staff, [case_row(CASES["B05"], 5, **moved)], "hai.xlsx")
    assert [fact[1:] for fact in facts(session, "B05") if fact[0] == "hardship_area"] == [
        (False, date(2023, 9, 5), date(2024, 2, 29)),
        (True, date(2024, 3, 1), None),
    ]
    assert any("từ 01/03/2024 là «Có», trước đó ghi «Không»" in note for note in outcome.verdicts[0].notes)


def test_the_same_list_again_changes_nothing(session: Session, staff: Actor):
    school(session)
    rows = [case_row(case, n) for n, case in enumerate(cases())]
    bring(session, staff, rows, "một.xlsx")
    before = session.scalar(sa.select(sa.func.count()).select_from(PersonFact))
    again = bring(session, staff, [*rows[:-1], case_row(cases()[-1], 14, evidence="Bản sao")], "hai.xlsx")
    assert again.counts == {"new": 0, "update": 0, "unchanged": 15, "refused": 0, "failed": 0}
    assert session.scalar(sa.select(sa.func.count()).select_from(PersonFact)) == before


def test_an_ethnic_name_that_fits_two_groups_is_asked(session: Session, staff: Actor):
    school(session)
    rows = [case_row(CASES["B01"], 1), case_row(CASES["B02"], 2, ethnicity="Xá Khao")]
    outcome = bring(session, staff, rows)
    assert (outcome.counts["new"], outcome.counts["failed"]) == (1, 1)


def test_a_trade_at_intermediate_level_needs_the_entry_for_the_tuition_waiver(session: Session, staff: Actor):
    school(session)
    rows = [case_row(CASES["B01"], 1), case_row(CASES["B02"], 2, entry="")]
    outcome = bring(session, staff, rows)
    assert [verdict.state for verdict in outcome.verdicts] == ["new", "refused"]
    assert "Trình độ đầu vào" in outcome.verdicts[1].reason


def test_telling_what_an_import_would_do_agrees_with_doing_it(session: Session, staff: Actor):
    school(session)
    bring(session, staff, [case_row(CASES["B03"], 3)], "một.xlsx")
    rows = [
        case_row(CASES["B03"], 3, household="Không", valid_from="01/09/2024", valid_to=""),
        case_row(CASES["B01"], 1),
    ]
    workbook = read_workbook(sheets.xlsx([list(HEADINGS), *rows]), "hai.xlsx")
    preview = read_rows(workbook, STUDENTS)
    told = commands.describe(session, staff, preview, "hai.xlsx")
    assert session.scalar(sa.select(sa.func.count()).select_from(StudyRecord)) == 1
    assert [v.state for v in told] == ["update", "new"]
    assert told == commands.apply(session, staff, preview, "hai.xlsx")


def test_a_student_who_left_is_marked_and_paid_to_that_month(session: Session, staff: Actor):
    school(session)
    bring(session, staff, [case_row(CASES["B01"], 1)])
    record = session.scalars(sa.select(StudyRecord)).one()
    headings = ["Mã HSSV", "Họ và tên", "Số CCCD", "Ngành", "Hệ", "Trình độ đầu vào", "Ngày nhập học", "Ngày thôi học"]
    citizen = session.scalars(sa.select(Person.citizen_id)).one()
    row = ["B01", "Lò Văn Bn", citizen, "Chăn nuôi", "CĐ", "THPT", "05/09/2023", "15/01/2024"]
    workbook = read_workbook(sheets.xlsx([headings, row]), "thôi học.xlsx")
    commands.apply(session, staff, read_rows(workbook, STUDENTS), "thôi học.xlsx")
    session.refresh(record)
    assert (record.status, record.ended_on) == ("left", date(2024, 1, 15))
    law, year = published_law(), Request(Month(2023, 9), Month(2024, 8), policy="notice-2023")
    lines = benefit_list(population(session, staff, *year.period, law), year, law).lines
    assert set(lines["months"]) == {5}


def test_only_who_may_import_does(session: Session):
    faculty, _programmes = school(session)
    for n, role in enumerate(("faculty", "finance", "leadership", "admissions")):
        with pytest.raises(NotAllowed):
            bring(session, make.actor(session, role, unit_=faculty), [case_row(CASES["B01"], n)])


def test_the_template_is_understood_when_it_comes_back():
    workbook = read_workbook(template(STUDENTS), "mẫu.xlsx")
    preview = read_rows(workbook, STUDENTS, sheet=workbook.sheets[0].name)
    assert preview.mapping == {at: field.key for at, field in enumerate(STUDENTS.fields)}
