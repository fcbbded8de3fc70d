"""Rows waiting to be written: ids are reserved ahead, so that thousands of rows go in with one COPY per table.

The search triggers run once for each statement; one INSERT per row would run them once for each row.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.orm import Session

from lib.core.database import SCHEMA, Base

IDS_AT_A_TIME = 1000


class Rows:
    """Everything that the demo makes, by table; `random` and `today` are the only sources of chance and time."""

    def __init__(self, session: Session, random: Random, today: date) -> None:
        self.random, self.today = random, today
        self._session = session
        self._tables: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._ids: dict[str, Iterator[int]] = {}

    def add(self, table: type[Base], **values: object) -> int:
        """Keep a row of a table that has an id; returns the id that it will have."""
        name = table.__tablename__
        if name not in self._ids:
            self._ids[name] = self._reserved(f"{SCHEMA}.{name}")
        number = next(self._ids[name])
        self._tables[name].append({"id": number, **values})
        return number

    def attach(self, table: type[Base], **values: object) -> None:
        """Keep a row of a table whose key is made of other rows' ids."""
        self._tables[table.__tablename__].append(values)

    def count(self, table: type[Base]) -> int:
        return len(self._tables[table.__tablename__])

    def write(self) -> None:
        """Write all rows in the order that foreign keys ask for. Raises ValueError for rows of different columns."""
        self._session.flush()
        connection: Any = self._session.connection().connection  # psycopg's own, which knows COPY
        with connection.cursor() as cursor:
            for table in Base.metadata.sorted_tables:
                if rows := self._tables.get(table.name):
                    _copy(cursor, table.name, rows)
        self._tables.clear()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def day_between(self, first: date, last: date) -> date:
        """Any day from first to last; `last` where there is none."""
        return last - timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def _reserved(self, table: str) -> Iterator[int]:
        statement = sa.select(sa.func.nextval(sa.func.pg_get_serial_sequence(table, "id"))).select_from(
            sa.func.generate_series(1, IDS_AT_A_TIME)
        )
        while True:
            yield from sorted(self._session.scalars(statement))


def _copy(cursor: Any, table: str, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(SCHEMA, table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with cursor.copy(statement) as copy:
        for row in rows:
            if list(row) != columns:
                raise ValueError(f"{table}: {list(row)} beside {columns}")
            copy.write_row(list(row.values()))
