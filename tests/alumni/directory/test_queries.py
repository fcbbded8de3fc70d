"""The directory finds people however they are written, and shows nobody beyond the reader's limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.alumni.directory import queries
from lib.alumni.directory.queries import Filters
from lib.core.actor import Actor
from lib.core.errors import NotFound
from lib.registry.tables import Contact, StudyRecord
from tests.factories import people as make

pytestmark = pytest.mark.database


@pytest.fixture
def staff(session: Session) -> Actor:
    return make.actor(session, "student_affairs")


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    session.flush()
    sa.event.listen(session.connection(), "before_cursor_execute", note)
    yield sent
    sa.event.remove(session.connection(), "before_cursor_execute", note)


def names(session: Session, actor: Actor, **filters: object) -> list[str]:
    found = queries.page(session, actor, Filters(**filters))  # type: ignore[arg-type]  # filters are its fields
    assert found.count == len(found.rows)
    return [row.full_name for row in found.rows]


@pytest.mark.parametrize(
    "typed",
    ["Lò Thị Hương", "lo thi huong", "huong lo", "HƯƠNG", "huo", "0981 234", "234 567", "567", "huong@mail", "hs9",
     "k58-cnty", "moc chau"],
)  # fmt: skip
def test_a_person_is_found_by_any_part_that_the_office_knows(session: Session, staff: Actor, typed: str) -> None:
    person = make.alumnus(session, "Lò Thị Hương", phone="+84981234567", employer="Bò sữa Mộc Châu")
    make.alumnus(session, "Cà Văn Tiến", phone="+84911111111", employer="Bệnh viện")
    session.add(Contact(person_id=person.id, kind="email", value="huong@mail.vn", source="test"))
    session.execute(
        sa.update(StudyRecord)
        .where(StudyRecord.person_id == person.id)
        .values(class_name="K58 CNTY", student_code="HS9")
    )
    assert names(session, staff, search=typed) == ["Lò Thị Hương"]


def test_words_in_the_middle_are_whole(session: Session, staff: Actor) -> None:
    make.alumnus(session, "Lò Thị Hương")
    assert names(session, staff, search="l huong") == []


def test_the_order_is_that_of_vietnamese_given_names(session: Session, staff: Actor) -> None:
    for name in ("Lò Văn Đức", "Cà Thị Ân", "Lò Văn Dũng", "Quàng Văn An"):
        make.alumnus(session, name)
    assert names(session, staff) == ["Quàng Văn An", "Cà Thị Ân", "Lò Văn Dũng", "Lò Văn Đức"]


def test_students_and_leavers_are_not_in_the_directory(session: Session, staff: Actor) -> None:
    person = make.alumnus(session)
    session.execute(sa.update(StudyRecord).where(StudyRecord.person_id == person.id).values(status="studying"))
    assert names(session, staff) == []


def test_pages_follow_each_other_without_gap_or_repetition(session: Session, staff: Actor) -> None:
    for number in range(7):
        make.alumnus(session, "Lò Văn An" if number % 2 else f"Cà Thị {chr(65 + number)}")
    for search in ("", "an", "c"):
        everybody = [row.id for row in queries.everybody(session, staff, Filters(search=search))]
        walked, after = [], None
        while True:
            found = queries.page(session, staff, Filters(search=search), after=after, size=2)
            walked += [row.id for row in found.rows]
            assert found.count == len(everybody)
            if found.next is None:
                break
            after = found.next
        assert walked == everybody


def test_a_page_with_its_count_is_one_statement(session: Session, staff: Actor) -> None:
    for number in range(5):
        make.alumnus(session, f"Lò Văn {chr(65 + number)}", phone=f"+8498123456{number}", employer="Công ty")
    for filters in (Filters(), Filters(search="lo"), Filters(graduation_year=2025)):
        with counted(session) as sent:
            assert len(queries.page(session, staff, filters).rows) == 5
        assert len(sent) == 1


def test_the_words_are_looked_up_before_the_order_of_names(session: Session, staff: Actor) -> None:
    with counted(session) as sent:
        queries.page(session, staff, Filters(search="lo"))
    assert "AS MATERIALIZED" in sent[0]


def test_filters_must_fit_one_and_the_same_diploma(session: Session, staff: Actor) -> None:
    first, second = make.programme(session, name="Chăn nuôi"), make.programme(session, name="Tin học")
    person = make.alumnus(session, programme_=first, graduated_on=date(2020, 6, 30))
    session.add(
        StudyRecord(person_id=person.id, programme_id=second.id, status="graduated", graduated_on=date(2024, 6, 30))
    )
    session.flush()
    assert names(session, staff, programme_id=first.id, graduation_year=2020)
    assert not names(session, staff, programme_id=first.id, graduation_year=2024)
    (row,) = queries.page(session, staff, Filters(programme_id=first.id)).rows
    assert row.programme == "Chăn nuôi"


def test_who_was_reached_lately_is_not_among_those_to_call(session: Session, staff: Actor) -> None:
    make.alumnus(session, "Lò Thị Mới", phone="+84981234567", verified_on=date(2025, 6, 1))
    make.alumnus(session, "Lò Thị Cũ", phone="+84981234568", verified_on=date(2023, 6, 1))
    make.alumnus(session, "Lò Thị Không")
    assert names(session, staff, not_reached_since=date(2025, 1, 1)) == ["Lò Thị Cũ", "Lò Thị Không"]


def test_a_faculty_sees_opens_and_exports_its_own_alumni_and_nobody_else(session: Session) -> None:
    own, other = make.unit(session), make.unit(session)
    actor = make.actor(session, "faculty", unit_=own)
    mine = make.alumnus(session, "Lò Thị Hương", programme_=make.programme(session, faculty=own))
    foreign = make.alumnus(session, "Lò Thị Hoa", programme_=make.programme(session, faculty=other))
    for search in ("", "lo"):
        assert names(session, actor, search=search) == ["Lò Thị Hương"]
    assert [row.id for row in queries.everybody(session, actor, Filters())] == [mine.id]
    assert names(session, actor, faculty_id=other.id) == []
    queries.check_can_see(session, actor, mine.id)
    with pytest.raises(NotFound):
        queries.check_can_see(session, actor, foreign.id)


def test_a_faculty_user_without_a_unit_sees_nobody(session: Session) -> None:
    make.alumnus(session)
    assert names(session, make.actor(session, "faculty")) == []
