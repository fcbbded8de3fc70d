"""Whatever is typed or pasted into a field is kept as clean text or refused with a sentence: never an incident."""

import random
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import commands as accounts
from lib.accounts import sessions
from lib.alumni.agreements import commands as agreements
from lib.alumni.directory import queries as directory
from lib.alumni.fund import commands as fund
from lib.alumni.mentors import commands as mentors
from lib.alumni.profile import commands as profile
from lib.alumni.talks import commands as talks
from lib.core.actor import Actor
from lib.core.database import Base, transaction
from lib.core.errors import DomainError
from lib.registry import commands as registry
from lib.registry.commands import ProgrammeInput, UnitInput
from lib.registry.tables import Person, Unit
from lib.scholarships.students import queries as students
from tests.factories import people as make

pytestmark = pytest.mark.database

DAY = date(2025, 3, 1)
PASTED = "".join(random.Random(1).choices("aăâbcdđeêghi0123456789", k=20_000))
TEXTS = {
    "markup": "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "markdown": "**đậm** ![x](http://evil.test/a.png) :material/x: $x$",
    "a formula": "=cmd|' /C calc'!A0",
    "a statement": "'; DROP TABLE app.person; --",
    "braces": "{0} {x.__class__} {",
    "percent": "100% _ \\",
    "pictures": "👩‍👩‍👧 Đào ươ",
    "decomposed": unicodedata.normalize("NFD", "Lường Thị Hồng"),
    "nothing to be seen": "a\u200bb\u202ec\ufeff",
    "NUL": "a\x00b",
    "lines": "a\r\nb\tc",
    "a word of ten thousand letters": "x" * 10_000,
    "a page": PASTED,
    "a book": "chữ " * 200_000,
}
OPERATORS = ["'", "&", ":*", "\\", "|", "!", "<->", "(", "%", "_", "a' & 'b", "x:A", "²³ ½", "İ", "’", "1" * 5000 + "x"]


@pytest.fixture
def faculty(session: Session) -> Unit:
    return make.unit(session)


@pytest.fixture
def alumnus(session: Session, faculty: Unit) -> Person:
    return make.alumnus(session, programme_=make.programme(session, faculty=faculty))


@pytest.fixture
def keeper(session: Session) -> Actor:
    return make.actor(session, "student_affairs")


@pytest.fixture
def saves(
    session: Session, faculty: Unit, alumnus: Person, keeper: Actor
) -> dict[str, Callable[[Session, str], object]]:
    """Every action that takes a text, with that text in all its fields."""
    admin = make.actor(session, "admin")
    session.commit()

    def sign(s: Session, text: str) -> None:
        business = agreements.register_business(s, keeper, name=text, tax_code_=None, sector=text, owner_id=alumnus.id)
        agreements.sign(
            s, keeper, business_id=business, faculty_id=faculty.id, number=text, signed_on=DAY, expires_on=None,
            seats_promised=1, scope=text,
        )  # fmt: skip

    def add_contact(s: Session, kind: str, text: str) -> int:
        return profile.add_contact(s, keeper, person_id=alumnus.id, kind=kind, value=text, verified_on=DAY)

    return {
        "talk": lambda s, text: talks.record(
            s, keeper, faculty_id=faculty.id, speaker_id=alumnus.id, topic=text, held_on=DAY, class_name=text,
            feedback=text,
        ),
        "mentor": lambda s, text: mentors.offer(
            s, keeper, faculty_id=faculty.id, person_id=alumnus.id, field=text, capacity=2, note=text, offered_on=DAY
        ),
        "agreement": sign,
        "tax code": lambda s, text: agreements.tax_code(text),
        "gift": lambda s, text: fund.contribute(
            s, keeper, form="cash", amount_vnd=5, purpose=text, entered_on=DAY, donor_name=text, receipt_number=text
        ),
        "phone": lambda s, text: add_contact(s, "phone", text),
        "email": lambda s, text: add_contact(s, "email", text),
        "address": lambda s, text: add_contact(s, "address", text),
        "work": lambda s, text: profile.add_work(
            s, keeper, person_id=alumnus.id, employer=text, position=text, sector=text, from_on=None, verified_on=DAY
        ),
        "account": lambda s, text: accounts.create_account(
            s, admin, username="user.moi", full_name=text, password="một câu dài dễ nhớ", roles=["media"]
        ),
        "user name": lambda s, text: accounts.create_account(
            s, admin, username=text, full_name="Cà Thị Mai", password="một câu dài dễ nhớ", roles=["media"]
        ),
        "sign-in": lambda _s, text: sessions.confirm(text, text),
        "unit": lambda s, text: registry.save_units(s, admin, units=[UnitInput(None, text, text, "faculty")]),
        "programme": lambda s, text: registry.save_programmes(
            s, admin, programmes=[ProgrammeInput(None, text, text, "college", faculty.id)]
        ),
        "school": lambda s, text: registry.rename_school(s, admin, name=text),
    }  # fmt: skip


def stored_texts(session: Session) -> Iterator[str]:
    """Every text in every table."""
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.c if isinstance(column.type, sa.Text) and column.computed is None]
        for row in session.execute(sa.select(*columns)) if columns else ():
            yield from (text for text in row if text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_is_typed_is_kept_clean_or_refused_with_a_sentence(session: Session, saves, text: str) -> None:
    for save in saves.values():
        try:
            with transaction() as writing:
                save(writing, text)
        except DomainError as refusal:
            assert len(str(refusal)) < 1000
    session.expire_all()
    for kept in stored_texts(session):
        assert unicodedata.is_normalized("NFC", kept)
        assert len(kept) <= 5000
        assert not {unicodedata.category(c) for c in kept.replace("\n", "")} & {"Cc", "Cf"}


@pytest.mark.parametrize("text", [*TEXTS.values(), *OPERATORS], ids=[*TEXTS, *(text[:8] for text in OPERATORS)])
def test_whatever_is_searched_for_is_only_text(session: Session, keeper: Actor, alumnus: Person, text: str) -> None:
    assert directory.page(session, keeper, directory.Filters(search=text)).rows == ()
    filter_ = students.StudentFilter(text=f"{text} {text}")
    assert students.students(session, keeper, filter_, on=DAY) == []
    assert students.count(session, keeper, filter_, on=DAY).students == 0
