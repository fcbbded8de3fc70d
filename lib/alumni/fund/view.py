"""The tab "Quỹ hỗ trợ sinh viên": what is in the fund, gifts, disbursements, corrections, the ledger."""

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import view as accounts
from lib.accounts.permissions import Permission
from lib.alumni.directory.picker_view import pick_alumnus, picked, picker_fields
from lib.alumni.fund import commands, queries
from lib.alumni.fund.queries import EntryRow
from lib.alumni.tables import FUND_FORM_LABELS, FundForm
from lib.audit import commands as audit
from lib.core import clock, formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import N_, _
from lib.core.money import parse_vnd
from lib.ui import forms
from lib.ui.layout import empty_state
from lib.ui.tables import day_column, show_table, vnd_column

GIFT = "fund.gift"
DONOR = f"{GIFT}.donor"
GIFT_FIELDS = ("amount", "donor_name", "is_anonymous", "purpose", "receipt_number")
SPENDING = "fund.spending"
SPENDING_FIELDS = ("amount", "purpose", "receipt_number")
REVERSAL = "fund.reversal"
KIND_LABELS = {"contribution": N_("Ủng hộ"), "disbursement": N_("Chi")}


def fund(actor: Actor) -> None:
    with reading() as session:
        held = queries.balance(session)
        rows = queries.entries(session)
    with st.container(horizontal=True):
        st.metric(_("Tiền còn trong Quỹ"), formats.vnd(held.money_vnd), border=True)
        st.metric(_("Giá trị trang thiết bị chưa trao"), formats.vnd(held.equipment_vnd), border=True)
    if actor.may(Permission.FUND_RECORD):
        with st.expander(_("Ghi khoản ủng hộ"), icon=":material/volunteer_activism:"):
            _gift_form(actor)
        with st.expander(_("Ghi khoản chi"), icon=":material/payments:"):
            _spending_form()
        with st.expander(_("Đảo một bút toán ghi nhầm"), icon=":material/undo:"):
            _reversal_form(rows)
    if not rows:
        empty_state(_("Sổ Quỹ chưa có bút toán nào."), _("Ghi khoản ủng hộ đầu tiên để bắt đầu."))
        return
    _ledger(rows)


def _ledger(rows: list[EntryRow]) -> None:
    frame = pd.DataFrame(
        [
            (
                row.id, row.entered_on, _kind(row), _(FUND_FORM_LABELS[FundForm(row.form)]), row.effect_vnd,
                _donor(row), row.purpose, row.receipt_number,
            )
            for row in rows
        ],
        columns=["id", "on", "kind", "form", "amount", "donor", "purpose", "receipt"],
    )  # fmt: skip
    show_table(
        frame,
        alt=_("Sổ Quỹ, bút toán mới trước; khoản chi và khoản đảo mang dấu trừ"),
        key="fund.table",
        columns={
            "id": _("Bút toán"), "on": day_column(_("Ngày")), "kind": _("Loại"), "form": _("Hình thức"),
            "amount": vnd_column(_("Số tiền (đồng)")), "donor": _("Người ủng hộ"), "purpose": _("Mục đích"),
            "receipt": _("Số biên nhận"),
        },
    )  # fmt: skip


def _kind(row: EntryRow) -> str:
    if row.reverses_id is not None:
        return _("Đảo bút toán {n}").format(n=row.reverses_id)
    return _("{kind} (đã đảo)").format(kind=_(KIND_LABELS[row.kind])) if row.is_reversed else _(KIND_LABELS[row.kind])


def _donor(row: EntryRow) -> str:
    if row.kind != "contribution":
        return ""
    return _("Ẩn danh") if row.is_anonymous else row.donor or ""


def _form_of(form: str) -> None:
    st.selectbox(_("Hình thức"), list(FundForm), format_func=lambda kind: _(FUND_FORM_LABELS[kind]), key=f"{form}.form")


