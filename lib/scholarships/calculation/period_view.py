"""Choosing what to calculate: the period, the policy set, and how the school reads the text."""

from collections.abc import Sequence

import streamlit as st

from lib.core import clock
from lib.core.calendar import Month, SchoolYear
from lib.core.i18n import _
from lib.legal.law import Law
from lib.scholarships.calculation.lines import month_words
from lib.scholarships.calculation.rules import Request

_FIRST_YEAR = 2019  # the law's data begin with July 2019


def period(key: str) -> tuple[Month, Month]:
    """A school year, or any months; the last month is never before the first."""
    kind = st.segmented_control(
        _("Tính theo"),
        ["year", "months"],
        default="year",
        format_func=lambda kind: _("Năm học") if kind == "year" else _("Tháng"),
        key=f"{key}.kind",
        required=True,
    )
    now = SchoolYear.of(clock.today())
    if kind == "year":
        years = [SchoolYear(start) for start in range(now.start + 1, _FIRST_YEAR - 1, -1)]
        year = st.selectbox(_("Năm học"), years, index=1, format_func=str, key=f"{key}.year", width=220)
        return year.first_month, year.last_month
    begin = Month(_FIRST_YEAR, 9)
    offered = [now.last_month + 12 + -n for n in range((now.last_month + 12).ordinal - begin.ordinal + 1)]
    first = _month(_("Từ tháng"), offered, now.first_month, f"{key}.first")
    last = _month(_("Đến tháng"), [m for m in offered if m >= first], max(first, now.last_month), f"{key}.last.{first}")
    return first, last


def _month(label: str, offered: Sequence[Month], default: Month, key: str) -> Month:
    return st.selectbox(label, offered, index=list(offered).index(default), format_func=month_words, key=key, width=160)


def policy(law: Law, key: str) -> str | None:
    """The policy set for every month, None for the one that the law's dates choose."""
    by_date = _("Mặc định theo ngày")
    return st.selectbox(
        _("Bộ mức"),
        [None, *law.policy_sets],
        format_func=lambda code: _(law.policy_sets[code].label) if code else by_date,
        key=f"{key}.policy",
        help=_("Mặc định: đến hết tháng 6/2024 theo thông báo 2023, từ tháng 7/2024 theo lương cơ sở."),
    )


def options(law: Law, key: str) -> dict[str, str]:
    """The readings that differ from their defaults."""
    chosen = {}
    for setting in law.settings.values():
        names = {choice.code: _(choice.label) for choice in setting.choices}
        chosen[setting.name] = st.selectbox(
            f"{_(setting.label)} ({setting.clause})",
            list(names),
            format_func=names.__getitem__,
            key=f"{key}.option.{setting.name}",
        )
    return {name: choice for name, choice in chosen.items() if choice != law.settings[name].default}


def request(law: Law, key: str) -> Request:
    """Everything that a calculation asks for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first, last = period(key)
        policy_set = policy(law, key)
    with st.expander(_("Cách hiểu văn bản"), icon=":material/rule:"):
        chosen = options(law, key)
    return Request(first, last, policy_set, chosen)
