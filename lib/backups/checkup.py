"""What `doctor` says about backups."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lib.backups import rules, schedule
from lib.backups.sealing import passphrase_in
from lib.core import formats
from lib.core.config import Config
from lib.core.errors import DomainError
from lib.core.i18n import _

GRACE = timedelta(hours=3)  # until a backup that is due counts as missing
LEAST_FREE = 1024**3


@dataclass(frozen=True)
class Finding:
    is_fine: bool
    sentence: str


def examine(config: Config, now: datetime) -> Iterator[Finding]:
    """Whether daily backups are set up, encrypted, recent and have room; without BACKUP_DIR only a reminder."""
    if config.backup_dir is None:
        yield Finding(True, _("Chưa đặt BACKUP_DIR: phần mềm không tự sao lưu. Nên đặt trước khi dùng thật."))
        return
    yield _encryption(config)
    yield _newest(config, now)
    if (failure := schedule.last_failure(config)) is not None:
        at, sentence = failure
        told = _("Lần sao lưu tự động lúc {at} không thành: {sentence}")
        yield Finding(False, told.format(at=formats.moment(at), sentence=sentence))
    if config.backup_dir.is_dir() and (free := shutil.disk_usage(config.backup_dir).free) < LEAST_FREE:
        full = _("Đĩa của thư mục sao lưu {path} chỉ còn {free} MB trống. Hãy dọn bớt hoặc chuyển sang đĩa khác.")
        yield Finding(False, full.format(path=config.backup_dir, free=free // 1024**2))


def _encryption(config: Config) -> Finding:
    try:
        passphrase = passphrase_in(config.backup_passphrase_file)
    except DomainError as refusal:
        return Finding(False, str(refusal))
    if passphrase is None:
        return Finding(True, _("Bản sao lưu KHÔNG mã hoá: hãy đặt BACKUP_PASSPHRASE_FILE."))
    return Finding(True, _("Bản sao lưu được mã hoá bằng mật khẩu trong tệp đã đặt."))


def _newest(config: Config, now: datetime) -> Finding:
    newest = schedule.newest_daily(config, now)
    missing = rules.is_due(now - GRACE, config.backup_at, newest)
    if newest is None:
        return Finding(not missing, _("Chưa có bản sao lưu tự động nào trong {path}.").format(path=config.backup_dir))
    told = (
        _("Bản sao lưu tự động mới nhất đã cũ: {at}. Phần mềm có đang chạy không?")
        if missing
        else _("Bản sao lưu tự động mới nhất: {at}.")
    )
    return Finding(not missing, told.format(at=formats.moment(newest)))
