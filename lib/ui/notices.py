"""What a callback has to say, kept until the rerun that follows can show it."""

import re
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
    # A bare address becomes a link even when its signs are escaped; a joiner that nobody sees takes it apart.
    return re.sub(r"//|www(?=\.)", lambda found: f"{found[0][0]}\u2060{found[0][1:]}", text, flags=re.IGNORECASE)
