"""Filling an empty database with the demo, all or nothing."""

from dataclasses import dataclass
from datetime import date
from random import Random

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.admissions.tables import Applicant
from lib.alumni.tables import Agreement, Business, FundEntry, GuestTalk, MentorOffer
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.errors import DomainError
from lib.core.i18n import N_
from lib.demo.accounts import FACULTY, FACULTY_USER, STUDENT_AFFAIRS, account_ids, ensure_accounts
from lib.demo.activities import Recorders, add_activities
from lib.demo.admissions import add_admissions
from lib.demo.alumni import add_alumni
from lib.demo.fund import add_fund
from lib.demo.people import People
from lib.demo.rows import Rows
from lib.demo.school import ensure_school
from lib.demo.students import add_students
from lib.demo.studies import Registrar, ensure_intakes
from lib.registry.commands import SCHOOL_NAME
from lib.registry.tables import Person, PersonFact, Setting, StudyRecord

DEMO = "demo"
"""The setting that says that the database holds demo data: {"loaded_at": …, "today": …}."""
SEED = 1963
SCHOOL = "Trường Cao đẳng Sơn La"
COUNTED = (Person, StudyRecord, PersonFact, Applicant, GuestTalk, MentorOffer, Business, Agreement, FundEntry)


class AlreadyLoaded(DomainError):
    message = N_("Cơ sở dữ liệu này đã có dữ liệu minh hoạ. Muốn nạp lại, hãy dùng một thư mục dữ liệu mới.")


class NotEmpty(DomainError):
    message = N_(
        "Cơ sở dữ liệu này đã có hồ sơ thật nên không nạp dữ liệu minh hoạ vào. Hãy dùng một cơ sở dữ liệu riêng."
    )


@dataclass(frozen=True)
class Summary:
    """What was made: `counts` by table; `accounts` are (username, password, role in words), shown once, never kept."""

    counts: dict[str, int]
    accounts: tuple[tuple[str, str, str], ...]

    @property
    def people(self) -> int:
        return self.counts[Person.__tablename__]


def load(session: Session, actor: Actor | None = None, *, today: date | None = None, seed: int = SEED) -> Summary:
    """Make the demo as of `today`; units and accounts that are there already are kept and used.

    The same seed and day give the same data (passwords apart). `actor` is None on the command line.
    Raises AlreadyLoaded, NotEmpty, NotAllowed.
    """
    if actor is not None:
        guard.require(actor, Permission.SETTINGS_MANAGE)
    today = today or clock.today()
    _claim(session, today)
    school = ensure_school(session)
    made = ensure_accounts(session, actor, school)
    ids = account_ids(session)
    recorders = Recorders(ids[STUDENT_AFFAIRS], ids[FACULTY_USER], school.units[FACULTY])
    rows = Rows(session, Random(seed), today)  # noqa: S311  chance for a demo, not for a secret
    intakes = ensure_intakes(session, today)
    people, registrar = People(rows), Registrar(rows, school)
    alumni = add_alumni(people, registrar, intakes.graduated)
    add_students(people, registrar, intakes.studying, alumni)
    add_admissions(people, school)
    add_activities(rows, school, alumni, recorders)
    add_fund(rows, school, alumni, recorders)
    counts = {table.__tablename__: rows.count(table) for table in COUNTED}
    rows.write()
    audit.record(session, actor, "demo.loaded", "setting", **counts)
    return Summary(counts, tuple(made))


def _claim(session: Session, today: date) -> None:
    """Put the mark first: a second loader at the same moment waits for the first one here and is then refused."""
    mark = {"loaded_at": clock.now().isoformat(), "today": today.isoformat()}
    new = session.execute(
        insert(Setting).values(key=DEMO, value=mark).on_conflict_do_nothing().returning(Setting.key)
    ).one_or_none()
    if new is None:
        raise AlreadyLoaded()
    if any(session.scalar(sa.select(sa.exists().select_from(table))) for table in (Person, Applicant)):
        raise NotEmpty()
    session.execute(insert(Setting).values(key=SCHOOL_NAME, value=SCHOOL).on_conflict_do_nothing())
