"""Talks, mentors and the fund of the demo."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.alumni.tables import FundEntry, FundEntryKind, FundForm, GuestTalk, MentorOffer
from lib.core.calendar import Semester
from lib.demo.school import FACULTIES
from lib.registry.tables import (
    Programme,
    StudyRecord,
)
from tests.demo.loading import TODAY

pytestmark = pytest.mark.database


def test_two_faculties_missed_the_semester_before(school: Session) -> None:
    talks = sa.select(GuestTalk.faculty_id).where(GuestTalk.held_on.between(date(2026, 2, 1), date(2026, 8, 31)))
    assert len(FACULTIES) - len(set(school.scalars(talks))) == 2


def test_some_faculties_still_owe_this_semesters_talk(school: Session) -> None:
    begun = Semester.of(TODAY).first_day
    with_talk = set(school.scalars(sa.select(GuestTalk.faculty_id).where(GuestTalk.held_on >= begun)))
    assert len(FACULTIES) - len(with_talk) == 4
    first = school.scalar(sa.select(sa.func.min(GuestTalk.held_on)))
    assert first is not None
    assert begun - timedelta(days=3 * 366) <= first <= begun - timedelta(days=2 * 365)


def test_speakers_and_mentors_graduated_from_the_faculty_that_records_them(school: Session) -> None:
    of_faculty = {
        tuple(row)
        for row in school.execute(
            sa.select(StudyRecord.person_id, Programme.faculty_id).join(
                Programme, Programme.id == StudyRecord.programme_id
            )
        )
    }
    talks = school.execute(sa.select(GuestTalk.speaker_id, GuestTalk.faculty_id)).all()
    mentors = school.execute(sa.select(MentorOffer.person_id, MentorOffer.faculty_id)).all()
    assert {tuple(row) for row in (*talks, *mentors)} <= of_faculty


def test_the_fund_never_gave_what_it_did_not_have(school: Session) -> None:
    balance = dict.fromkeys(FundForm, 0)
    entries = school.scalars(sa.select(FundEntry).order_by(FundEntry.entered_on, FundEntry.id)).all()
    for entry in entries:
        balance[FundForm(entry.form)] += entry.amount_vnd * (1 if entry.kind == FundEntryKind.CONTRIBUTION else -1)
        assert min(balance.values()) >= 0, entry.entered_on
    gifts = [entry for entry in entries if entry.kind == FundEntryKind.CONTRIBUTION]
    assert {entry.form for entry in gifts} == set(FundForm)
    assert any(entry.is_anonymous for entry in gifts)
    assert len(gifts) < len(entries)
    assert entries[0].entered_on < TODAY - timedelta(days=1000)
