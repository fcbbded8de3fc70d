"""The frame that every page shares: title with its purpose, empty states, tabs bound to the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Tab:
    """One view of a wing: shown only if `allowed`, run only while it is open."""

    label: str
    show: Callable[[], None]
    allowed: bool = True


def header(title: str, purpose: str) -> None:
    st.title(title)
    st.caption(purpose)


def tabs(items: Sequence[Tab], *, key: str) -> None:
    """Lay out the allowed tabs; the open one is in the address, so it can be linked to and survives a reload."""
    allowed = [item for item in items if item.allowed]
    panels = st.tabs([item.label for item in allowed], key=key, on_change="rerun", bind="query-params")
    for item, panel in zip(allowed, panels, strict=True):
        if panel.open:
            with panel:
                item.show()


def empty_state(title: str, first_step: str) -> None:
    """Say that there is nothing yet and what to do first."""
    with st.container(border=True):
        st.markdown(f"**{title}**")
        st.caption(first_step)
