"""The checks and the whole suite, for make and for `python -m lib check | test` alike."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
STRICT = (
    "lib/core",
    "lib/legal",
    "lib/imports",
    "lib/registry/communes.py",
    "lib/registry/identifiers.py",
    "lib/registry/people/rules.py",
    "lib/registry/facts/rules.py",
    "lib/admissions/scores.py",
    "lib/admissions/eligibility.py",
    "lib/admissions/direct.py",
    "lib/admissions/ranking.py",
    "lib/scholarships/schemes",
    "lib/reports/kpi.py",
    "lib/reports/periods.py",
    "lib/reports/obligations/rules.py",
)
"""Pure packages: typed without exceptions."""

PARALLEL = ("-n", "2", "--dist", "loadgroup")

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy", "--strict", *STRICT),
    ("tests.consistency.walls",),
    ("tests.consistency.catalogue",),
    ("pytest", "-q", "tests/migrations", "tests/consistency"),
)


def check() -> int:
    """Style, types, walls, translations, and migrations that match the tables; stops at the first that fails."""
    return next((code for command in CHECKS if (code := _module(*command))), 0)


def test(more: Sequence[str] = ()) -> int:
    """The suite on the embedded PostgreSQL; what touches the database also on a shared server where one listens."""
    from tests.conftest import shared_server_listens

    if not more and shared_server_listens():
        print("== PostgreSQL dùng chung ở 127.0.0.1:5432", flush=True)
        if code := _module(
            "pytest", "-q", *PARALLEL, "-m", "database", "--server", "shared", "--ignore", "tests/browser"
        ):
            return code
    print("== PostgreSQL nhúng", flush=True)
    return _module("pytest", "-q", *PARALLEL, *more)


def _module(*command: str) -> int:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(check() if sys.argv[1:2] == ["check"] else test(sys.argv[2:]))
