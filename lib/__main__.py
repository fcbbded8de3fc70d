"""The command line: `python -m lib …` runs the app and does what an administrator needs, without make."""

import argparse
import errno
import getpass
import io
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from lib.core import config as configuration
from lib.core.config import ROOT, Config
from lib.core.errors import DomainError
from lib.core.i18n import N_, _


def run(config: Config, args: argparse.Namespace) -> int:
    """Serve the app with uvicorn, which sends small answers without delay (`streamlit run` does not)."""
    import uvicorn

    _check_port_is_free(config)
    from lib import startup

    startup.start(config, offer_setup=False)  # what is wrong is a sentence here, inside uvicorn a stack of lines
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    print(f"\n  Kết nối: {config.public_url}\n", flush=True)
    uvicorn.run(
        "app:app", host=config.host, port=config.port, log_level="warning", access_log=False, server_header=False
    )
    return 0


class PortTaken(DomainError):
    message = N_("Cổng {port} đang có chương trình khác dùng. Hãy tắt chương trình đó hoặc chọn cổng khác: PORT=8502.")


class PortUnusable(DomainError):
    message = N_("Không mở được {host}:{port} ({reason}). Hãy sửa HOST hoặc chọn cổng khác: PORT=8502.")


def _check_port_is_free(config: Config) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise PortTaken(port=config.port) from None
            raise PortUnusable(host=config.host, port=config.port, reason=problem.strerror) from None


def demo(config: Config, args: argparse.Namespace) -> int:
    """Fill a data directory of its own with demo data, show the accounts, and serve it."""
    os.environ.setdefault("DATA_DIR", str(ROOT / "data-demo"))
    os.environ["KETNOI_DEMO"] = "1"
    config = configuration.read()
    from lib import startup
    from lib.demo.load import AlreadyLoaded, load

    startup.start(config, offer_setup=False)
    from lib.core.database import transaction

    try:
        with transaction() as session:
            summary = load(session)
    except AlreadyLoaded:
        print(_("Dữ liệu minh hoạ đã có trong {place}.").format(place=config.data_dir))
        _print_accounts(startup.demo_accounts(config))
    else:
        startup.keep_demo_accounts(config, summary.accounts)
        _print_accounts(summary.accounts)
    return 0 if args.no_serve else run(config, args)


def _print_accounts(accounts: Sequence[tuple[str, str, str]]) -> None:
    print(_("Tài khoản minh hoạ (tên đăng nhập, mật khẩu, vai trò):"))
    for username, password, role in accounts:
        print(f"  {username:14} {password:20} {role}")


def migrate(config: Config, args: argparse.Namespace) -> int:
    from lib import startup
    from lib.migrations.upgrade import upgrade

    found = startup.locate(config)
    if found.owner is None:
        raise startup.OwnerUrlMissing()
    print(_("Đã nâng cấp cơ sở dữ liệu.") if upgrade(found.owner) else _("Cơ sở dữ liệu đã ở phiên bản mới nhất."))
    return 0


def create_admin(config: Config, args: argparse.Namespace) -> int:
    """Add an administrator, for instance when nobody remembers a password; asks for it, never echoes it."""
    from lib import startup
    from lib.accounts.commands import create_account
    from lib.core.database import transaction

    startup.start(config, offer_setup=False)
    if sys.stdin.isatty():
        password = getpass.getpass(_("Mật khẩu (ít nhất 12 ký tự): "))
    else:
        password = sys.stdin.readline().rstrip("\n")
    with transaction() as session:
        create_account(
            session, None, username=args.username, full_name=args.full_name, password=password, roles=["admin"]
        )
    print(_("Đã tạo tài khoản quản trị «{username}».").format(username=args.username))
    return 0


