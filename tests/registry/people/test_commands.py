"""Many people are saved in a handful of statements, and nothing on record is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.audit.tables import AuditEntry
from lib.core.actor import Actor
from lib.core.errors import NotAllowed
from lib.registry.people import queries
from lib.registry.people.commands import decide, save_people
from lib.registry.people.rows import PersonRow, StudyRow, WorkRow
from lib.registry.tables import Contact, Employment, Person, StudyRecord
from tests.factories import people as make

pytestmark = pytest.mark.database
PHONE = ("phone", "+84981234567")


@pytest.fixture
def staff(session: Session) -> Actor:
    return make.actor(session, "student_affairs")


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that the block sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", note)
    yield sent
    sa.event.remove(connection, "before_cursor_execute", note)


def rows(programme_id: int, count: int) -> list[PersonRow]:
    return [
        PersonRow(
            n + 2,
            f"Lò Văn {chr(65 + n % 26)}n",
            born_on=date(2003, 1, 1 + n % 28),
            citizen_id=f"0142030{n:05d}",
            contacts=(("phone", f"+8498{n:07d}"), ("email", f"a{n}@example.com")),
            study=StudyRow(programme_id, "graduated", student_code=f"CD{n:05d}", class_name="K58A"),
            work=WorkRow(f"Công ty {n}"),
            verified_on=date(2025, 7, 1),
        )
        for n in range(count)
    ]


def test_a_new_person_comes_with_study_contacts_and_work(session: Session, staff: Actor) -> None:
    programme = make.programme(session)
    (decision,) = save_people(session, staff, rows=rows(programme.id, 1), source="ds.xlsx")
    assert decision.state == "new"
    (person,) = queries.people(session, [decision.person_id or 0])
    assert (person.full_name, person.nationality, person.citizen_id) == ("Lò Văn An", "VN", "014203000000")
    assert person.contacts == {
        ("phone", "+84980000000"): date(2025, 7, 1),
        ("email", "a0@example.com"): date(2025, 7, 1),
    }
    assert (person.studies[0].student_code, person.studies[0].status) == ("CD00000", "graduated")
    assert person.works[0].employer == "Công ty 0"
    assert session.scalars(sa.select(Contact.source).distinct()).all() == ["ds.xlsx"]
    assert session.scalar(sa.select(Person.sort_name)) == "a0n0.0,l0o0.1,v0a1n0.0"


def test_the_same_rows_again_change_nothing(session: Session, staff: Actor) -> None:
    given = rows(make.programme(session).id, 30)
    save_people(session, staff, rows=given, source="ds.xlsx")
    again = save_people(session, staff, rows=given, source="ds2.xlsx")
    assert {decision.state for decision in again} == {"unchanged"}
    for table, expected in ((Person, 30), (StudyRecord, 30), (Contact, 60), (Employment, 30)):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == expected


def test_the_number_of_statements_does_not_grow_with_the_rows(session: Session, staff: Actor) -> None:
    programme = make.programme(session)
    few, many = rows(programme.id, 400)[:10], rows(programme.id, 400)
    save_people(session, staff, rows=few, source="ds.xlsx")
    session.flush()
    changed = [replace(row, ethnicity="thai", sex="male", verified_on=date(2025, 8, 1)) for row in many]
    with counted(session) as for_ten:
        decide(session, changed[:10])
    with counted(session) as for_all:
        decide(session, changed)
    assert len(for_all) == len(for_ten) <= 6
    with counted(session) as writing:
        save_people(session, staff, rows=changed, source="ds.xlsx")
    assert len(writing) <= 24


def test_people_are_found_by_the_words_of_the_import_at_once(session: Session, staff: Actor) -> None:
    save_people(session, staff, rows=rows(make.programme(session).id, 3), source="ds.xlsx")
    found = session.execute(
        sa.text("SELECT count(*) FROM app.person_search WHERE words @@ $$'cd00001' & 'cong' & 'k58a'$$::tsquery")
    )
    assert found.scalar() == 1


def test_many_are_completed_at_once_and_blanks_take_nothing_away(session: Session, staff: Actor) -> None:
    programme = make.programme(session)
    given = rows(programme.id, 3)
    save_people(session, staff, rows=given, source="ds.xlsx")
    later = [
        PersonRow(2, "Lò Văn An", citizen_id=given[0].citizen_id, sex="male"),
        PersonRow(3, "Lò Văn Bn", citizen_id=given[1].citizen_id, ethnicity="thai"),
    ]
    save_people(session, staff, rows=later, source="ds2.xlsx")
    found = session.execute(sa.select(Person.sex, Person.ethnicity, Person.born_on, Person.version).order_by(Person.id))
    assert [tuple(row) for row in found] == [
        ("male", None, date(2003, 1, 1), 2),
        (None, "thai", date(2003, 1, 2), 2),
        (None, None, date(2003, 1, 3), 1),
    ]


def test_a_question_is_not_applied_while_the_others_are(session: Session, staff: Actor) -> None:
    programme = make.programme(session)
    make.person(session, "Cà Thị Mai", citizen_id="014203000000")
    first, second = save_people(session, staff, rows=rows(programme.id, 2), source="ds.xlsx")
    assert (first.state, second.state) == ("ask", "new")
    assert session.scalar(sa.select(sa.func.count()).select_from(StudyRecord)) == 1


def test_a_later_verified_contact_gets_its_new_day_and_keeps_one_row(session: Session, staff: Actor) -> None:
    row = PersonRow(2, "Lò Văn An", born_on=date(2003, 1, 1), contacts=(PHONE,), verified_on=date(2024, 1, 1))
    save_people(session, staff, rows=[row], source="a.xlsx")
    save_people(session, staff, rows=[replace(row, verified_on=date(2025, 1, 1))], source="b.xlsx")
    save_people(session, staff, rows=[replace(row, verified_on=None)], source="c.xlsx")
    assert [tuple(found) for found in session.execute(sa.select(Contact.source, Contact.verified_on))] == [
        ("b.xlsx", date(2025, 1, 1))
    ]


def test_a_new_job_ends_the_one_before(session: Session, staff: Actor) -> None:
    row = PersonRow(2, "Lò Văn An", citizen_id="014203000001", work=WorkRow("A"), verified_on=date(2024, 1, 1))
    save_people(session, staff, rows=[row], source="a.xlsx")
    save_people(session, staff, rows=[replace(row, work=WorkRow("B"), verified_on=date(2025, 1, 1))], source="b.xlsx")
    jobs = session.execute(sa.select(Employment.employer, Employment.to_on).order_by(Employment.id))
    assert [tuple(job) for job in jobs] == [("A", date(2025, 1, 1)), ("B", None)]


def test_saving_people_leaves_a_trace_with_its_counts(session: Session, staff: Actor) -> None:
    save_people(session, staff, rows=rows(make.programme(session).id, 4), source="ds.xlsx")
    session.flush()
    facts = session.scalar(sa.select(AuditEntry.facts).where(AuditEntry.action == "people.saved"))
    assert facts == {"source": "ds.xlsx", "rows": 4, "new": 4, "update": 0, "ask": 0}


@pytest.mark.parametrize("role", ["faculty", "leadership", "media", "union", "finance", "admin"])
def test_who_may_not_import_saves_nobody(session: Session, role: str) -> None:
    with pytest.raises(NotAllowed):
        save_people(session, make.actor(session, role, unit_=make.unit(session)), rows=[], source="ds.xlsx")
