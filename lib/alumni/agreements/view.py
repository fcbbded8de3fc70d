"""The tab "Doanh nghiệp và hợp tác": agreements with businesses of alumni."""

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import view as accounts
from lib.accounts.permissions import Permission
from lib.alumni.agreements import commands, queries
from lib.alumni.agreements.queries import AgreementRow
from lib.alumni.directory.picker_view import pick_alumnus, picked, picker_fields
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import _
from lib.registry import queries as registry
from lib.ui import forms
from lib.ui.layout import empty_state
from lib.ui.tables import day_column, show_table

FORM = "agreements.form"
OWNER = f"{FORM}.owner"
BUSINESS_FIELDS = ("name", "tax_code", "sector")
FIELDS = ("number", "expires_on", "seats_promised", "scope")


def agreements(actor: Actor) -> None:
    if actor.may(Permission.AGREEMENTS_RECORD):
        with st.expander(_("Ghi một biên bản hợp tác"), icon=":material/add:", expanded=True):
            _form(actor)
    with reading() as session:
        rows = queries.agreements(session, actor)
    if not rows:
        empty_state(
            _("Chưa có biên bản hợp tác nào."),
            _("Ghi doanh nghiệp của cựu HSSV, biên bản đã ký và số chỗ thực tập, việc làm được hứa."),
        )
        return
    _table(rows)


def _table(rows: list[AgreementRow]) -> None:
    today = clock.today()
    frame = pd.DataFrame(
        [
            (
                row.number, row.business, row.tax_code, row.owner, row.faculty, row.signed_on, row.expires_on,
                _("Hết hạn") if row.expires_on and row.expires_on < today else _("Còn hiệu lực"),
                row.seats_promised, row.scope,
            )
            for row in rows
        ],
        columns=["number", "business", "tax", "owner", "faculty", "signed", "expires", "state", "seats", "scope"],
    )  # fmt: skip
    show_table(
        frame,
        alt=_("Các biên bản hợp tác, mới ký trước"),
        key="agreements.table",
        columns={
            "number": _("Số biên bản"), "business": _("Doanh nghiệp"), "tax": _("Mã số thuế"),
            "owner": _("Cựu HSSV"), "faculty": _("Khoa"), "signed": day_column(_("Ngày ký")),
            "expires": day_column(_("Hết hạn")), "state": _("Tình trạng"), "seats": _("Số chỗ"),
            "scope": _("Nội dung"),
        },
    )  # fmt: skip


def _form(actor: Actor) -> None:
    with reading() as session:
        faculties = {row.id: row.name for row in registry.faculties_of(session, actor)}
        known = {row.id: row for row in queries.businesses(session)}
    business = st.selectbox(
        _("Doanh nghiệp"),
        [None, *known],
        format_func=lambda id_: known[id_].name if id_ else _("Doanh nghiệp mới"),
        key=f"{FORM}.business_id",
    )
    if business is None:
        with st.container(horizontal=True):
            st.text_input(_("Tên doanh nghiệp"), key=f"{FORM}.name")
            st.text_input(_("Mã số thuế"), key=f"{FORM}.tax_code", placeholder="0100233488")
            st.text_input(_("Lĩnh vực"), key=f"{FORM}.sector")
        pick_alumnus(actor, OWNER, _("Cựu HSSV làm chủ hoặc điều hành"))
    with st.container(horizontal=True):
        st.text_input(_("Số biên bản"), key=f"{FORM}.number")
        st.selectbox(
            _("Khoa phụ trách"),
            list(faculties),
            index=0 if len(faculties) == 1 else None,
            format_func=faculties.__getitem__,
            key=f"{FORM}.faculty_id",
            placeholder=_("Chọn khoa"),
        )
    with st.container(horizontal=True):
        st.date_input(_("Ngày ký"), clock.today(), key=f"{FORM}.signed_on", format="DD/MM/YYYY")
        st.date_input(_("Ngày hết hạn"), None, key=f"{FORM}.expires_on", format="DD/MM/YYYY")
        st.number_input(_("Số chỗ được hứa"), min_value=0, step=1, value=0, key=f"{FORM}.seats_promised")
    st.text_area(_("Nội dung hợp tác"), key=f"{FORM}.scope")
    forms.save_button(_("Lưu biên bản"), FORM, _save)


def _save(key: str) -> None:
    typed = st.session_state
    agreement = {name: typed[f"{FORM}.{name}"] for name in (*FIELDS, "faculty_id", "signed_on")}
    business_id = typed[f"{FORM}.business_id"]
    name, code, sector = (typed.get(f"{FORM}.{field}", "") for field in BUSINESS_FIELDS)
    owner_id = picked(OWNER)

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, key)
        made = business_id or commands.register_business(
            session, actor, name=name, tax_code_=code, sector=sector, owner_id=owner_id
        )
        commands.sign(session, actor, business_id=made, **agreement)
        return _("Đã lưu biên bản hợp tác.")

    if accounts.perform(work):
        forms.renew(
            FORM,
            f"{FORM}.business_id",
            *(f"{FORM}.{name}" for name in (*BUSINESS_FIELDS, *FIELDS)),
            *picker_fields(OWNER),
        )
