"""Tables as the app shows them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

# Streamlit formats on the client; this format groups thousands the way the reader's browser does.
VND_FORMAT = "localized"


def show_table(
    frame: pd.DataFrame,
    *,
    alt: str,
    key: str | None = None,
    columns: Mapping[str, Any] | None = None,
    height: int | None = None,
) -> None:
    """A read-only table without the row numbers that pandas adds."""
    st.dataframe(
        frame,
        hide_index=True,
        alt=alt,
        key=key,
        column_config=dict(columns) if columns else None,
        height=height or "auto",
        placeholder="",
    )


def vnd_column(label: str) -> Any:
    return st.column_config.NumberColumn(label, format=VND_FORMAT, step=1)


def day_column(label: str) -> Any:
    return st.column_config.DateColumn(label, format="DD/MM/YYYY")


def decimal_column(label: str, *, places: int = 2, help: str | None = None) -> Any:
    """Exact decimals with all their places, the comma or point as the reader's browser writes it."""
    return st.column_config.NumberColumn(label, format=VND_FORMAT, step=10**-places, help=help)
