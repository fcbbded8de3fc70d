"""A list is kept once, whole, and as the database knows it at that moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.audit.commands import AlreadyDone
from lib.audit.tables import AuditEntry
from lib.core.actor import Actor
from lib.core.calendar import Month
from lib.core.database import transaction
from lib.core.errors import NotAllowed
from lib.legal.reader import published_law
from lib.migrations.provision import Urls
from lib.scholarships.calculation import commands
from lib.scholarships.calculation.rules import Request
from lib.scholarships.tables import BenefitLine, BenefitRun
from tests.factories import people as make
from tests.scholarships.sheets import bring, case_row, cases, school

pytestmark = pytest.mark.database
LAW = published_law()
YEAR = Request(Month(2023, 9), Month(2024, 8), policy="notice-2023", options={"item2_with_item3": "highest_only"})


@pytest.fixture
def staff(session: Session) -> Actor:
    return make.actor(session, "student_affairs")


def imported(session: Session, staff: Actor) -> None:
    school(session)
    bring(session, staff, [case_row(case, n) for n, case in enumerate(cases())])


def test_the_run_and_its_lines_add_up_and_say_how_they_were_made(session: Session, staff: Actor):
    imported(session, staff)
    run_id, kept = commands.save_draft(session, staff, request=YEAR, law=LAW, key="một")
    run = session.get_one(BenefitRun, run_id)
    assert run.settings == {"policy": "notice-2023", "options": {"item2_with_item3": "highest_only"}}
    assert (run.student_count, run.undetermined_count, run.total_vnd) == (12, 1, kept.total_vnd)
    lines = sa.select(sa.func.sum(BenefitLine.amount_vnd), sa.func.count()).where(BenefitLine.run_id == run_id)
    assert session.execute(lines).one() == (run.total_vnd, len(kept.by_month))
    newest = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (newest.action, newest.entity_id, newest.facts["total_vnd"]) == (
        "benefits.draft_saved", run_id, run.total_vnd,
    )  # fmt: skip


def test_the_second_copy_of_a_press_keeps_nothing(session: Session, staff: Actor):
    imported(session, staff)
    commands.save_draft(session, staff, request=YEAR, law=LAW, key="một")
    with pytest.raises(AlreadyDone):
        commands.save_draft(session, staff, request=YEAR, law=LAW, key="một")
    assert session.scalar(sa.select(sa.func.count()).select_from(BenefitRun)) == 1


def test_two_presses_at_the_same_moment_keep_one_list(committed: Urls):
    with transaction() as session:
        staff = make.actor(session, "student_affairs")
        imported(session, staff)

    def press(_n: int) -> str:
        try:
            with transaction() as session:
                commands.save_draft(session, staff, request=YEAR, law=LAW, key="cùng một lần bấm")
        except AlreadyDone:
            return "already"
        return "saved"

    with ThreadPoolExecutor(4) as presses:
        outcomes = sorted(presses.map(press, range(4)))
    assert outcomes == ["already"] * 3 + ["saved"]
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(BenefitRun)) == 1


def test_a_list_that_is_no_longer_what_the_person_saw_is_not_kept(session: Session, staff: Actor):
    imported(session, staff)
    with pytest.raises(commands.DataChanged):
        commands.save_draft(session, staff, request=YEAR, law=LAW, key="một", seen_vnd=1)


def test_a_period_without_anybody_has_no_list(session: Session, staff: Actor):
    with pytest.raises(commands.NothingToSave):
        commands.save_draft(session, staff, request=YEAR, law=LAW, key="một")


def test_only_student_affairs_keeps_lists(session: Session, staff: Actor):
    imported(session, staff)
    for role in ("faculty", "finance", "leadership", "admin"):
        with pytest.raises(NotAllowed):
            commands.save_draft(session, make.actor(session, role), request=YEAR, law=LAW, key=role)


def test_a_kept_list_cannot_be_changed(session: Session, staff: Actor):
    imported(session, staff)
    run_id, _kept = commands.save_draft(session, staff, request=YEAR, law=LAW, key="một")
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(sa.update(BenefitLine).where(BenefitLine.run_id == run_id).values(amount_vnd=0))


def test_taking_a_list_out_is_on_record_with_what_was_chosen(session: Session):
    finance = make.actor(session, "finance")
    commands.record_export(session, finance, run_id=None, rows=3, class_name="K60 CN")
    newest = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (newest.action, newest.username) == ("benefits.exported", finance.username)
    assert newest.facts == {"rows": 3, "class_name": "K60 CN"}
    with pytest.raises(NotAllowed):
        commands.record_export(session, make.actor(session, "media"), run_id=None, rows=3)
