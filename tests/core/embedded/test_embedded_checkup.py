"""What the check-up says in each state of the database."""

import os
import signal
import stat

import pytest

from lib.core import embedded
from lib.core.embedded import checkup, postmaster


def levels(findings):
    return [finding.level for finding in findings]


def test_before_the_first_run_nothing_is_wrong_and_nothing_is_made(home):
    findings = embedded.diagnose(home)
    assert levels(findings) == ["ok", "ok"] and "lần đầu" in findings[-1].sentence
    assert not home.exists()


def test_a_running_database_is_well_and_a_stopped_one_too(home):
    embedded.ensure_running(home)
    assert "trả lời tốt" in embedded.diagnose(home)[-1].sentence
    embedded.stop(home)
    findings = embedded.diagnose(home)
    assert set(levels(findings)) == {"ok"} and "đang dừng" in findings[-1].sentence


def test_a_killed_database_is_reported_with_its_process_and_no_alarm(home):
    server = embedded.ensure_running(home)
    pid = postmaster.running(server.data).pid
    os.kill(pid, signal.SIGKILL)
    while postmaster.running(server.data):
        pass
    last = embedded.diagnose(home)[-1]
    assert last.level == "warning" and str(pid) in last.sentence and "tự khôi phục" in last.sentence


def test_a_stuck_database_is_a_problem(home, monkeypatch):
    server = embedded.ensure_running(home)
    (home / "postgres-18.password").write_text("khong-phai")
    last = embedded.diagnose(home)[-1]
    assert last.level == "problem" and str(server.data / "log") in last.sentence


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_readable_password_file_is_pointed_out_with_its_cure(home):
    embedded.ensure_running(home)
    (home / "postgres-18.password").chmod(0o644)
    [warning] = [finding for finding in embedded.diagnose(home) if finding.level == "warning"]
    assert "chmod 600" in warning.sentence
    assert stat.S_IMODE((home / "postgres-18.password").stat().st_mode) == 0o644


def test_data_of_another_version_and_a_lost_password_are_problems(home):
    server = embedded.ensure_running(home)
    embedded.stop(home)
    (server.data / "PG_VERSION").write_text("17\n")
    (home / "postgres-18.password").unlink()
    problems = [finding.sentence for finding in embedded.diagnose(home) if finding.level == "problem"]
    assert "PostgreSQL 17" in problems[0] and "mật khẩu" in problems[1]


def test_an_almost_full_disk_is_told_with_what_is_left(home, monkeypatch):
    assert embedded.free_space_problem(home) is None
    monkeypatch.setattr(checkup, "LEAST_FREE", 2**60)
    assert "MB trống" in (embedded.free_space_problem(home) or "")
    assert "problem" in levels(embedded.diagnose(home))
