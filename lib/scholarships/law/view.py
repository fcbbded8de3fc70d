"""The tab of the law: every dated value with its source, which policy set applies when, how the school reads it."""

import pandas as pd
import streamlit as st

from lib.core import formats
from lib.core.actor import Actor
from lib.core.i18n import N_, _
from lib.legal.law import Law
from lib.legal.reader import load_law
from lib.legal.values import LegalValue
from lib.ui.tables import day_column, show_table

KEY = "law"
_CERTAINTY = {
    "verified": N_("Đã đọc văn bản"),
    "second_hand": N_("Theo văn bản khác dẫn lại"),
    "to_confirm": N_("Chưa tìm thấy văn bản"),
}


def legal_values(_actor: Actor) -> None:
    law = load_law()
    st.caption(
        _("Mức tiền, tỷ lệ và căn cứ dùng để tính. Mỗi giá trị có ngày hiệu lực; tháng cũ luôn tính theo mức cũ.")
    )
    for value in _missing(law):
        st.warning(
            _("{label}: chưa nhập. {note}").format(label=_(value.label), note=_(value.note)), icon=":material/flag:"
        )
    _policies(law)
    _values(law)
    _readings(law)


def _missing(law: Law) -> list[LegalValue]:
    return [value for rows in law.values.values() for value in rows if not value.is_entered]


def _policies(law: Law) -> None:
    st.subheader(_("Bộ mức áp dụng"))
    frame = pd.DataFrame(
        [
            (
                row.in_force_from,
                _(law.policy_sets[row.policy].label),
                _(law.policy_sets[row.policy].source),
                _(row.note),
            )
            for row in sorted(law.policies, key=lambda row: row.in_force_from)
        ],
        columns=["from", "policy", "source", "note"],
    )
    show_table(
        frame,
        alt=_("Bộ mức nào áp dụng từ ngày nào"),
        key=f"{KEY}.policies",
        columns={
            "from": day_column(_("Từ ngày")), "policy": _("Bộ mức"), "source": _("Căn cứ"), "note": _("Ghi chú"),
        },
    )  # fmt: skip


def _values(law: Law) -> None:
    st.subheader(_("Mức tiền và tỷ lệ"))
    frame = pd.DataFrame(
        [
            (
                _(value.label), shown_value(value), value.in_force_from, _(value.source), value.clause,
                _(_CERTAINTY[value.certainty]), value.verified_on, _(value.note) if value.note else "",
            )
            for rows in law.values.values()
            for value in sorted(rows, key=lambda value: value.in_force_from)
        ],
        columns=["label", "value", "from", "source", "clause", "certainty", "verified", "note"],
    )  # fmt: skip
    show_table(
        frame,
        alt=_("Các mức tiền và tỷ lệ theo ngày hiệu lực, kèm căn cứ"),
        key=f"{KEY}.values",
        columns={
            "label": st.column_config.TextColumn(_("Tên")),
            "value": _("Giá trị"),
            "from": day_column(_("Hiệu lực từ")),
            "source": _("Văn bản"),
            "clause": _("Điều khoản"),
            "certainty": _("Mức độ chắc chắn"),
            "verified": day_column(_("Kiểm tra lần cuối")),
            "note": st.column_config.TextColumn(_("Ghi chú"), width="large"),
        },
    )


def shown_value(value: LegalValue) -> str:
    """The number with its unit; a value nobody has filled in is not shown as a zero."""
    if not value.is_entered:
        return _("chưa nhập")
    if value.unit == "vnd":
        return formats.vnd(value.value)
    return f"{formats.number(value.value)} %" if value.unit == "percent" else formats.number(value.value)


def _readings(law: Law) -> None:
    st.subheader(_("Cách hiểu khi văn bản để ngỏ"))
    frame = pd.DataFrame(
        [
            (
                _(each.label),
                _(each.choices[0].label),
                "; ".join(_(other.label) for other in each.choices[1:]),
                each.clause,
            )
            for each in law.settings.values()
        ],
        columns=["label", "default", "others", "clause"],
    )
    show_table(
        frame,
        alt=_("Cách hiểu mặc định và các cách hiểu khác của từng điểm"),
        key=f"{KEY}.readings",
        columns={
            "label": st.column_config.TextColumn(_("Điểm")),
            "default": _("Mặc định"),
            "others": _("Cách khác"),
            "clause": _("Điều khoản"),
        },
    )
