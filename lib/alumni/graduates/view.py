"""The tab where a list of graduates is brought in."""

import streamlit as st

from lib.alumni.graduates import commands
from lib.alumni.graduates.sheet import GRADUATES
from lib.core.actor import Actor
from lib.core.i18n import _
from lib.imports.view import wizard

KEY = "graduates"


def graduates_import(actor: Actor) -> None:
    st.caption(
        _(
            "Tải danh sách tốt nghiệp từ Excel. Người đã có trong dữ liệu được bổ sung chỗ còn trống, không bị ghi đè; "
            "dòng chưa chắc là ai sẽ được hỏi lại."
        )
    )
    wizard(KEY, GRADUATES, describe=commands.describe, apply=commands.apply, actor=actor)
