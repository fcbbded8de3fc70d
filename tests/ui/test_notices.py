"""What people typed is shown as they typed it, whatever Markdown would make of it."""

import pytest

from lib.ui.notices import escaped

JOINER = "\u2060"


@pytest.mark.parametrize("sign", list("\\`*_[]<>$:#~"))
def test_a_sign_of_markdown_is_only_a_sign(sign: str) -> None:
    assert escaped(f"a{sign}b") == f"a\\{sign}b"


@pytest.mark.parametrize("address", ["http://evil.test/a.png", "HTTPS://evil.test", "www.evil.test", "WWW.evil.test"])
def test_an_address_in_a_name_is_no_link_and_reads_the_same(address: str) -> None:
    shown = escaped(address).replace("\\", "")
    assert "//" not in shown and "www." not in shown.lower()
    assert shown.replace(JOINER, "") == address


def test_a_plain_name_stays_as_it_is() -> None:
    assert escaped("Lò Thị Hương – K60 (Sơn La) & 1/2") == "Lò Thị Hương – K60 (Sơn La) & 1/2"