def _gift_form(actor: Actor) -> None:
    if actor.may(Permission.ALUMNI_VIEW):
        pick_alumnus(actor, DONOR, _("Cựu HSSV ủng hộ"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(_("Hoặc tên người, đơn vị ủng hộ"), key=f"{GIFT}.donor_name")
        st.checkbox(_("Ẩn danh"), key=f"{GIFT}.is_anonymous")
    with st.container(horizontal=True):
        _form_of(GIFT)
        st.text_input(_("Số tiền hoặc giá trị (đồng)"), key=f"{GIFT}.amount", placeholder="5.000.000")
        _day(GIFT)
    with st.container(horizontal=True):
        st.text_input(_("Mục đích"), key=f"{GIFT}.purpose")
        st.text_input(_("Số biên nhận"), key=f"{GIFT}.receipt_number")
    forms.save_button(_("Lưu khoản ủng hộ"), GIFT, _save_gift)


def _spending_form() -> None:
    with st.container(horizontal=True):
        _form_of(SPENDING)
        st.text_input(_("Số tiền (đồng)"), key=f"{SPENDING}.amount", placeholder="1.000.000")
        _day(SPENDING)
    st.text_input(_("Mục đích và căn cứ"), key=f"{SPENDING}.purpose", placeholder=_("Hỗ trợ SV …, biên bản số …"))
    st.text_input(_("Số phiếu chi"), key=f"{SPENDING}.receipt_number")
    forms.save_button(_("Lưu khoản chi"), SPENDING, _save_spending)


def _reversal_form(rows: list[EntryRow]) -> None:
    open_ = {row.id: row for row in rows if row.reverses_id is None and not row.is_reversed}
    st.selectbox(
        _("Bút toán"),
        list(open_),
        index=None,
        format_func=lambda id_: _line(open_[id_]),
        key=f"{REVERSAL}.entry_id",
        placeholder=_("Chọn bút toán cần đảo"),
    )
    st.text_input(_("Lý do"), key=f"{REVERSAL}.reason")
    chosen = st.session_state.get(f"{REVERSAL}.entry_id")
    forms.save_button(_("Đảo bút toán"), REVERSAL, _save_reversal, disabled=not chosen)


def _line(row: EntryRow) -> str:
    parts = (str(row.id), formats.day(row.entered_on), _(KIND_LABELS[row.kind]), formats.vnd(abs(row.effect_vnd)))
    return " · ".join((*parts, row.purpose or ""))


def _day(form: str) -> None:
    st.date_input(
        _("Ngày"), clock.today(), max_value=clock.today(), key=f"{form}.entered_on", format="DD/MM/YYYY", required=True
    )


def _save_gift(key: str) -> None:
    given = {name: st.session_state[f"{GIFT}.{name}"] for name in (*GIFT_FIELDS, "form", "entered_on")}
    amount, donor_id = given.pop("amount"), picked(DONOR)

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, key)
        commands.contribute(session, actor, amount_vnd=parse_vnd(amount), donor_id=donor_id, **given)
        return _("Đã lưu khoản ủng hộ.")

    if accounts.perform(work):
        forms.renew(GIFT, *(f"{GIFT}.{name}" for name in GIFT_FIELDS), *picker_fields(DONOR))


def _save_spending(key: str) -> None:
    given = {name: st.session_state[f"{SPENDING}.{name}"] for name in (*SPENDING_FIELDS, "form", "entered_on")}
    amount = given.pop("amount")

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, key)
        commands.disburse(session, actor, amount_vnd=parse_vnd(amount), **given)
        return _("Đã lưu khoản chi.")

    if accounts.perform(work):
        forms.renew(SPENDING, *(f"{SPENDING}.{name}" for name in SPENDING_FIELDS))


def _save_reversal(key: str) -> None:
    entry_id, reason = (st.session_state[f"{REVERSAL}.{name}"] for name in ("entry_id", "reason"))

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, key)
        commands.reverse(session, actor, entry_id=entry_id, reason=reason, entered_on=clock.today())
        return _("Đã đảo bút toán {n}.").format(n=entry_id)

    if accounts.perform(work):
        forms.renew(REVERSAL, f"{REVERSAL}.entry_id", f"{REVERSAL}.reason")
