"""Several app processes on one database: one server, stopped by the last."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from lib.core import embedded
from lib.core.embedded import postmaster

ROOT = Path(__file__).parents[3]


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_second_process_finds_the_server_of_the_first(home, app):
    server = embedded.ensure_running(home)
    assert app().server_pid() == postmaster.running(server.data).pid


def test_processes_racing_on_a_new_directory_get_one_server(home, app):
    racers = [app() for _ in range(3)]
    assert len({racer.server_pid() for racer in racers}) == 1


def test_the_server_ends_with_the_last_process_that_uses_it(home, app):
    first, second = app(), app()
    pid = first.server_pid()
    assert second.server_pid() == pid
    first.end()
    assert not gone(pid)
    second.end()
    assert gone(pid)


def test_a_killed_process_leaves_the_server_to_the_others(home, app):
    first, second = app(), app()
    pid = first.server_pid()
    assert second.server_pid() == pid
    first.kill()
    assert not gone(pid)
    second.end()
    assert gone(pid)


def test_a_server_left_over_by_a_killed_process_is_found_again(home, app):
    first = app()
    pid = first.server_pid()
    first.kill()
    second = app()
    assert second.server_pid() == pid
    second.end()
    assert gone(pid)


def test_leaving_stops_the_server_only_when_nobody_else_is_there(home, app):
    server = embedded.ensure_running(home)
    other = app()
    pid = other.server_pid()
    embedded.leave(home)
    assert postmaster.running(server.data).pid == pid
    other.end()
    assert postmaster.running(server.data) is None


def test_an_interrupt_from_the_keyboard_does_not_reach_the_server(home):
    pid = postmaster.running(embedded.ensure_running(home).data).pid
    assert os.getsid(pid) != os.getsid(0)
    assert os.getpgid(pid) != os.getpgrp()


FORKING = """
import os, sys
from pathlib import Path
from lib.core import embedded
from lib.core.embedded import postmaster
home = Path(sys.argv[1])
data = embedded.ensure_running(home).data
idle, in_use, done = os.fork(), *os.pipe()
if idle == 0:
    sys.exit()
os.waitpid(idle, 0)
print("after a child that only ended:", postmaster.running(data) is not None, flush=True)
ready, tell = os.pipe()
user = os.fork()
if user == 0:
    embedded.ensure_running(home)
    os.write(tell, b"x")
    os.close(done)
    os.read(in_use, 1)
    sys.exit()
os.read(ready, 1)
embedded.leave(home)
print("while a child uses it:", postmaster.running(data) is not None, flush=True)
os.close(done)
os.waitpid(user, 0)
print("after that child:", postmaster.running(data) is not None)
"""


def test_a_forked_child_counts_for_itself(home):
    told = subprocess.run([sys.executable, "-c", FORKING, str(home)], cwd=ROOT, capture_output=True, check=True)
    assert told.stdout.decode().splitlines() == [
        "after a child that only ended: True",
        "while a child uses it: True",
        "after that child: False",
    ]


def test_a_process_that_is_told_to_terminate_leaves_a_server_that_the_next_one_stops(home, app):
    first = app()
    pid = first.server_pid()
    first.process.send_signal(signal.SIGTERM)
    first.process.wait(timeout=10)
    second = app()
    assert second.server_pid() == pid
    second.end()
    assert gone(pid)
