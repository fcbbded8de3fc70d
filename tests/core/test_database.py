"""What the database refuses reaches the user as a sentence, and nothing of it is kept."""

import threading

import pytest
import sqlalchemy as sa

from lib.core import database
from lib.core.database import Busy, ConstraintRefused, ReferenceGone, TooLong, ValueRefused, reading, transaction
from lib.core.errors import DomainError
from lib.registry.tables import Programme, Unit

pytestmark = pytest.mark.database


def a_unit(**facts):
    return Unit(**{"code": "CNTT", "name": "Khoa Công nghệ thông tin", "kind": "faculty"} | facts)


REFUSED = {
    "a number beyond a bigint": (ValueRefused, lambda s: s.get(Unit, 2**64)),
    "a text with NUL": (ValueRefused, lambda s: s.add(a_unit(name="Khoa\x00"))),
    "a code too long for its index": (TooLong, lambda s: s.add(a_unit(code="".join(map(chr, range(0x4E00, 0x9000)))))),
    "a faculty that is not there": (
        ReferenceGone,
        lambda s: s.add(Programme(code="P", name="Chăn nuôi", level="college", faculty_id=0)),
    ),
    "a code that is taken": (ConstraintRefused, lambda s: s.add_all([a_unit(), a_unit()])),
}


@pytest.mark.parametrize(("kind", "work"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_is_a_sentence_and_keeps_nothing(session, kind, work):
    with pytest.raises(kind) as refused, transaction() as writing:
        writing.add(a_unit(code="NL"))
        work(writing)
    assert isinstance(refused.value, DomainError)
    assert "app." not in str(refused.value)
    assert session.scalar(sa.select(sa.func.count()).select_from(Unit)) == 0


def test_reading_tells_it_in_the_same_words(session):
    with pytest.raises(ValueRefused), reading() as found:
        found.get(Unit, 2**64)


def test_a_defect_stays_a_defect(session):
    with pytest.raises(sa.exc.ProgrammingError), transaction() as writing:
        writing.execute(sa.text("SELECT nonsense"))


def test_of_two_who_wait_for_each_other_one_is_told_to_try_again(committed):
    with transaction() as writing:
        writing.add_all([a_unit(code="A"), a_unit(code="B")])
    both_hold_one = threading.Barrier(2)
    told: list[DomainError] = []

    def rename(first: str, second: str) -> None:
        try:
            with database.transaction() as writing:
                writing.execute(sa.update(Unit).where(Unit.code == first).values(name="Khoa khác"))
                both_hold_one.wait(timeout=10)
                writing.execute(sa.update(Unit).where(Unit.code == second).values(name="Khoa khác"))
        except DomainError as refusal:
            told.append(refusal)

    threads = [threading.Thread(target=rename, args=pair) for pair in (("A", "B"), ("B", "A"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert [type(refusal) for refusal in told] == [Busy]
