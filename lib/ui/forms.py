"""Forms that cannot be saved twice and keep what was typed until it is saved."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

_PLAIN = (str, int, float, date, type(None))
"""What a field may hold that can be given back to it; a table's changes cannot."""


def action_key(form: str) -> str:
    """The key of the form as it now stands; it changes when `renew` says that it was saved.

    Asked for after the fields are drawn: what they hold before anybody typed is kept for `renew`.
    """
    name = f"{form}.action_key"
    if name not in st.session_state:
        st.session_state[name] = secrets.token_urlsafe(16)
        fields = {key: value for key, value in st.session_state.items() if _belongs(str(key), form)}
        st.session_state[f"{form}.blank"] = {key: value for key, value in fields.items() if isinstance(value, _PLAIN)}
    return str(st.session_state[name])


def save_button(
    label: str, form: str, save: Callable[..., None], *args: Any, icon: str | None = None, disabled: bool = False
) -> None:
    """The button that saves a form: it calls `save(key, *args)`, and `save` claims that key with `audit.once`.

    The key is the one that was drawn, and it is part of the button's own name: a second click that was on its way
    while the form was saved finds the key used, or no such button any more, never the renewed form.
    """
    key = action_key(form)
    st.button(
        label, key=f"{form}.save.{key}", type="primary", icon=icon, disabled=disabled, on_click=save, args=(key, *args)
    )


def renew(form: str, *fields: str) -> None:
    """After saving: a new key, and the named widgets (session-state keys) as they were before anybody typed.

    A widget is given its empty value: it would keep its text in the browser if its key were only forgotten.
    """
    st.session_state.pop(f"{form}.action_key", None)
    blank: Mapping[str, Any] = st.session_state.pop(f"{form}.blank", {})
    for field in fields:
        value = st.session_state.get(field)
        if field in blank:
            st.session_state[field] = blank[field]
        elif isinstance(value, str | list):
            st.session_state[field] = type(value)()
        else:
            st.session_state.pop(field, None)


def _belongs(key: str, form: str) -> bool:
    return key == form or key.startswith(f"{form}.")


Row = dict[str, Any]


def edited_rows(original: Sequence[Row], editor_key: str) -> list[Row]:
    """The rows of a `st.data_editor` as they stand now, for use in a callback, where only its changes are at hand.

    Empty added rows are left out.
    """
    changes: Mapping[str, Any] = st.session_state.get(editor_key) or {}
    edits: Mapping[int, Row] = changes.get("edited_rows") or {}
    gone = set(changes.get("deleted_rows") or ())
    kept = [row | dict(edits.get(position, {})) for position, row in enumerate(original) if position not in gone]
    added = [dict(row) for row in changes.get("added_rows") or ()]
    return kept + [row for row in added if any(value for name, value in row.items() if name != "_index")]
