"""One alumnus on the screen: study, contacts with source and day, work, what they did for the college."""

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import view as accounts
from lib.alumni.profile import commands, queries
from lib.alumni.profile.queries import ContactFacts, Profile
from lib.audit import commands as audit
from lib.core import clock, formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.errors import NotFound
from lib.core.i18n import N_, _
from lib.legal.reader import published_law
from lib.registry import communes
from lib.registry.identifiers import shown_phone
from lib.registry.tables import (  # fmt: skip
    CONTACT_KIND_LABELS,
    LEVEL_LABELS,
    SEX_LABELS,
    STUDY_STATUS_LABELS,
    ContactKind,
    Level,
    Sex,
    StudyStatus,
)
from lib.ui import forms, notices
from lib.ui.tables import day_column, show_table

CONTACT_FORM = "profile.contact"
WORK_FORM = "profile.work"
EVENT_LABELS = {"talk": N_("Nói chuyện chuyên đề"), "mentor": N_("Cố vấn đồng hành"), "gift": N_("Ủng hộ Quỹ")}


def profile(actor: Actor, person_id: int) -> None:
    try:
        with reading() as session:
            found = queries.profile(session, actor, person_id)
    except NotFound as refusal:
        st.error(str(refusal), icon=":material/error:")
        return
    st.header(notices.escaped(found.person.full_name))
    _facts(found)
    _studies(found)
    left, right = st.columns(2)
    with left:
        _contacts(found, may_edit=commands.may_edit(actor))
    with right:
        _works(found, may_edit=commands.may_edit(actor))
    _timeline(found)


def _facts(found: Profile) -> None:
    person = found.person
    said = {
        _("Ngày sinh"): formats.day(person.born_on) or str(person.birth_year or ""),
        _("Giới tính"): _(SEX_LABELS[Sex(person.sex)]) if person.sex else "",
        _("Dân tộc"): published_law().ethnic.by_code(person.ethnicity).name if person.ethnicity else "",
        _("Số định danh"): person.citizen_id or "",
        _("Xã/phường"): _commune(person.commune_code),
    }
    st.text(" · ".join(f"{label}: {value}" for label, value in said.items() if value))


def _commune(code: str | None) -> str:
    place = communes.by_code(code) if code else None
    return place.full_name if place else ""


def _studies(found: Profile) -> None:
    st.subheader(_("Quá trình học"))
    frame = pd.DataFrame(
        [
            (
                study.programme, _(LEVEL_LABELS[Level(study.level)]), study.faculty, study.cohort, study.class_name,
                study.student_code, _(STUDY_STATUS_LABELS[StudyStatus(study.status)]), study.graduated_on,
                study.diploma_number, study.classification,
            )
            for study in found.studies
        ],
        columns=[_("Ngành"), _("Trình độ"), _("Khoa"), _("Khóa"), _("Lớp"), _("Mã HSSV"), _("Tình trạng"),
                 _("Ngày tốt nghiệp"), _("Số hiệu bằng"), _("Xếp loại")],
    )  # fmt: skip
    show_table(
        frame, alt=_("Các lần học của người này"), columns={_("Ngày tốt nghiệp"): day_column(_("Ngày tốt nghiệp"))}
    )


def _contacts(found: Profile, *, may_edit: bool) -> None:
    st.subheader(_("Liên hệ"))
    if not found.contacts:
        st.caption(_("Chưa có liên hệ nào."))
    for contact in found.contacts:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(_shown(contact))
            st.caption(_provenance(contact))
            if may_edit and contact.verified_on != clock.today():
                st.button(
                    _("Vẫn đúng"),
                    key=f"profile.verify.{contact.id}",
                    help=_("Ghi rằng hôm nay đã kiểm tra liên hệ này"),
                    on_click=_verify,
                    args=(found.person.id, contact.id),
                )
    if may_edit:
        _contact_form(found.person.id)


