"""What a run that stopped shows: a sentence that acts as nothing else, or a number to quote."""

import pytest
from streamlit.testing.v1 import AppTest

from lib.ui import notices


def stopped() -> None:
    from lib.core.errors import InvalidInput
    from lib.ui.incidents import on_script_error

    on_script_error(InvalidInput("Không có ngành «{name}».", name="![x](http://evil.test/a.png) **đậm**"))


def broken() -> None:
    from lib.ui.incidents import on_script_error

    on_script_error(RuntimeError("secret"))


def test_a_name_in_a_refusal_is_no_markdown():
    shown = AppTest.from_function(stopped).run().error[0].value
    assert shown == notices.escaped("Không có ngành «![x](http://evil.test/a.png) **đậm**».")


@pytest.mark.filterwarnings("ignore")
def test_a_defect_shows_its_number_and_nothing_of_itself(caplog):
    shown = AppTest.from_function(broken).run().error[0].value
    assert "mã sự cố" in shown
    assert "secret" not in shown
    assert "secret" in caplog.text
