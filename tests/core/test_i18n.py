from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.core import i18n
from lib.core.errors import DomainError, InvalidInput

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Đợt «{name}» đã khoá sổ."
msgstr "Round “{name}” is closed."

msgid "Có {n} hồ sơ"
msgid_plural "Có {n} hồ sơ "
msgstr[0] "{n} file"
msgstr[1] "{n} files"
"""


@pytest.fixture
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An English reader with a catalogue of two sentences, so that the real one may change freely."""
    file = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    file.write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path)
    i18n._catalogue.cache_clear()
    i18n.read_language_from(lambda: "en")
    yield
    i18n.read_language_from(lambda: "vi")
    i18n._catalogue.cache_clear()


def test_vietnamese_is_the_source_text():
    assert i18n._("Đợt «{name}» đã khoá sổ.") == "Đợt «{name}» đã khoá sổ."
    assert i18n.ngettext("Có {n} hồ sơ", "Có {n} hồ sơ ", 5) == "Có {n} hồ sơ"


@pytest.mark.usefixtures("english")
def test_an_english_reader_gets_the_catalogue():
    assert i18n._("Đợt «{name}» đã khoá sổ.") == "Round “{name}” is closed."
    assert [i18n.ngettext("Có {n} hồ sơ", "Có {n} hồ sơ ", n) for n in (1, 5)] == ["{n} file", "{n} files"]


@pytest.mark.usefixtures("english")
def test_a_sentence_missing_from_the_catalogue_stays_vietnamese():
    assert i18n._("Chưa dịch") == "Chưa dịch"


def test_a_refusal_is_translated_when_it_is_shown(request: pytest.FixtureRequest):
    refusal = InvalidInput(i18n.N_("Đợt «{name}» đã khoá sổ."), name="1")
    assert str(refusal) == "Đợt «1» đã khoá sổ."
    request.getfixturevalue("english")
    assert str(refusal) == "Round “1” is closed."


def test_a_refusal_of_a_class_of_its_own_brings_its_sentence():
    class Closed(DomainError):
        message = i18n.N_("Đợt {name} đã khoá sổ ngày {day}.")

    assert str(Closed(name="2", day="20/08/2023")) == "Đợt 2 đã khoá sổ ngày 20/08/2023."