def provision(config: Config, args: argparse.Namespace) -> int:
    """Make the two roles and the database on a shared server, and print the addresses to put into the environment."""
    from lib.migrations.provision import provision as make
    from lib.migrations.upgrade import upgrade

    urls = make(
        args.admin_url,
        args.database,
        owner_password=secrets.token_urlsafe(24),
        app_password=secrets.token_urlsafe(24),
    )
    upgrade(urls.owner)
    for name, url in (("DATABASE_URL", urls.app), ("DATABASE_OWNER_URL", urls.owner)):
        print(f"{name}={url.set(drivername='postgresql').render_as_string(hide_password=False)}")
    again = _("Hai vai trò có mật khẩu mới. Nếu máy chủ này đang dùng cho phần mềm, hãy thay cả hai địa chỉ ở nơi đó.")
    print(again, file=sys.stderr)
    return 0


def doctor(config: Config, args: argparse.Namespace) -> int:
    from lib import doctor as examination

    findings = examination.examine(config)
    for finding in findings:
        print(f"{'✓' if finding.is_fine else '✗'} {finding.text}")
    return 0 if all(finding.is_fine for finding in findings) else 1


def backup(config: Config, args: argparse.Namespace) -> int:
    """`backup`, `restore` and `verify-backup`; an embedded server and its roles are there first."""
    from lib import startup
    from lib.backups import batch

    if not config.database_url:
        startup.locate(config)
    work = {"backup": batch.backup, "restore": batch.restore, "verify-backup": batch.verify}[args.command]
    return work(config, args)


def develop(config: Config, args: argparse.Namespace) -> int:
    """`test` and `check`, for people without make; needs requirements-dev.txt."""
    return subprocess.run([sys.executable, "-m", "tests.run", args.command], cwd=ROOT, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib", description=_("Kết nối: chạy và quản trị phần mềm."))
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, work: Callable[[Config, argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help)
        command.set_defaults(work=work)
        return command

    add("run", run, _("chạy phần mềm"))
    add("demo", demo, _("chạy với dữ liệu minh hoạ")).add_argument("--no-serve", action="store_true")
    add("migrate", migrate, _("nâng cấp cơ sở dữ liệu"))
    admin = add("create-admin", create_admin, _("tạo tài khoản quản trị"))
    admin.add_argument("username")
    admin.add_argument("full_name")
    shared = add("provision", provision, _("chuẩn bị máy chủ PostgreSQL dùng chung"))
    shared.add_argument("--admin-url", required=True)
    shared.add_argument("--database", default="ketnoi")
    add("backup", backup, _("sao lưu toàn bộ dữ liệu vào một tệp")).add_argument("--to", type=Path)
    back = add("restore", backup, _("phục hồi một bản sao lưu, mặc định vào cơ sở dữ liệu mới"))
    back.add_argument("file", type=Path)
    where = back.add_mutually_exclusive_group()
    where.add_argument("--into", help=_("tên cơ sở dữ liệu mới"))
    where.add_argument("--replace", action="store_true", help=_("thay dữ liệu đang dùng"))
    back.add_argument("--yes", metavar="NAME", help=_("tên cơ sở dữ liệu bị thay, để không phải gõ"))
    add("verify-backup", backup, _("phục hồi thử một bản sao lưu rồi so từng hàng")).add_argument("file", type=Path)
    add("doctor", doctor, _("kiểm tra cấu hình và cơ sở dữ liệu"))
    add("test", develop, _("chạy toàn bộ kiểm thử (cần requirements-dev.txt)"))
    add("check", develop, _("kiểm tra mã nguồn (cần requirements-dev.txt)"))
    commands.add_parser("entitlements", help=_("tính chế độ từ tệp CSV, không cần cơ sở dữ liệu"))
    commands.add_parser("rank", help=_("xếp hạng tuyển sinh từ tệp CSV, không cần cơ sở dữ liệu"))
    return parser


def main(argv: Sequence[str]) -> int:
    """Run one command; 0 done, 1 refused with a sentence, 2 wrong usage or bad input files."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A Windows console would stumble over Vietnamese, a strict stream over a file name that is not UTF-8.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if argv[:1] == ["entitlements"]:
        from lib.scholarships import batch as entitlements

        return entitlements.main(list(argv[1:]))
    if argv[:1] == ["rank"]:
        from lib.admissions import batch as rank

        return rank.main(list(argv[1:]))
    args = _parser().parse_args(argv)
    try:
        return int(args.work(configuration.read(), args))
    except DomainError as refusal:
        print(str(refusal), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
