"""What is wrong with the embedded database, in plain words, without changing anything."""

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from lib.core.embedded import postmaster
from lib.core.embedded.account import account_for
from lib.core.embedded.binaries import MAJOR, binary
from lib.core.embedded.cluster import Cluster
from lib.core.errors import DomainError
from lib.core.i18n import _

GIGABYTE = 1024**3
LEAST_FREE = 1 * GIGABYTE

Level = Literal["ok", "warning", "problem"]


@dataclass(frozen=True)
class Finding:
    level: Level
    sentence: str


def free_space_problem(data_dir: Path) -> str | None:
    """A sentence when less than 1 GB is free: a server whose disk is full stops and cannot start again."""
    place = Cluster(data_dir.resolve()).data
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free >= LEAST_FREE:
        return None
    return _(
        "Đĩa chứa cơ sở dữ liệu ({path}) chỉ còn {free} MB trống, cần ít nhất {least} MB. "
        "Hãy dọn bớt tệp trên đĩa này trước khi nhập thêm dữ liệu."
    ).format(path=place, free=free // 1024**2, least=LEAST_FREE // 1024**2)


def diagnose(data_dir: Path) -> list[Finding]:
    """Findings in the order in which to mend them; the first problem explains the ones after it."""
    cluster = Cluster(data_dir.resolve())
    findings = [_programs()]
    full = free_space_problem(data_dir)
    if full:
        findings.append(Finding("problem", full))
    if not cluster.exists():
        new = _("Chưa có cơ sở dữ liệu ở {path}; nó sẽ được tạo khi chạy ứng dụng lần đầu.")
        return [*findings, Finding("ok", new.format(path=cluster.place))]
    return [*findings, *_directory(cluster), *_password(cluster), _process(cluster)]


def _programs() -> Finding:
    try:
        return Finding("ok", _("PostgreSQL {major} đi kèm ở {path}.").format(major=MAJOR, path=binary("postgres")))
    except DomainError as error:
        return Finding("problem", str(error))


def _directory(cluster: Cluster) -> list[Finding]:
    findings = []
    if cluster.place.is_symlink():
        moved = _("Dữ liệu thật nằm ở {real}; {place} chỉ là liên kết. Khi sao chép hay chuyển máy, nhớ lấy cả hai.")
        findings.append(Finding("warning", moved.format(real=cluster.data, place=cluster.place)))
    try:
        account_for(cluster.data)
    except DomainError as error:
        findings.append(Finding("problem", str(error)))
    found = (cluster.data / "PG_VERSION").read_text("ascii").strip()
    if found != str(MAJOR):
        wrong = _("Dữ liệu ở {path} thuộc PostgreSQL {found}, còn ứng dụng dùng PostgreSQL {major}.")
        findings.append(Finding("problem", wrong.format(path=cluster.place, found=found, major=MAJOR)))
    return findings


def _password(cluster: Cluster) -> list[Finding]:
    try:
        cluster.password()
    except DomainError as error:
        return [Finding("problem", str(error))]
    mode = stat.S_IMODE(cluster.password_file.stat().st_mode)
    if os.name != "nt" and mode & 0o077:
        open_to_others = _("Tài khoản khác đọc được tệp mật khẩu {path}. Hãy chạy: chmod 600 {path}")
        return [Finding("warning", open_to_others.format(path=cluster.password_file))]
    return []


def _process(cluster: Cluster) -> Finding:
    note = postmaster.note_in(cluster.data)
    if note is None:
        return Finding("ok", _("Cơ sở dữ liệu đang dừng; nó tự chạy khi mở ứng dụng."))
    if postmaster.running(cluster.data) is None:
        stale = _(
            "Cơ sở dữ liệu đã dừng đột ngột (tiến trình cũ {pid} {fate}). "
            "Không cần làm gì: lần chạy tới ứng dụng tự khôi phục."
        )
        fate = _("nay là chương trình khác hoặc đã chết") if psutil.pid_exists(note.pid) else _("không còn")
        return Finding("warning", stale.format(pid=note.pid, fate=fate))
    if cluster.password_file.exists() and postmaster.answers(cluster.data, cluster.password()):
        return Finding("ok", _("Cơ sở dữ liệu đang chạy (tiến trình {pid}) và trả lời tốt.").format(pid=note.pid))
    silent = _("Cơ sở dữ liệu đang chạy (tiến trình {pid}) nhưng chưa trả lời. Hãy đợi vài phút rồi xem {log}.")
    return Finding("problem", silent.format(pid=note.pid, log=cluster.data / "log"))
