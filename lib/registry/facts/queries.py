"""Reads on dated facts about people. The caller has limited the people to those whom the actor may see."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from lib.registry.facts.rules import KnownFact
from lib.registry.tables import PersonFact


def facts_of(session: Session, person_ids: Iterable[int]) -> list[KnownFact]:
    """All facts of these people: by person, kind, first day, and then as they were recorded. One statement."""
    wanted = sa.bindparam("people", sorted(set(person_ids)), ARRAY(sa.BigInteger))
    statement = (
        sa.select(
            PersonFact.id,
            PersonFact.person_id,
            PersonFact.kind,
            PersonFact.is_true,
            PersonFact.valid_from,
            PersonFact.valid_to,
            PersonFact.evidence,
        )
        .where(PersonFact.person_id == sa.any_(wanted))
        .order_by(PersonFact.person_id, PersonFact.kind, PersonFact.valid_from.nulls_first(), PersonFact.id)
    )
    return [KnownFact(*row) for row in session.execute(statement)]


def by_person_and_kind(facts: Iterable[KnownFact]) -> dict[tuple[int, str], list[KnownFact]]:
    found: dict[tuple[int, str], list[KnownFact]] = {}
    for fact in facts:
        found.setdefault((fact.person_id, fact.kind), []).append(fact)
    return found
