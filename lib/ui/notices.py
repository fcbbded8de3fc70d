"""What a callback has to say, kept until the rerun that follows can show it."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

WAITING = "ui.notices"


@dataclass(frozen=True)
class Notice:
    kind: Literal["done", "refused"]
    text: str


def done(text: str) -> None:
    _keep(Notice("done", text))


def refused(text: str) -> None:
    _keep(Notice("refused", text))


def _keep(notice: Notice) -> None:
    st.session_state[WAITING] = [*st.session_state.get(WAITING, []), notice]


def show() -> None:
    """Show what is waiting: a toast for what went well, a box that stays for what was refused."""
    for notice in st.session_state.pop(WAITING, []):
        if notice.kind == "done":
            st.toast(escaped(notice.text), icon=":material/check_circle:")
        else:
            st.error(escaped(notice.text), icon=":material/error:")


def escaped(text: str) -> str:
    """Text that people typed must not act as Markdown: names may hold *, [ or :."""
    for sign in "\\`*_[]<>$:#~":
        text = text.replace(sign, "\\" + sign)
    return text
