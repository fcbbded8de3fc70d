"""The daily backup: made once, made up for, thinned out, and told when it fails."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lib.backups import checkup, making, queries, restoring, schedule, servers
from lib.backups.rules import Purpose
from lib.core import clock
from lib.core.config import BadSetting, Config, read
from tests.backups.conftest import PASSPHRASE, Place

pytestmark = pytest.mark.database

NOON = datetime(2026, 8, 5, 12, 0, tzinfo=clock.SCHOOL_ZONE)


@pytest.fixture
def config(place: Place, tmp_path: Path, passphrase_file: Path) -> Config:
    return place.config(
        BACKUP_DIR=str(tmp_path / "kept"),
        BACKUP_KEEP="3",
        BACKUP_PASSPHRASE_FILE=str(passphrase_file),
        DATA_DIR=str(tmp_path / "data"),
    )


def problems(config: Config, now: datetime) -> list[str]:
    return [found.sentence for found in checkup.examine(config, now) if not found.is_fine]


def names(config: Config) -> list[str]:
    assert config.backup_dir is not None
    return sorted(path.name for path in config.backup_dir.iterdir())


def test_one_backup_a_day_is_made_and_can_be_proven(config: Config, place: Place):
    made = schedule.run_if_due(config, NOON)
    assert made is not None
    assert schedule.run_if_due(config, NOON + timedelta(hours=1)) is None
    assert restoring.verify(made.path, place.admin, PASSPHRASE) == made.manifest
    tomorrow = schedule.run_if_due(config, NOON + timedelta(hours=14, minutes=1))
    assert tomorrow is not None
    assert names(config) == [made.path.name, tomorrow.path.name]


def test_several_processes_make_one_backup_between_them(config: Config):
    with ThreadPoolExecutor(4) as processes:
        made = list(processes.map(lambda _: schedule.run_if_due(config, NOON), range(4)))
    assert len([one for one in made if one]) == 1
    assert len(names(config)) == 1


def test_a_backup_by_hand_waits_its_turn(config: Config, place: Place, tmp_path: Path):
    with (
        queries.snapshot(place.source),
        pytest.raises(queries.AnotherRuns, match="Đang có một lần sao lưu khác"),
    ):
        making.back_up(place.source, tmp_path, Purpose.MANUAL, NOON, None)


def test_old_backups_go_and_those_of_people_and_others_stay(config: Config, place: Place):
    assert config.backup_dir is not None
    config.backup_dir.mkdir()
    for other in (f"{place.name}-manual-20200101-020000.backup", "khác-daily-20200101-020000.backup", "ghi-chú.txt"):
        (config.backup_dir / other).write_text("x")
    for day in range(6):
        assert schedule.run_if_due(config, NOON + timedelta(days=day))
    daily = [backup.made_at.day for backup in schedule.backups(config, NOON) if backup.purpose is Purpose.DAILY]
    assert daily == [5, 8, 9, 10]  # the first of the month, and three days
    assert len(names(config)) == 4 + 3


def test_a_failure_is_kept_for_the_doctor_until_a_backup_succeeds(config: Config):
    assert config.backup_dir is not None
    config.backup_dir.write_text("in the way")
    assert not schedule.attempt(config, NOON)
    assert any("12:00 05/08/2026" in told and "Không ghi được bản sao lưu" in told for told in problems(config, NOON))
    config.backup_dir.unlink()
    assert schedule.attempt(config, NOON + timedelta(hours=1))
    assert problems(config, NOON + timedelta(hours=2)) == []


def test_a_lost_passphrase_file_stops_the_backup_instead_of_leaving_it_readable(config: Config, passphrase_file: Path):
    passphrase_file.unlink()
    assert not schedule.attempt(config, NOON)
    assert schedule.backups(config, NOON) == []
    assert any("mật khẩu sao lưu" in told for told in problems(config, NOON))


def test_the_doctor_tells_a_backup_that_is_missing_or_old(config: Config):
    assert any("Chưa có bản sao lưu tự động" in told for told in problems(config, NOON))
    assert schedule.attempt(config, NOON)
    assert problems(config, NOON + timedelta(hours=16)) == []
    assert any("đã cũ: 12:00 05/08/2026" in told for told in problems(config, NOON + timedelta(hours=18)))


def test_without_a_directory_nothing_is_scheduled_and_the_doctor_reminds(place: Place):
    config = place.config()
    assert schedule.run_if_due(config, NOON) is None
    asyncio.run(asyncio.wait_for(schedule.keep_daily(config), timeout=5))
    assert problems(config, NOON) == []
    assert "BACKUP_DIR" in next(iter(checkup.examine(config, NOON))).sentence


def test_the_running_app_makes_what_is_due(config: Config):
    async def serve_until_there() -> None:
        task = asyncio.create_task(schedule.keep_daily(config))
        for _ in range(300):
            await asyncio.sleep(0.1)
            if schedule.backups(config, clock.now()):
                break
        task.cancel()

    asyncio.run(serve_until_there())
    assert len(schedule.backups(config, clock.now())) == 1


def test_a_shared_server_needs_the_right_addresses(place: Place):
    bare = read({"DATABASE_URL": place.environment()["DATABASE_URL"]})
    with pytest.raises(servers.NoCompleteReader, match="DATABASE_OWNER_URL"):
        servers.source(bare)
    with pytest.raises(servers.AdminUrlMissing, match="DATABASE_ADMIN_URL"):
        servers.administrator(bare)


@pytest.mark.parametrize(("name", "value"), [("BACKUP_AT", "25:00"), ("BACKUP_KEEP", "0"), ("BACKUP_KEEP", "nhiều")])
def test_a_setting_that_cannot_be_meant_is_told(name: str, value: str):
    with pytest.raises(BadSetting, match=name):
        read({name: value})
