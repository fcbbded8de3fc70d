"""The tab "Cố vấn đồng hành": who offers to accompany students, in which field, and how many."""

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import view as accounts
from lib.accounts.permissions import Permission
from lib.alumni.directory.picker_view import pick_alumnus, picked, picker_fields
from lib.alumni.mentors import commands, queries
from lib.alumni.mentors.queries import OfferRow
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import _
from lib.registry import queries as registry
from lib.ui import forms
from lib.ui.layout import empty_state
from lib.ui.tables import day_column, show_table

FORM = "mentors.form"
MENTOR = f"{FORM}.mentor"
FIELDS = ("field", "capacity", "note")
ENDED = "mentors.ended"


def mentors(actor: Actor) -> None:
    if actor.may(Permission.MENTORS_RECORD):
        with st.expander(_("Ghi một lời nhận làm cố vấn"), icon=":material/add:", expanded=True):
            _form(actor)
    with reading() as session:
        rows = queries.offers(session, actor)
    if not rows:
        empty_state(
            _("Chưa có cố vấn nào."),
            _("Khoa ghi lại cựu HSSV nhận đồng hành cùng sinh viên năm cuối, theo lĩnh vực và số sinh viên nhận kèm."),
        )
        return
    frame = pd.DataFrame(
        [(row.mentor, row.field, row.capacity, row.faculty, row.offered_on, row.ended_on, row.note) for row in rows],
        columns=["mentor", "field", "capacity", "faculty", "offered", "ended", "note"],
    )
    show_table(
        frame,
        alt=_("Các cố vấn đồng hành, người đang nhận sinh viên đứng trước"),
        key="mentors.table",
        columns={
            "mentor": _("Cố vấn"), "field": _("Lĩnh vực"), "capacity": _("Số SV nhận kèm"), "faculty": _("Khoa"),
            "offered": day_column(_("Từ ngày")), "ended": day_column(_("Đến ngày")), "note": _("Ghi chú"),
        },
    )  # fmt: skip
    if actor.may(Permission.MENTORS_RECORD):
        _end_form([row for row in rows if row.ended_on is None])


def _form(actor: Actor) -> None:
    with reading() as session:
        faculties = {row.id: row.name for row in registry.faculties_of(session, actor)}
    pick_alumnus(actor, MENTOR, _("Cựu HSSV nào nhận làm cố vấn?"))
    with st.container(horizontal=True):
        st.selectbox(
            _("Khoa"),
            list(faculties),
            index=0 if len(faculties) == 1 else None,
            format_func=faculties.__getitem__,
            key=f"{FORM}.faculty_id",
            placeholder=_("Chọn khoa"),
        )
        st.number_input(_("Số sinh viên nhận kèm"), min_value=1, max_value=50, step=1, value=2, key=f"{FORM}.capacity")
    st.text_input(_("Lĩnh vực cố vấn"), key=f"{FORM}.field")
    st.text_area(_("Ghi chú"), key=f"{FORM}.note")
    forms.save_button(_("Lưu cố vấn"), FORM, _save)


def _end_form(rows: list[OfferRow]) -> None:
    with st.expander(_("Kết thúc một lượt cố vấn"), icon=":material/event_busy:"):
        by_id = {row.id: row for row in rows}
        st.selectbox(
            _("Cố vấn"),
            list(by_id),
            index=None,
            format_func=lambda id_: f"{by_id[id_].mentor} · {by_id[id_].field}",
            key=ENDED,
            placeholder=_("Chọn cố vấn"),
        )
        forms.save_button(_("Ghi kết thúc từ hôm nay"), ENDED, _end, disabled=not st.session_state.get(ENDED))


def _save(key: str) -> None:
    given = {name: st.session_state[f"{FORM}.{name}"] for name in (*FIELDS, "faculty_id")}
    person_id = picked(MENTOR)

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, key)
        commands.offer(session, actor, person_id=person_id, offered_on=clock.today(), **given)
        return _("Đã lưu cố vấn.")

    if accounts.perform(work):
        forms.renew(FORM, *(f"{FORM}.{name}" for name in FIELDS), *picker_fields(MENTOR))


def _end(key: str) -> None:
    offer_id = st.session_state[ENDED]

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, key)
        commands.end(session, actor, offer_id=offer_id, ended_on=clock.today())
        return _("Đã ghi kết thúc lượt cố vấn.")

    if accounts.perform(work):
        forms.renew(ENDED, ENDED)
