"""The daily backup: due once a day, made by one process, made up for when it was missed, told when it failed."""

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from lib.backups import making, queries, rules, servers
from lib.backups.making import Made
from lib.backups.rules import Kept, Purpose
from lib.backups.sealing import passphrase_in
from lib.core import clock
from lib.core.config import Config
from lib.core.errors import DomainError

SECONDS_BETWEEN_LOOKS = 60
PAUSE_AFTER_FAILURE = timedelta(hours=1)
FAILURE = "backup-failure.json"

log = logging.getLogger(__name__)


async def keep_daily(config: Config) -> None:
    """Look every minute, for as long as the app runs; a sleeping machine or a changed clock do no harm."""
    failed_at: datetime | None = None
    while config.backup_dir is not None:
        now = clock.now()
        if failed_at is None or now - failed_at >= PAUSE_AFTER_FAILURE:
            failed_at = None if await asyncio.to_thread(attempt, config, now) else now
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def attempt(config: Config, now: datetime) -> bool:
    """Make the backup if it is due; False when that failed, which is logged and kept for `doctor`."""
    try:
        made = run_if_due(config, now)
    except Exception as problem:  # whatever it is, the app goes on serving
        log.exception("The daily backup failed")
        sentence = str(problem) if isinstance(problem, DomainError) else type(problem).__name__
        _note(config).parent.mkdir(parents=True, exist_ok=True)
        _note(config).write_text(json.dumps({"at": now.isoformat(), "sentence": sentence}), encoding="utf-8")
        return False
    if made is not None:
        log.info("Daily backup written: %s", made.path.name)
        _note(config).unlink(missing_ok=True)
    return True


def run_if_due(config: Config, now: datetime) -> Made | None:
    """None when nothing was due, or another process is at it; removes what has had its time after a success."""
    if config.backup_dir is None or not _is_due(config, now):
        return None
    passphrase = passphrase_in(config.backup_passphrase_file)
    try:
        with queries.snapshot(servers.source(config)) as snapshot:
            if not _is_due(config, now):  # another process finished meanwhile
                return None
            made = making.write(snapshot, config.backup_dir, Purpose.DAILY, now, passphrase)
    except queries.AnotherRuns:
        return None
    for old in rules.superseded(backups(config, now), config.backup_keep):
        (config.backup_dir / old.name).unlink(missing_ok=True)
    return made


def backups(config: Config, now: datetime) -> list[Kept]:
    """This database's backups in the configured directory, oldest first."""
    return sorted(_backups(config, now))


def newest_daily(config: Config, now: datetime) -> datetime | None:
    made = [backup.made_at for backup in backups(config, now) if backup.purpose is Purpose.DAILY]
    return made[-1] if made else None


def last_failure(config: Config) -> tuple[datetime, str] | None:
    """When the daily backup last failed and why; None once one has succeeded."""
    try:
        kept = json.loads(_note(config).read_text("utf-8"))
        return datetime.fromisoformat(kept["at"]), str(kept["sentence"])
    except (OSError, ValueError, KeyError):
        return None


def _is_due(config: Config, now: datetime) -> bool:
    return rules.is_due(now, config.backup_at, newest_daily(config, now))


def _backups(config: Config, now: datetime) -> Iterator[Kept]:
    if config.backup_dir is None or not config.backup_dir.is_dir():
        return
    ours = rules.written(servers.database_name(config))
    for path in config.backup_dir.iterdir():
        found = rules.kept(path.name, like=now)
        if found and found.database == ours:
            yield found


def _note(config: Config) -> Path:
    return config.data_dir / FAILURE
