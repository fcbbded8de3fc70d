"""Finding one alumnus while filling in a form: type a few letters, choose from those who fit."""

import streamlit as st

from lib.alumni.directory import queries
from lib.alumni.directory.queries import AlumnusRow, Filters
from lib.core import formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import _

OFFERED = 12


def pick_alumnus(actor: Actor, key: str, label: str) -> int | None:
    """The id of the person chosen, None until somebody is; its session keys are `picker_fields(key)`."""
    typed = st.text_input(
        label, type="search", live=True, key=f"{key}.typed", placeholder=_("Gõ tên, lớp hoặc số điện thoại")
    )
    if not typed:
        return None
    with reading() as session:
        found = queries.page(session, actor, Filters(search=typed), size=OFFERED)
    people = {row.id: row for row in found.rows}
    if not people:
        st.caption(_("Không có cựu HSSV nào phù hợp trong phạm vi của bạn."))
        return None
    return st.selectbox(
        _("Chọn người"),
        list(people),
        index=0 if len(people) == 1 else None,
        format_func=lambda id_: _line(people[id_]),
        key=f"{key}.chosen",
        placeholder=_("Có {n} người phù hợp").format(n=formats.number(found.count)),
    )


def picked(key: str) -> int | None:
    """Who is chosen, for a callback."""
    chosen: int | None = st.session_state.get(f"{key}.chosen")
    return chosen


def picker_fields(key: str) -> tuple[str, str]:
    return f"{key}.typed", f"{key}.chosen"


def _line(row: AlumnusRow) -> str:
    year = str(row.graduated_on.year) if row.graduated_on else None
    return " · ".join(filter(None, (row.full_name, formats.day(row.born_on), row.class_name or row.programme, year)))