def _shown(contact: ContactFacts) -> str:
    value = shown_phone(contact.value) if contact.kind == ContactKind.PHONE else contact.value
    return f"{_(CONTACT_KIND_LABELS[ContactKind(contact.kind)])}: {value}"


def _provenance(said: ContactFacts | queries.WorkFacts) -> str:
    source = notices.escaped(said.source)
    if said.verified_on is None:
        return _("Nguồn: {source}; chưa xác nhận").format(source=source)
    return _("Nguồn: {source}; xác nhận {day}").format(source=source, day=formats.day(said.verified_on))


def _contact_form(person_id: int) -> None:
    with st.expander(_("Thêm liên hệ"), icon=":material/add:"):
        st.selectbox(
            _("Loại"),
            list(ContactKind),
            format_func=lambda kind: _(CONTACT_KIND_LABELS[kind]),
            key=f"{CONTACT_FORM}.kind",
        )
        st.text_input(_("Nội dung"), key=f"{CONTACT_FORM}.value", placeholder="0981 234 567")
        forms.save_button(_("Lưu liên hệ"), CONTACT_FORM, _add_contact, person_id)


def _works(found: Profile, *, may_edit: bool) -> None:
    st.subheader(_("Việc làm"))
    if not found.works:
        st.caption(_("Chưa biết nơi làm việc."))
    for work in found.works:
        st.text(" · ".join(filter(None, (work.employer, work.position, work.sector))))
        until = formats.day(work.to_on) or _("nay")
        st.caption(f"{formats.day(work.from_on) or '…'} – {until}. {_provenance(work)}")
    if may_edit:
        with st.expander(_("Thêm nơi làm việc"), icon=":material/add:"):
            st.text_input(_("Nơi làm việc"), key=f"{WORK_FORM}.employer")
            st.text_input(_("Chức vụ"), key=f"{WORK_FORM}.position")
            st.text_input(_("Lĩnh vực"), key=f"{WORK_FORM}.sector")
            st.date_input(_("Làm từ ngày"), None, key=f"{WORK_FORM}.from_on", format="DD/MM/YYYY")
            forms.save_button(_("Lưu việc làm"), WORK_FORM, _add_work, found.person.id)


def _timeline(found: Profile) -> None:
    st.subheader(_("Gắn bó với trường"))
    if not found.timeline:
        st.caption(_("Chưa ghi hoạt động nào."))
        return
    for event in found.timeline:
        amount = formats.vnd(event.amount_vnd) if event.amount_vnd else None
        parts = (formats.day(event.on), _(EVENT_LABELS[event.kind]), event.what, event.faculty, amount)
        st.text(" · ".join(filter(None, parts)))


def _verify(person_id: int, contact_id: int) -> None:
    def work(session: Session, actor: Actor) -> str:
        commands.verify(session, actor, person_id=person_id, contact_id=contact_id, verified_on=clock.today())
        return _("Đã ghi xác nhận liên hệ.")

    accounts.perform(work)


def _add_contact(key: str, person_id: int) -> None:
    kind, value = (st.session_state[f"{CONTACT_FORM}.{name}"] for name in ("kind", "value"))

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, key)
        commands.add_contact(session, actor, person_id=person_id, kind=kind, value=value, verified_on=clock.today())
        return _("Đã lưu liên hệ.")

    if accounts.perform(work):
        forms.renew(CONTACT_FORM, f"{CONTACT_FORM}.value")


def _add_work(key: str, person_id: int) -> None:
    fields = ("employer", "position", "sector", "from_on")
    given = {name: st.session_state[f"{WORK_FORM}.{name}"] for name in fields}

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, key)
        commands.add_work(session, actor, person_id=person_id, verified_on=clock.today(), **given)
        return _("Đã lưu việc làm.")

    if accounts.perform(work):
        forms.renew(WORK_FORM, *(f"{WORK_FORM}.{name}" for name in fields))
