"""The one task that looks after all open pages of this process, about once a second.

It closes the pages of sessions that ended (signed out elsewhere, locked out, idle, too old, other rights), and it
notices when the database goes away and comes back.
"""

import asyncio
import logging
from collections.abc import Callable

from lib.accounts import commands, sessions
from lib.accounts.gate.presence import STRANGER, Presence, here
from lib.core.database import transaction

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_RECOVERIES = 5.0
LONGEST_LOOK = 5.0
SECONDS_BETWEEN_CLEANINGS = 3600.0

log = logging.getLogger("ketnoi")


async def run(recover: Callable[[], None], presence: Presence = here) -> None:
    """Look until cancelled; `recover` is called in a thread, now and then, while the database does not answer."""
    cleaner = asyncio.create_task(_clean_now_and_then())
    try:
        while True:
            if not await look(presence):
                await asyncio.to_thread(_try, recover)
                await asyncio.sleep(SECONDS_BETWEEN_RECOVERIES - SECONDS_BETWEEN_LOOKS)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        cleaner.cancel()


async def look(presence: Presence) -> bool:
    """One look; True if the database answered."""
    known, touched, events = set(presence.live), presence.touched - {STRANGER}, list(presence.events)
    presence.touched.clear()
    presence.events.clear()
    try:
        work = asyncio.to_thread(sessions.look_after, known, touched, [(event.action, event.facts) for event in events])
        alive = await asyncio.wait_for(work, LONGEST_LOOK)
    except Exception:  # whatever it is, pages must not stay open unwatched because the watch has died
        if presence.database_answers:
            log.warning("the database does not answer", exc_info=True)
        presence.database_answers = False
        presence.touched |= touched
        presence.events.extendleft(reversed(events))
        return False
    if not presence.database_answers:
        log.warning("the database answers again")
    presence.database_answers = True
    for digest in known - alive:
        await presence.end(digest)
    return True


def _try(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:  # the next round tries again; what is wrong is in the log
        log.warning("the database could not be reached again", exc_info=True)


async def _clean_now_and_then() -> None:
    while True:
        await asyncio.to_thread(_try, _clean)
        await asyncio.sleep(SECONDS_BETWEEN_CLEANINGS)


def _clean() -> None:
    with transaction() as session:
        commands.forget_the_old(session)
