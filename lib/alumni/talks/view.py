"""The tab "Nói chuyện chuyên đề": a short form that a faculty fills in on a phone, and the list."""

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import view as accounts
from lib.accounts.permissions import Permission
from lib.alumni.directory.picker_view import pick_alumnus, picked, picker_fields
from lib.alumni.talks import commands, queries
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import _
from lib.registry import queries as registry
from lib.ui import forms
from lib.ui.layout import empty_state
from lib.ui.tables import day_column, show_table

FORM = "talks.form"
SPEAKER = f"{FORM}.speaker"
FIELDS = ("topic", "class_name", "attendance", "feedback")


def guest_talks(actor: Actor) -> None:
    if actor.may(Permission.TALKS_RECORD):
        with st.expander(_("Ghi một buổi nói chuyện"), icon=":material/add:", expanded=True):
            _form(actor)
    with reading() as session:
        rows = queries.talks(session, actor)
    if not rows:
        empty_state(
            _("Chưa ghi buổi nói chuyện nào."),
            _("Mỗi khoa mời ít nhất một cựu HSSV mỗi học kỳ; khoa ghi lại ngay sau buổi nói chuyện."),
        )
        return
    frame = pd.DataFrame(
        [
            (row.held_on, row.faculty, row.speaker, row.topic, row.class_name, row.attendance, row.feedback)
            for row in rows
        ],
        columns=["held", "faculty", "speaker", "topic", "class", "attendance", "feedback"],
    )
    show_table(
        frame,
        alt=_("Các buổi nói chuyện chuyên đề, mới nhất trước"),
        key="talks.table",
        columns={
            "held": day_column(_("Ngày")), "faculty": _("Khoa"), "speaker": _("Diễn giả"), "topic": _("Chủ đề"),
            "class": _("Lớp dự"), "attendance": _("Số người dự"), "feedback": _("Phản hồi"),
        },
    )  # fmt: skip


def _form(actor: Actor) -> None:
    with reading() as session:
        faculties = {row.id: row.name for row in registry.faculties_of(session, actor)}
    pick_alumnus(actor, SPEAKER, _("Diễn giả là cựu HSSV nào?"))
    with st.container(horizontal=True):
        st.selectbox(
            _("Khoa tổ chức"),
            list(faculties),
            index=0 if len(faculties) == 1 else None,
            format_func=faculties.__getitem__,
            key=f"{FORM}.faculty_id",
            placeholder=_("Chọn khoa"),
        )
        st.date_input(
            _("Ngày nói chuyện"), clock.today(), max_value=clock.today(), key=f"{FORM}.held_on", format="DD/MM/YYYY",
            required=True,
        )  # fmt: skip
    st.text_input(_("Chủ đề"), key=f"{FORM}.topic")
    with st.container(horizontal=True):
        st.text_input(_("Lớp dự"), key=f"{FORM}.class_name")
        st.number_input(_("Số người dự"), min_value=0, step=1, value=None, key=f"{FORM}.attendance")
    st.text_area(_("Phản hồi của sinh viên"), key=f"{FORM}.feedback")
    forms.save_button(_("Lưu buổi nói chuyện"), FORM, _save)


def _save(key: str) -> None:
    given = {name: st.session_state[f"{FORM}.{name}"] for name in (*FIELDS, "faculty_id", "held_on")}
    speaker_id = picked(SPEAKER)

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, key)
        commands.record(session, actor, speaker_id=speaker_id, **given)
        return _("Đã lưu buổi nói chuyện.")

    if accounts.perform(work):
        forms.renew(FORM, *(f"{FORM}.{name}" for name in FIELDS), *picker_fields(SPEAKER))
