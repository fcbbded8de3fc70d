"""What is taken away is what could be seen, and leaves a trace."""

import io

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from lib.alumni.directory import commands, queries
from lib.alumni.directory.queries import Filters
from lib.audit.tables import AuditEntry
from lib.core.actor import Actor
from lib.core.errors import NotAllowed
from tests.factories import people as make

pytestmark = pytest.mark.database


def exported(session: Session, actor: Actor, filters: Filters) -> list[tuple[object, ...]]:
    sheet = load_workbook(io.BytesIO(commands.export(session, actor, filters=filters))).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))[1:]


def test_a_faculty_takes_away_exactly_whom_it_sees(session: Session) -> None:
    own = make.unit(session)
    actor = make.actor(session, "faculty", unit_=own)
    make.alumnus(session, "Lò Thị Hương", programme_=make.programme(session, faculty=own))
    make.alumnus(session, "Lò Thị Hoa")
    rows = exported(session, actor, Filters(search="lo"))
    assert [row[0] for row in rows] == [
        row.full_name for row in queries.page(session, actor, Filters(search="lo")).rows
    ]
    assert len(rows) == 1


def test_ids_and_phones_are_text_and_a_formula_stays_text(session: Session) -> None:
    staff = make.actor(session, "student_affairs")
    make.alumnus(session, '=HYPERLINK("x")', phone="+84981234567", citizen_id="014303001234")
    content = commands.export(session, staff, filters=Filters())
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    name, identity, phone = sheet["A2"], sheet["C2"], sheet["I2"]
    assert (name.data_type, identity.value, phone.value) == ("s", "014303001234", "0981 234 567")


def test_an_export_is_recorded_with_filter_and_number_of_rows(session: Session) -> None:
    staff = make.actor(session, "student_affairs")
    make.alumnus(session, "Lò Thị Hương")
    exported(session, staff, Filters(search="hương", graduation_year=2025))
    session.flush()
    facts = session.scalar(sa.select(AuditEntry.facts).where(AuditEntry.action == "alumni.exported"))
    assert facts == {"filters": {"search": "hương", "graduation_year": "2025"}, "rows": 1}


@pytest.mark.parametrize("role", ["leadership", "media", "union", "finance", "admissions", "admin"])
def test_who_may_only_look_takes_nothing_away(session: Session, role: str) -> None:
    with pytest.raises(NotAllowed):
        commands.export(session, make.actor(session, role), filters=Filters())
