"""The watch closes pages of ended sessions, and goes on when the database goes away and comes back."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.types import Message

from lib.accounts import commands, sessions
from lib.accounts.gate import watch
from lib.accounts.gate.presence import Presence, Socket
from lib.audit.tables import AuditEntry
from lib.core import database
from lib.migrations.provision import Urls
from tests.factories import people

pytestmark = pytest.mark.database


def open_page(here: Presence, digest: str) -> list[Message]:
    """An open page of the session; returns what it is told."""
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    here.enter(Socket(digest, "192.0.2.7", send))
    return told


@pytest.fixture
def digest(committed: Urls) -> str:
    with database.transaction() as session:
        token = commands.begin_session(session, account_id=people.actor(session, "media").user_id)
    return sessions.digest_hex(token)


def test_pages_of_an_ended_session_are_closed_and_the_others_stay(digest: str):
    here = Presence()
    ended, gone = open_page(here, digest), open_page(here, "00" * 32)
    asyncio.run(watch.look(here))
    assert ended == []
    assert [message["type"] for message in gone] == ["websocket.send", "websocket.close"]
    with database.transaction() as session:
        commands.end_session(session, token_hash=bytes.fromhex(digest))
    asyncio.run(watch.look(here))
    assert [message["type"] for message in ended] == ["websocket.send", "websocket.close"]
    assert here.live == set()


def test_the_files_of_an_ended_session_open_to_nobody(digest: str):
    here, address = Presence(), "/media/" + "ab" * 16
    open_page(here, digest)
    here.note_addresses(digest, address.encode())
    assert here.was_given(digest, address)
    asyncio.run(here.end(digest))
    assert not here.was_given(digest, address)


def test_while_the_database_is_away_pages_stay_and_nothing_to_record_is_lost(committed: Urls, digest: str):
    here = Presence()
    told = open_page(here, digest)
    here.touched.add(digest)
    here.report("security.file_refused", address="192.0.2.7")
    nowhere = committed.app.set(query={}, host="127.0.0.1", port=1)
    working = database.engine_for(committed.app)
    database.bind(database.engine_for(nowhere))
    assert asyncio.run(watch.look(here)) is False
    assert not here.database_answers
    assert (told, here.touched, len(here.events)) == ([], {digest}, 1)
    database.bind(working)
    assert asyncio.run(watch.look(here)) is True
    assert here.database_answers
    with Session(working) as session:
        recorded = session.scalars(sa.select(AuditEntry.action)).all()
    assert "security.file_refused" in recorded
    working.dispose()


def test_recovery_is_tried_while_the_database_is_away(committed: Urls, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watch, "SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(watch, "SECONDS_BETWEEN_RECOVERIES", 0.02)
    working = database.engine_for(committed.app)
    database.bind(database.engine_for(committed.app.set(query={}, host="127.0.0.1", port=1)))
    here = Presence()

    async def until_it_answers() -> None:
        running = asyncio.create_task(watch.run(lambda: database.bind(working), here))
        here.database_answers = False
        for _n in range(500):
            await asyncio.sleep(0.02)
            if here.database_answers:
                break
        running.cancel()

    asyncio.run(until_it_answers())
    assert here.database_answers
    working.dispose()
