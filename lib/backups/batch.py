"""`python -m lib backup`, `restore` and `verify-backup`: what an administrator types and what is answered."""

import argparse
import sys
from pathlib import Path

from lib.backups import making, restoring, servers
from lib.backups.manifest import Manifest
from lib.backups.rules import Purpose
from lib.backups.sealing import passphrase_in
from lib.core import clock, formats
from lib.core.config import Config
from lib.core.errors import DomainError, InvalidInput
from lib.core.i18n import N_, _


class NoPlace(InvalidInput):
    message = N_("Chưa biết ghi bản sao lưu vào đâu. Hãy đặt BACKUP_DIR hoặc chạy: python -m lib backup --to THƯ_MỤC")


class NotConfirmed(DomainError):
    message = N_("Tên gõ vào không phải «{name}», nên không có gì thay đổi.")


def backup(config: Config, args: argparse.Namespace) -> int:
    directory = args.to.absolute() if args.to else config.backup_dir
    if directory is None:
        raise NoPlace()
    passphrase = passphrase_in(config.backup_passphrase_file)
    made = making.back_up(servers.source(config), directory, Purpose.MANUAL, clock.now(), passphrase)
    print(_("Đã sao lưu vào {path}: {contents}.").format(path=made.path, contents=_told(made.manifest)))
    if passphrase is None:
        print(
            _(
                "Lưu ý: tệp này KHÔNG mã hoá. Ai có tệp đều đọc được dữ liệu cá nhân; "
                "hãy đặt BACKUP_PASSPHRASE_FILE để mã hoá."
            )
        )
    return 0


def verify(config: Config, args: argparse.Namespace) -> int:
    """Prove a backup without touching the data in use."""
    passphrase = passphrase_in(config.backup_passphrase_file)
    _check_space(config, args.file, passphrase)
    found = restoring.verify(args.file, servers.prover(config), passphrase)
    print(
        _(
            "Bản sao lưu tốt: đã phục hồi thử và so từng hàng, từng quyền, khớp hoàn toàn với lúc sao lưu. {contents}."
        ).format(contents=_told(found))
    )
    return 0


def restore(config: Config, args: argparse.Namespace) -> int:
    """Into a new database unless --replace was asked for and confirmed."""
    passphrase = passphrase_in(config.backup_passphrase_file)
    _check_space(config, args.file, passphrase)
    if args.replace:
        return _replace(config, args, passphrase)
    now = clock.now()
    name = args.into or f"{servers.database_name(config)}_restored_{now:%Y%m%d_%H%M%S}"
    found = restoring.restore_into(args.file, servers.administrator(config), name, passphrase)
    print(
        _(
            "Đã phục hồi vào cơ sở dữ liệu mới «{name}», khớp hoàn toàn với lúc sao lưu: {contents}. "
            "Dữ liệu đang dùng không thay đổi; muốn thay hẳn, chạy lại với --replace."
        ).format(name=name, contents=_told(found))
    )
    return 0


def _replace(config: Config, args: argparse.Namespace, passphrase: str | None) -> int:
    current = servers.database_name(config)
    _confirm(current, args.yes)
    done = restoring.replace(
        args.file,
        servers.administrator(config),
        servers.source(config),
        config.backup_dir or config.data_dir / "backups",
        clock.now(),
        passphrase,
    )
    print(
        _(
            "Đã thay dữ liệu của «{name}» bằng bản sao lưu: {contents}. Dữ liệu trước đó còn trong tệp {safety} "
            "và trong cơ sở dữ liệu «{aside}» (giữ đến lần phục hồi sau). Hãy khởi động lại phần mềm."
        ).format(name=current, contents=_told(done.manifest), safety=done.safety, aside=done.aside)
    )
    return 0


def _confirm(name: str, typed: str | None) -> None:
    if typed is None:
        print(
            _("Việc này THAY TOÀN BỘ dữ liệu đang dùng. Gõ tên cơ sở dữ liệu «{name}» để xác nhận:").format(name=name),
            flush=True,
        )
        typed = sys.stdin.readline().strip()
    if typed != name:
        raise NotConfirmed(name=name)


def _check_space(config: Config, file: Path, passphrase: str | None) -> None:
    """Only where the server's disk is this machine's."""
    if not config.database_url or not config.admin_url:
        place = config.data_dir
        while not place.exists():
            place = place.parent
        making.check_space(place, restoring.inspect(file, passphrase).database_bytes)


def _told(manifest: Manifest) -> str:
    return _("{tables} bảng, {rows} dòng, dữ liệu lúc {at}, lược đồ {revision}").format(
        tables=len(manifest.contents.tables),
        rows=formats.number(manifest.contents.rows),
        at=formats.moment(manifest.made_at),
        revision=manifest.revision or "–",
    )
