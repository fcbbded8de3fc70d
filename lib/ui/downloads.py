"""Files that people take away; built only when the button is pressed."""

from collections.abc import Callable

import streamlit as st

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def excel_button(
    label: str, make: Callable[[], bytes], *, file_name: str, key: str, help: str | None = None, primary: bool = False
) -> None:
    """A button that makes the workbook on demand; `make` runs in another thread and may not call Streamlit."""
    st.download_button(
        label,
        make,
        file_name=file_name,
        mime=XLSX,
        key=key,
        help=help,
        icon=":material/download:",
        on_click="ignore",
        type="primary" if primary else "secondary",
    )
