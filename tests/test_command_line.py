"""The command line as a person without make uses it."""

import os
import socket
import subprocess
import sys

import pytest
import sqlalchemy as sa

from lib.__main__ import main
from lib.core.config import ROOT
from lib.migrations.provision import Urls


def lib(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "lib", *arguments],
        cwd=ROOT, env=os.environ | environment, capture_output=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="a file name is Unicode there")
def test_a_file_name_that_is_not_unicode_is_told_and_no_stumbling_block(tmp_path):
    name = os.fsdecode(os.fsencode(str(tmp_path)) + b"/h\xff.csv")
    done = lib("rank", name, "--programmes", name)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.decode().count("Không đọc được tệp") == 2


NOWHERE = "postgresql://ai:mat-khau-bi-mat@127.0.0.1:1/ketnoi"
WRONG = {
    "a port in words": ({"PORT": "abc"}, ["run"], "PORT «abc»"),
    "a port beyond all ports": ({"PORT": "99999"}, ["run"], "từ 1 đến 65535"),
    "a host that is not this machine": ({"PORT": "8649", "HOST": "192.0.2.1"}, ["run"], "HOST"),
    "an address that is none": ({"DATABASE_URL": "mat-khau-bi-mat"}, ["migrate"], "postgresql://"),
    "a port of the server in words": ({"DATABASE_URL": "postgresql://a:b@c:d/e"}, ["migrate"], "postgresql://"),
    "another kind of server": ({"DATABASE_URL": "mysql://a:b@c/d"}, ["create-admin", "mai", "Mai"], "postgresql://"),
    "nobody listens": ({"DATABASE_URL": NOWHERE}, ["create-admin", "mai", "Lò Mai"], "Không kết nối được"),
    "nobody listens to the owner": (
        {"DATABASE_URL": NOWHERE, "DATABASE_OWNER_URL": NOWHERE},
        ["migrate"],
        "Không kết nối được",
    ),
    "nobody listens to the administrator": ({}, ["provision", "--admin-url", NOWHERE], "Không kết nối được"),
    "an administrator's address that is none": ({}, ["provision", "--admin-url", "?"], "postgresql://"),
}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "PORT", "HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return lambda variables: [monkeypatch.setenv(name, value) for name, value in variables.items()]


@pytest.mark.parametrize(("variables", "arguments", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_setting_is_one_sentence_without_the_password(environment, capsys, variables, arguments, told):
    environment(variables)
    assert main(arguments) == 1
    out, said = capsys.readouterr()
    assert told in said
    assert said.count("\n") == 1
    assert "mat-khau-bi-mat" not in out + said


def test_running_without_the_server_is_a_sentence_too(environment, capsys):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment({"DATABASE_URL": NOWHERE, "PORT": port})
    assert main(["run"]) == 1
    assert "Không kết nối được" in capsys.readouterr().err


def test_a_port_that_somebody_uses_is_told(environment, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment({"PORT": str(taken.getsockname()[1])})
        assert main(["run"]) == 1
    assert "đang có chương trình khác dùng" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["?", NOWHERE])
def test_the_doctor_names_what_is_wrong_with_the_address(environment, capsys, url):
    environment({"DATABASE_URL": url})
    assert main(["doctor"]) == 1
    assert "✗" in capsys.readouterr().out


def set_revision(urls: Urls, revision: str) -> None:
    engine = sa.create_engine(urls.owner, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE app.alembic_version SET version_num = :revision"), {"revision": revision})


@pytest.mark.database
@pytest.mark.parametrize("command", ["doctor", "migrate", "run"])
def test_a_database_of_a_newer_version_asks_for_newer_software(environment, capsys, committed: Urls, command):
    set_revision(committed, "9999")
    environment({"DATABASE_URL": committed.app.render_as_string(hide_password=False), "PORT": "8648"})
    if command == "migrate":
        environment({"DATABASE_OWNER_URL": committed.owner.render_as_string(hide_password=False)})
    assert main([command]) == 1
    assert "mới hơn phần mềm" in "".join(capsys.readouterr())


@pytest.mark.database
def test_migrating_as_somebody_who_does_not_own_the_schema_is_told(environment, capsys, committed: Urls):
    set_revision(committed, "0001")
    url = committed.app.render_as_string(hide_password=False)
    environment({"DATABASE_URL": url, "DATABASE_OWNER_URL": url})
    assert main(["migrate"]) == 1
    assert "không sở hữu lược đồ" in capsys.readouterr().err
