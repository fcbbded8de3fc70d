"""Dead, undead and mistaken processes: the database comes back, and no stranger is harmed."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import psutil
import pytest

from lib.core import embedded
from lib.core.embedded import postmaster, supervisor
from lib.core.embedded.account import account_for
from lib.core.embedded.binaries import binary_for
from lib.core.embedded.cluster import SOCKET_NAME, Cluster


def killed(server: embedded.Server) -> int:
    """Kill the server as the kernel does when memory runs out; its pid file stays behind."""
    pid = postmaster.running(server.data).pid
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while postmaster.running(server.data):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return pid


def claim(server: embedded.Server, pid: int) -> None:
    """Make the stale pid file and the stale lock of the socket name another process."""
    for note in (server.data / "postmaster.pid", Path(server.host) / f"{SOCKET_NAME}.lock"):
        _dead, *rest = note.read_text().splitlines()
        note.write_text("\n".join([str(pid), *rest]) + "\n")


def test_a_killed_server_recovers_every_saved_row(home, ask):
    server = embedded.ensure_running(home)
    ask(server, "CREATE TABLE saved AS SELECT generate_series(1, 5000) AS n")
    dead = killed(server)
    again = embedded.ensure_running(home)
    assert postmaster.running(again.data).pid != dead
    assert ask(again, "SELECT count(*) FROM saved") == [(5000,)]


def test_a_stale_pid_file_of_a_dead_process_is_no_obstacle(home, ask):
    server = embedded.ensure_running(home)
    killed(server)
    claim(server, postmaster.NO_PROCESS - 1)
    assert postmaster.running(server.data) is None
    assert ask(embedded.ensure_running(home), "SELECT 1") == [(1,)]


def test_a_stranger_who_got_the_number_of_the_dead_server_survives(home, ask, stranger):
    server = embedded.ensure_running(home)
    killed(server)
    claim(server, stranger.pid)
    assert postmaster.running(server.data) is None
    assert ask(embedded.ensure_running(home), "SELECT 1") == [(1,)]
    assert stranger.status() == psutil.STATUS_SLEEPING


def test_stopping_never_signals_a_stranger(home, stranger):
    server = embedded.ensure_running(home)
    killed(server)
    claim(server, stranger.pid)
    embedded.stop(home)
    assert stranger.status() == psutil.STATUS_SLEEPING


def test_a_server_of_another_directory_is_not_taken_for_ours(home, ask):
    ours, other_home = embedded.ensure_running(home), home.with_name("other")
    other = embedded.ensure_running(other_home)
    try:
        killed(ours)
        other_pid = postmaster.running(other.data).pid
        claim(ours, other_pid)
        again = embedded.ensure_running(home)
        assert ask(again, "SHOW data_directory") == [(str(ours.data),)]
        assert postmaster.running(other.data).pid == other_pid
    finally:
        embedded.stop(other_home)


def test_a_zombie_server_counts_as_dead(home, ask):
    """Its parent, this test, does not wait for it."""
    server = embedded.ensure_running(home)
    account = account_for(server.data)
    with supervisor._turn(Cluster(home)):
        postmaster.stop(server.data, account)
        child = subprocess.Popen(
            [binary_for(account, "postgres"), "-D", server.data],
            user=account.uid,
            group=account.gid,
            stderr=subprocess.DEVNULL,
        )
    try:
        while postmaster.running(server.data) is None:
            time.sleep(0.01)
        assert postmaster.wait_until_answers(server.data, server.superuser_password)
        os.kill(child.pid, signal.SIGKILL)
        process = psutil.Process(child.pid)
        while process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        assert ask(embedded.ensure_running(home), "SELECT 1") == [(1,)]
        assert process.status() == psutil.STATUS_ZOMBIE
    finally:
        child.kill()
        child.wait()


def test_the_children_of_a_killed_server_are_waited_for_and_not_overrun(home, ask, stranger):
    """A session that has not noticed yet still holds the old server's memory; two servers would ruin the data."""
    server = embedded.ensure_running(home)
    [session] = [child for child in psutil.Process(postmaster.running(server.data).pid).children()
                 if "walwriter" in " ".join(child.cmdline())]  # fmt: skip
    session.suspend()
    killed(server)
    claim(server, stranger.pid)
    wake = threading.Timer(1.5, session.resume)
    wake.start()
    began = time.monotonic()
    try:
        assert ask(embedded.ensure_running(home), "SELECT 1") == [(1,)]
    finally:
        wake.join()
    assert time.monotonic() - began >= 1.4


def test_a_recovery_slower_than_the_start_command_is_waited_for(home, ask, monkeypatch):
    server = embedded.ensure_running(home)
    ask(server, "CREATE TABLE saved AS SELECT 7 AS n")
    embedded.stop(home)
    (server.data / "local.conf").write_text("restore_command = 'sleep 0.5; false'\nhot_standby = off\n")
    (server.data / "recovery.signal").write_text("")
    for name in ("local.conf", "recovery.signal"):
        account_for(server.data).takes_over(server.data / name)
    monkeypatch.setattr(postmaster, "START_PATIENCE", 1)
    assert ask(embedded.ensure_running(home), "SELECT n, pg_is_in_recovery() FROM saved") == [(7, False)]


def test_a_server_that_cannot_start_says_why_at_once(home):
    server = embedded.ensure_running(home)
    embedded.stop(home)
    (server.data / "local.conf").write_text("shared_buffers = 'nhiều'\n")
    account_for(server.data).takes_over(server.data / "local.conf")
    with pytest.raises(postmaster.ServerDidNotStart, match=r"configuration file .*local\.conf"):
        embedded.ensure_running(home)


def test_a_wrong_password_on_record_is_told_at_once(home):
    embedded.ensure_running(home)
    (home / "postgres-18.password").write_text("khong-phai")
    with pytest.raises(postmaster.ServerDoesNotAnswer, match="password authentication failed"):
        embedded.ensure_running(home)
