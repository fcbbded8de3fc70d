"""Forms that cannot be saved twice and keep what was typed until it is saved."""

import secrets

import streamlit as st


def action_key(form: str) -> str:
    """The key of the form as it now stands; it changes when `renew` says that it was saved."""
    name = f"{form}.action_key"
    if name not in st.session_state:
        st.session_state[name] = secrets.token_urlsafe(16)
    return str(st.session_state[name])


def renew(form: str, *fields: str) -> None:
    """After saving: a new key, and the named widgets (session-state keys) emptied for the next entry."""
    st.session_state.pop(f"{form}.action_key", None)
    for field in fields:
        st.session_state.pop(field, None)
