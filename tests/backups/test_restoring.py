"""Backups made and restored on a real server: equal in every row and right, or refused."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from lib.backups import commands, making, queries, restoring, sealing
from lib.backups.making import Made
from lib.backups.programs import RestoreFailed
from lib.backups.rules import Purpose
from lib.core import clock, database, embedded
from lib.demo.load import load
from tests.backups.conftest import AUDIT, PASSPHRASE, Place

pytestmark = pytest.mark.database


def back_up(place: Place, directory: Path, passphrase: str | None = PASSPHRASE, source: sa.URL | None = None) -> Made:
    return making.back_up(source or place.source, directory, Purpose.MANUAL, clock.now(), passphrase)


def test_demo_data_comes_back_equal_in_every_table(place: Place, tmp_path: Path):
    place.run("TRUNCATE app.person, app.programme, app.unit, app.audit_entry CASCADE")
    with database.transaction() as session:
        load(session)
    made = back_up(place, tmp_path)
    name = f"{place.name}_back"
    found = restoring.restore_into(made.path, place.admin, name, PASSPHRASE)
    assert found == made.manifest
    assert place.contents(name) == place.contents()
    assert found.contents.tables["app.person"].rows > 5_000
    assert found.revision


def test_a_proof_leaves_nothing_behind(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path)
    assert restoring.verify(made.path, place.admin, PASSPHRASE) == made.manifest
    # Other workers' proofs come and go on the same server; ours would stay for good.
    seen = [scratch_databases(place)]
    while seen[-1] and len(seen) < 100:
        time.sleep(0.2)
        seen.append(scratch_databases(place))
    assert not set.intersection(*seen)


def scratch_databases(place: Place) -> set[str]:
    return {name for name in place.databases() if name.startswith(commands.SCRATCH)}


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
def test_a_backup_is_one_file_for_our_eyes_only(place: Place, tmp_path: Path, passphrase: str | None):
    made = back_up(place, tmp_path / "new", passphrase)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [made.path.name]
    assert made.path.stat().st_mode & 0o077 == 0
    assert ("Ươm".encode() in made.path.read_bytes()) is False
    assert (b"app.audit_entry" in made.path.read_bytes()) is (passphrase is None)


def test_a_backup_taken_while_people_write_holds_one_moment(place: Place, tmp_path: Path):
    """Each transaction adds one audit row and one form key: a backup of one moment has as many of both."""
    stop = threading.Event()
    written: list[int] = []

    def write(number: int) -> None:
        with psycopg.connect(place.source.set(drivername="postgresql").render_as_string(hide_password=False)) as one:
            while not stop.is_set():
                with one.transaction():
                    one.execute(AUDIT + "VALUES ('w', 'w', 'w', '{}')")
                    one.execute("INSERT INTO app.action_key VALUES (gen_random_uuid()::text)")
                written.append(number)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for writer in writers:
        writer.start()
    try:
        made = [back_up(place, tmp_path, None) for _ in range(3)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    pairs = [
        (m.manifest.contents.tables["app.audit_entry"].rows, m.manifest.contents.tables["app.action_key"].rows)
        for m in made
    ]
    assert all(audited - 500 == keys for audited, keys in pairs)
    assert pairs[0] < pairs[-1]
    assert len({m.path for m in made}) == 3
    for one in made:
        restoring.verify(one.path, place.admin, None)


def test_a_changed_row_is_noticed_though_the_count_is_right(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path)
    place.run("UPDATE app.audit_entry SET username = 'khác' WHERE id = (SELECT min(id) FROM app.audit_entry)")
    found = place.contents()
    assert found != made.manifest.contents
    assert {n for n, t in found.tables.items() if t != made.manifest.contents.tables[n]} == {"app.audit_entry"}


def test_a_dump_that_lost_rows_or_rights_is_not_believed(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The manifest is read before the dump; what changes in between, here by force, must show in the proof."""
    real = making.programs.dump

    def spoiling(url: sa.URL, snapshot: str, major: int, write) -> None:
        place.run("DELETE FROM app.audit_entry WHERE id % 100 = 0")
        place.run("GRANT UPDATE ON app.audit_entry TO ketnoi_app")
        with queries.connected(place.source) as other:
            later = other.execution_options(isolation_level="REPEATABLE READ").scalar(
                sa.text("SELECT pg_export_snapshot()")
            )
            real(url, str(later), major, write)

    monkeypatch.setattr(making.programs, "dump", spoiling)
    made = back_up(place, tmp_path)
    before = place.databases()
    with pytest.raises(restoring.NotProven, match=r"app\.audit_entry có 495 dòng thay vì 500") as refusal:
        restoring.verify(made.path, place.admin, PASSPHRASE)
    assert "thừa «relation app.audit_entry: UPDATE to ketnoi_app»" in str(refusal.value)
    assert place.databases() <= before  # a proof also clears what a killed one left


