"""Loading the demo into a database of its own, and counting in it."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.core import database
from lib.demo.load import Summary, load
from tests.conftest import Cloner

TODAY = date(2026, 11, 21)


def loaded(clone: Cloner, today: date) -> tuple[sa.Engine, Summary]:
    engine = database.engine_for(clone().app)
    with Session(engine) as session, session.begin():
        summary = load(session, today=today)
    return engine, summary


def count(session: Session, table: type[database.Base], *where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0
