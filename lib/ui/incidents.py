"""Defects: logged whole for the administrator, shown to the user only as a number to quote."""

import logging
import secrets

import streamlit as st

from lib.core.errors import DomainError
from lib.core.i18n import _
from lib.ui import notices

log = logging.getLogger("ketnoi")


def on_script_error(problem: Exception) -> bool:
    """Show a refusal as it is; log anything else under an incident number. True: Streamlit shows nothing itself."""
    if isinstance(problem, DomainError):
        st.error(notices.escaped(str(problem)), icon=":material/error:")
        return True
    number = secrets.token_hex(4)
    log.error("incident %s", number, exc_info=problem)
    st.error(
        _("Có lỗi ngoài dự kiến. Dữ liệu chưa bị thay đổi dở dang. Hãy báo quản trị mã sự cố {number}.").format(
            number=number
        ),
        icon=":material/report:",
    )
    return True