def test_damaged_cut_and_foreign_files_are_refused_and_change_nothing(place: Place, tmp_path: Path):
    whole = back_up(place, tmp_path).path.read_bytes()
    before, databases = place.contents(), place.databases()
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    bad = {"cut": whole[:-1], "half": whole[: len(whole) // 2], "changed": bytes(changed), "more": whole + b"x"}
    for name, data in bad.items():
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(sealing.Damaged, match=f"«{name}» bị hỏng"):
            restoring.replace(path, place.admin, place.source, tmp_path, clock.now(), PASSPHRASE)
    (tmp_path / "foreign").write_bytes(b"PGDMP" + whole)
    with pytest.raises(sealing.NotABackup):
        restoring.verify(tmp_path / "foreign", place.admin, PASSPHRASE)
    with pytest.raises(sealing.WrongPassphrase):
        restoring.verify(next(tmp_path.glob("*.backup")), place.admin, "một mật khẩu khác hẳn")
    with pytest.raises(restoring.Unreadable, match="không-có"):
        restoring.verify(tmp_path / "không-có", place.admin, PASSPHRASE)
    assert place.contents() == before
    assert place.databases() <= databases
    assert [path.name for path in tmp_path.glob("*safety*")] == []


def test_a_sealed_file_whose_dump_is_none_is_refused(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path)
    with (tmp_path / "forged").open("wb") as file:
        sealed = sealing.SealedWriter(file, None)
        sealed.write(made.manifest.to_bytes() + b"no dump at all")
        sealed.finish()
    before = place.databases()
    with pytest.raises(RestoreFailed, match="pg_restore"):
        restoring.verify(tmp_path / "forged", place.admin, None)
    assert place.databases() <= before  # a proof also clears what a killed one left


def test_a_name_in_use_is_never_overwritten(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path)
    before = place.contents()
    with pytest.raises(commands.NameTaken, match=place.name):
        restoring.restore_into(made.path, place.admin, place.name, PASSPHRASE)
    assert place.contents() == before


def replace(place: Place, made: Made, directory: Path, seconds: int = 0) -> restoring.Replaced:
    now = clock.now() + timedelta(seconds=seconds)
    return restoring.replace(made.path, place.admin, place.source, directory, now, PASSPHRASE)


def test_replacing_brings_the_old_rows_back_and_keeps_what_was_there(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path)
    place.run("DELETE FROM app.employment")
    spoilt = place.contents()
    # The app is running, somebody in the middle of a page: that page is told, the next one finds the new database.
    with pytest.raises(database.DatabaseUnavailable), database.reading() as page:
        page.execute(sa.text("SELECT 1"))
        done = replace(place, made, tmp_path)
    assert place.contents() == made.manifest.contents
    assert place.contents(done.aside) == spoilt
    assert restoring.verify(done.safety, place.admin, PASSPHRASE).contents == spoilt
    with database.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM app.employment")) == 4


def test_replacing_succeeds_though_the_app_keeps_coming_back(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path)
    place.run("DELETE FROM app.employment")
    stop, refused = threading.Event(), list[str]()

    def come_back() -> None:
        while not stop.is_set():
            try:
                place.run("SELECT count(*), pg_sleep(0.05) FROM app.employment", place.urls.app)
            except sa.exc.OperationalError as problem:
                refused.append(str(problem))

    visitors = [threading.Thread(target=come_back) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    try:
        replace(place, made, tmp_path)
    finally:
        stop.set()
        for visitor in visitors:
            visitor.join()
    assert place.contents() == made.manifest.contents
    assert len(refused) <= 4 * commands.SWAP_ATTEMPTS * 2


def test_after_replacing_the_app_may_do_what_it_could_and_no_more(place: Place, tmp_path: Path):
    replace(place, back_up(place, tmp_path), tmp_path)
    app = place.urls.app
    place.run(AUDIT + "VALUES ('thu', 'sau', 'person', '{}')", app)
    for forbidden in (
        "UPDATE app.audit_entry SET username = 'x'",
        "DELETE FROM app.audit_entry",
        "UPDATE app.fund_entry SET purpose = 'x'",
        "DELETE FROM app.ranking_run",
        "TRUNCATE app.person CASCADE",
        "INSERT INTO app.alembic_version VALUES ('x')",
        "CREATE TABLE app.mine ()",
        "CREATE TABLE public.mine ()",
    ):
        with pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"):
            place.run(forbidden, app)
    with queries.connected(place.admin) as connection:
        assert not connection.scalar(
            sa.text("SELECT has_database_privilege('public', :name, 'CONNECT')"), {"name": place.name}
        )
    place.run("CREATE TABLE app.later (id int)")  # the owner's default privileges came along
    place.run("SELECT * FROM app.later", app)


def test_numbering_goes_on_after_replacing(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path)
    last = "SELECT max(id) FROM app.audit_entry"
    with queries.connected(place.source) as connection:
        before = connection.scalar(sa.text(last))
    replace(place, made, tmp_path)
    place.run(AUDIT + "VALUES ('thu', 'sau', 'person', '{}')", place.urls.app)
    with queries.connected(place.source) as connection:
        assert connection.scalar(sa.text(last)) > before


def test_only_the_latest_replaced_database_stays_aside(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path)
    asides = [replace(place, made, tmp_path, seconds).aside for seconds in (0, 1, 2)]
    assert {name for name in place.databases() if name.startswith(f"{place.name}_before_")} == {asides[-1]}


def test_a_backup_of_a_newer_app_does_not_replace(place: Place, tmp_path: Path):
    place.run("UPDATE app.alembic_version SET version_num = '9999'")
    made = back_up(place, tmp_path)
    with pytest.raises(restoring.FromNewerApp, match="9999"):
        replace(place, made, tmp_path)


def test_a_backup_of_an_empty_database_does_not_replace(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path, source=place.admin.set(database="postgres"))
    with pytest.raises(restoring.DatabaseEmpty):
        replace(place, made, tmp_path)


def test_what_a_killed_restore_left_half_done_is_cleared_away(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path)
    leftover = f"{commands.SCRATCH}{place.name[-8:]}"
    with queries.connected(place.admin) as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(f"CREATE DATABASE {leftover}")
    restoring.verify(made.path, place.admin, PASSPHRASE)
    assert leftover not in place.databases()


def test_the_owner_may_back_up_while_nothing_is_hidden_from_it(place: Place, tmp_path: Path):
    made = back_up(place, tmp_path, source=place.urls.owner)
    restoring.verify(made.path, place.admin, PASSPHRASE)


def test_a_role_that_does_not_see_every_row_makes_no_backup(place: Place, tmp_path: Path):
    place.run("ALTER TABLE app.person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    place.run("CREATE POLICY nobody ON app.person USING (false)")
    for url in (place.urls.owner, place.urls.app):
        with pytest.raises(queries.RowsHidden, match=f"«{url.username}» không đọc được mọi hàng"):
            back_up(place, tmp_path, source=url)
    assert list(tmp_path.iterdir()) == []
    made = back_up(place, tmp_path)
    assert made.manifest.contents.tables["app.person"].rows == 4
    name = f"{place.name}_back"
    restoring.restore_into(made.path, place.admin, name, PASSPHRASE)
    assert "row security app.person forced" in place.contents(name).shape


def test_a_backup_of_any_server_is_proven_on_the_embedded_one(place: Place, tmp_path: Path, run_dir: Path):
    with queries.connected(place.source) as connection:
        own = "SELECT count(*) FROM pg_attribute WHERE attoptions::text LIKE '%pg_attver%'"
        if connection.scalar(sa.text(own)):
            pytest.skip("this server is patched: it stamps every column with an option that no other server knows")
    made = back_up(place, tmp_path, source=place.urls.owner)
    embedded_admin = embedded.ensure_running(run_dir / "server").superuser_dsn()
    assert restoring.verify(made.path, embedded_admin, PASSPHRASE) == made.manifest


def test_a_full_disk_is_seen_before_anything_is_written(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    usage = making.shutil.disk_usage(tmp_path)._replace(free=50 * making.MEGABYTE)
    monkeypatch.setattr(making.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(making.DiskFull, match="chỉ còn 50 MB"):
        back_up(place, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_is_none_is_told(place: Place, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(making.DirectoryUnusable, match="Không ghi được"):
        back_up(place, tmp_path / "file")
