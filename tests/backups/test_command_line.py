"""`python -m lib backup`, `verify-backup`, `restore` as an administrator types them, and a process that is killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
import sqlalchemy as sa

from lib.backups.commands import SCRATCH
from lib.core import database, embedded
from lib.core.config import ROOT
from tests.backups.conftest import AUDIT, PASSPHRASE, Place

pytestmark = pytest.mark.database


def environment(more: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return kept | more


def lib(more: dict[str, str], *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lib", *arguments],
        cwd=ROOT, env=environment(more), input=typed, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def shared(place: Place, tmp_path: Path, passphrase_file: Path) -> dict[str, str]:
    return place.environment() | {
        "BACKUP_DIR": str(tmp_path / "kept"),
        "BACKUP_PASSPHRASE_FILE": str(passphrase_file),
        "DATA_DIR": str(tmp_path / "data"),
    }


def only_backup(more: dict[str, str]) -> Path:
    (found,) = Path(more["BACKUP_DIR"]).iterdir()
    return found


def test_backup_proof_and_restore_by_hand(shared: dict[str, str], place: Place):
    done = lib(shared, "backup")
    assert (done.returncode, done.stderr) == (0, "")
    path = only_backup(shared)
    assert str(path) in done.stdout
    assert "KHÔNG mã hoá" not in done.stdout
    proven = lib(shared, "verify-backup", str(path))
    assert "Bản sao lưu tốt" in proven.stdout
    wrong = lib(shared | {"BACKUP_PASSPHRASE_FILE": ""}, "verify-backup", str(path))
    assert wrong.returncode == 1
    assert "được mã hoá" in wrong.stderr
    restored = lib(shared, "restore", str(path), "--into", f"{place.name}_xem")
    assert restored.returncode == 0
    assert place.contents(f"{place.name}_xem") == place.contents()
    again = lib(shared, "restore", str(path), "--into", f"{place.name}_xem")
    assert again.returncode == 1
    assert "Đã có cơ sở dữ liệu tên" in again.stderr
    assert PASSPHRASE not in done.stdout + proven.stdout + restored.stdout


def test_replacing_wants_the_name_typed(shared: dict[str, str], place: Place):
    assert lib(shared, "backup").returncode == 0
    path = only_backup(shared)
    before = place.contents()
    place.run("DELETE FROM app.employment")
    for typed in ("", "y\n", "ketnoi\n"):
        refused = lib(shared, "restore", str(path), "--replace", typed=typed)
        assert refused.returncode == 1
        assert "không có gì thay đổi" in refused.stderr
    assert place.contents() != before
    done = lib(shared, "restore", str(path), "--replace", typed=f"{place.name}\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "-safety-" in done.stdout
    assert place.contents() == before


def test_no_place_is_told(place: Place):
    done = lib(place.environment(), "backup")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "BACKUP_DIR" in done.stderr


def kill_when(more: dict[str, str], reached: Callable[[], bool], *arguments: str) -> None:
    """Start a command and kill -9 it as soon as it has come so far."""
    process = subprocess.Popen([sys.executable, "-m", "lib", *arguments], cwd=ROOT, env=environment(more))
    deadline = time.monotonic() + 60
    while not reached():
        assert process.poll() is None, "it finished before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.kill()
    process.wait()


def test_killed_in_the_middle_no_half_file_has_the_final_name(shared: dict[str, str], place: Place):
    place.run(
        AUDIT
        + """SELECT 'thu', 'x', 'y', to_jsonb(sha512(g::text::bytea)::text || sha512((-g)::text::bytea)::text)
        FROM generate_series(1, 120000) AS g"""
    )
    kept = Path(shared["BACKUP_DIR"])
    for least in (0, 1, 2 * 1024**2, 6 * 1024**2):
        for draft in kept.glob(".*.part"):
            draft.unlink()
        kill_when(shared, lambda: any(d.stat().st_size >= least for d in kept.glob(".*.part")), "backup")  # noqa: B023  called at once
        assert [path.suffix for path in kept.iterdir()] == [".part"]
    again = lib(shared, "backup")
    assert (again.returncode, again.stderr) == (0, "")
    assert lib(shared, "verify-backup", str(only_backup(shared))).returncode == 0


def test_killed_while_replacing_the_data_in_use_stay_as_they_were(shared: dict[str, str], place: Place):
    place.run(AUDIT + "SELECT 'thu', 'x', 'y', to_jsonb(g) FROM generate_series(1, 30000) AS g")
    assert lib(shared, "backup").returncode == 0
    path = only_backup(shared)
    place.run("DELETE FROM app.employment")
    before, databases = place.contents(), place.databases()
    replace = ("restore", str(path), "--replace", "--yes", place.name)
    kill_when(shared, lambda: any(name.startswith(SCRATCH) for name in place.databases()), *replace)
    assert place.contents() == before
    assert lib(shared, *replace).returncode == 0
    assert place.contents() != before
    assert {name for name in place.databases() - databases if "_before_" not in name} == set()


def test_no_secret_stands_on_a_command_line(shared: dict[str, str], place: Place):
    place.run(
        AUDIT + "SELECT 'thu', 'x', 'y', to_jsonb(sha512(g::text::bytea)::text) FROM generate_series(1, 60000) AS g"
    )
    secrets = [str(place.urls.owner.password), str(place.admin.password), PASSPHRASE]
    process = subprocess.Popen([sys.executable, "-m", "lib", "backup"], cwd=ROOT, env=environment(shared))
    seen: set[str] = set()
    while process.poll() is None:
        try:
            family = psutil.Process(process.pid).children(recursive=True)
            seen |= {" ".join(one.cmdline()) for one in family}
        except psutil.Error:
            continue
    assert any("pg_dump" in line for line in seen)
    assert not [line for line in seen for secret in secrets if secret in line and secret != "None"]


@pytest.fixture
def own(run_dir: Path) -> Iterator[Path]:
    """A data directory with an embedded server of its own."""
    made = run_dir / f"own-{uuid4().hex[:8]}"
    made.mkdir(mode=0o711)
    yield made
    for server in made.glob("*/postgres-18.password"):
        embedded.stop(server.parent)


def test_the_embedded_database_moves_to_another_machine(own: Path, tmp_path: Path):
    """Backed up from one data directory, put back into another that has never been used."""
    first, second = {"DATA_DIR": str(own / "a")}, {"DATA_DIR": str(own / "b")}
    made = lib(first | {"KETNOI_DEMO": "1"}, "demo", "--no-serve")
    assert made.returncode == 0, made.stderr
    done = lib(first, "backup", "--to", str(tmp_path))
    assert "KHÔNG mã hoá" in done.stdout
    (path,) = tmp_path.glob("ketnoi-manual-*.backup")
    moved = lib(second, "restore", str(path), "--replace", "--yes", "ketnoi")
    assert (moved.returncode, moved.stderr) == (0, "")
    server = embedded.ensure_running(own / "b")
    password = (own / "b" / "roles.json").read_text("ascii").split('"app": "')[1].split('"')[0]
    engine = database.engine_for(server.dsn("ketnoi_app", "ketnoi", password))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM app.person")) > 5_000
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            connection.execute(sa.text("UPDATE app.audit_entry SET username = 'x'"))
    engine.dispose()
    embedded.leave(own / "b")


def test_the_embedded_database_moves_to_a_shared_server(
    own: Path, tmp_path: Path, shared: dict[str, str], place: Place, request: pytest.FixtureRequest
):
    if request.config.getoption("--server") != "shared":
        pytest.skip("only with --server shared")
    embedded_ = {"DATA_DIR": str(own / "a")}
    assert lib(embedded_, "migrate").returncode == 0
    assert lib(embedded_, "backup", "--to", str(tmp_path)).returncode == 0
    (path,) = tmp_path.glob("ketnoi-manual-*.backup")
    moved = lib(shared, "restore", str(path), "--replace", "--yes", place.name)
    assert (moved.returncode, moved.stderr) == (0, "")
    assert place.contents().tables["app.person"].rows == 0
