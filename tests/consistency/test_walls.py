"""Facts about the repository itself: what may use what, how large things are, how text is written."""

import ast
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for path in (ROOT / "lib").rglob("*.py") if "versions" not in path.parts)
SOURCES = MODULES + sorted((ROOT / "pages").glob("*.py")) + [ROOT / "app.py"] + sorted((ROOT / "tests").rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    """Top packages that a module imports, late imports included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def uses(path: Path, package: str) -> bool:
    return any(name == package or name.startswith(package + ".") for name in imported(path))


def is_screen(path: Path) -> bool:
    return (
        path.name in ("page.py", "frame.py", "shell.py")
        or path.stem.endswith("view")
        or path.is_relative_to(ROOT / "lib" / "ui")
    )


def is_gate(path: Path) -> bool:
    """The gate stands before Streamlit, speaks its protocol, and is alone in that."""
    return path.is_relative_to(ROOT / "lib" / "accounts" / "gate")


def holds_sql(path: Path) -> bool:
    return (
        path.stem in ("tables", "queries", "commands", "database")
        or path.is_relative_to(ROOT / "lib" / "migrations")
        or path.is_relative_to(ROOT / "lib" / "audit")
        or path.is_relative_to(ROOT / "lib" / "demo")
    )


@pytest.mark.parametrize("path", [path for path in MODULES if not is_screen(path) and not is_gate(path)], ids=name_of)
def test_only_screens_know_streamlit(path: Path):
    assert not uses(path, "streamlit")


@pytest.mark.parametrize("path", [path for path in MODULES if not is_gate(path)], ids=name_of)
def test_only_the_gate_knows_starlette(path: Path):
    assert not uses(path, "starlette")


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "reader.py"], ids=name_of)
def test_only_the_law_reader_knows_yaml(path: Path):
    assert not uses(path, "yaml")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_configuration_reads_the_environment(path: Path):
    text = path.read_text("utf-8")
    if path.name not in ("config.py", "__main__.py"):
        assert "environ" not in text.replace("environment", "")
        assert "getenv" not in text


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_clock_knows_what_time_it_is(path: Path):
    text = path.read_text("utf-8")
    if path.name != "clock.py":
        assert "date.today(" not in text
        assert "datetime.now(" not in text
        assert "utcnow(" not in text


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_holds_one_thing(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=name_of)
def test_a_page_is_a_door(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 12


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_source_text_is_composed(path: Path):
    text = path.read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("path", [p for p in MODULES if p.stem in ("commands", "rules")], ids=name_of)
def test_commands_never_commit(path: Path):
    assert ".commit(" not in path.read_text("utf-8")


def writes_sql(path: Path) -> bool:
    """True for a call of SQLAlchemy's select, insert, update, delete or text."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, verb = node.func.value, node.func.attr
            library = isinstance(owner, ast.Name) and owner.id in ("sa", "sqlalchemy")
            if library and verb in ("select", "insert", "update", "delete", "text"):
                return True
    return False


@pytest.mark.parametrize("path", [path for path in MODULES if not holds_sql(path)], ids=name_of)
def test_sql_is_written_in_queries_and_commands_only(path: Path):
    assert not writes_sql(path)
