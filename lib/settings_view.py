"""The settings page: users, units, programmes, the matrix of rights, the record of actions, the demo data."""

import json

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import commands as accounts
from lib.accounts import queries as account_queries
from lib.accounts import users_view
from lib.accounts.permissions import PERMISSION_LABELS, ROLES, Permission
from lib.accounts.view import perform
from lib.audit import queries as audit_queries
from lib.core import formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import _
from lib.registry import commands as registry
from lib.registry import queries as registry_queries
from lib.registry import units_view
from lib.registry.commands import ProgrammeInput, UnitInput
from lib.setup_view import DEMO_ACCOUNTS, demo_accounts
from lib.ui import forms, layout
from lib.ui.layout import Tab
from lib.ui.tables import show_table

USER = "settings.user"
USER_FIELDS = tuple(f"{USER}.{name}" for name in ("username", "full_name", "roles", "unit", "password"))
UNITS = "settings.units"
PROGRAMMES = "settings.programmes"


def show(actor: Actor) -> None:
    layout.header(_("Thiết lập"), _("Người dùng, đơn vị, ngành đào tạo và quyền của từng vai trò."))
    manages = actor.may(Permission.SETTINGS_MANAGE)
    layout.tabs(
        [
            Tab(_("Người dùng"), lambda: _users(actor), actor.may(Permission.ACCOUNTS_MANAGE)),
            Tab(_("Đơn vị"), _units, manages),
            Tab(_("Ngành đào tạo"), _programmes, manages),
            Tab(_("Quyền"), _matrix),
            Tab(_("Nhật ký"), _record, actor.may(Permission.AUDIT_VIEW)),
            Tab(_("Dữ liệu minh hoạ"), _demo, manages),
        ],
        key="settings.tab",
    )


def _users(actor: Actor) -> None:
    with reading() as session:
        users = account_queries.accounts(session)
        units = {unit.id: unit.name for unit in registry_queries.units(session)}
    show_table(
        pd.DataFrame(
            {
                _("Tên đăng nhập"): [user.username for user in users],
                _("Họ và tên"): [user.full_name for user in users],
                _("Vai trò"): [", ".join(_(ROLES[role].label) for role in user.roles) for user in users],
                _("Đơn vị"): [units.get(user.unit_id or 0, "") for user in users],
                _("Được đăng nhập"): [user.is_active for user in users],
            }
        ),
        alt=_("Danh sách người dùng"),
    )
    with st.form(USER):
        st.subheader(_("Thêm người dùng"))
        st.text_input(_("Họ và tên"), key=f"{USER}.full_name")
        st.text_input(_("Tên đăng nhập"), key=f"{USER}.username")
        st.multiselect(
            _("Vai trò"), list(ROLES), key=f"{USER}.roles", format_func=lambda code: _(ROLES[code].label),
            placeholder=_("Chọn vai trò"),
        )  # fmt: skip
        st.selectbox(_("Đơn vị"), [None, *units], key=f"{USER}.unit", format_func=lambda id_: units.get(id_, "–"))
        st.text_input(
            _("Mật khẩu ban đầu"),
            type="password",
            key=f"{USER}.password",
            help=_("Người dùng phải đổi ở lần đăng nhập đầu."),
        )
        st.form_submit_button(_("Thêm người dùng"), type="primary", on_click=_add_user)
    _lock_user([user for user in users if user.id != actor.user_id])
    users_view.show(actor, users)


def _add_user() -> None:
    state = st.session_state
    username = state[f"{USER}.username"]

    def work(session: Session, actor: Actor) -> str:
        accounts.create_account(
            session,
            actor,
            username=username,
            full_name=state[f"{USER}.full_name"],
            password=state[f"{USER}.password"],
            roles=state[f"{USER}.roles"],
            unit_id=state[f"{USER}.unit"],
            is_first_password=True,
        )
        return _("Đã thêm người dùng «{username}».").format(username=username)

    if perform(work):
        forms.renew(USER, *USER_FIELDS)


def _lock_user(users: list[account_queries.AccountRow]) -> None:
    if not users:
        return
    names = {user.id: f"{user.full_name} ({user.username})" for user in users}
    active = {user.id: user.is_active for user in users}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Khoá hoặc mở tài khoản"), list(names), format_func=names.__getitem__, key=f"{USER}.lock"
        )
        label = _("Khoá tài khoản") if active[chosen] else _("Mở tài khoản")
        st.button(label, key=f"{USER}.lock_button", on_click=_set_active, args=(chosen, not active[chosen]))


def _set_active(account_id: int, active: bool) -> None:
    def work(session: Session, actor: Actor) -> str:
        accounts.set_active(session, actor, account_id=account_id, active=active)
        return _("Đã mở tài khoản.") if active else _("Đã khoá tài khoản; các phiên đang mở đã kết thúc.")

    perform(work)


def _units() -> None:
    with reading() as session:
        units = [UnitInput(u.id, u.code, u.name, u.kind, u.is_active) for u in registry_queries.units(session)]
    with st.form(f"{UNITS}.form", border=False):
        units_view.editor(units, key=UNITS)
        st.caption(_("Đơn vị không bị xoá vì hồ sơ cũ còn gắn với nó; hãy bỏ dấu «Đang dùng»."))
        st.form_submit_button(_("Lưu đơn vị"), type="primary", on_click=_save_units, args=(units,))


def _save_units(units: list[UnitInput]) -> None:
    def work(session: Session, actor: Actor) -> str:
        saved = registry.save_units(session, actor, units=units_view.edited(units, key=UNITS))
        return _("Đã lưu {n} đơn vị.").format(n=saved)

    if perform(work):
        forms.renew(UNITS, UNITS)


def _programmes() -> None:
    with reading() as session:
        faculties = registry_queries.units(session, kind="faculty")
        programmes = [
            ProgrammeInput(p.id, p.code, p.name, p.level, p.faculty_id, p.is_active)
            for p in registry_queries.programmes(session)
        ]
    if not faculties:
        layout.empty_state(_("Chưa có khoa nào"), _("Hãy thêm các khoa ở thẻ «Đơn vị» trước, rồi thêm ngành."))
        return
    with st.form(f"{PROGRAMMES}.form", border=False):
        units_view.programme_editor(programmes, faculties, key=PROGRAMMES)
        st.form_submit_button(_("Lưu ngành"), type="primary", on_click=_save_programmes, args=(programmes, faculties))


def _save_programmes(programmes: list[ProgrammeInput], faculties: list[registry_queries.UnitRow]) -> None:
    def work(session: Session, actor: Actor) -> str:
        typed = units_view.edited_programmes(programmes, faculties, key=PROGRAMMES)
        return _("Đã lưu {n} ngành.").format(n=registry.save_programmes(session, actor, programmes=typed))

    if perform(work):
        forms.renew(PROGRAMMES, PROGRAMMES)


def _matrix() -> None:
    """Every role against every permission, straight from the table that the guards read."""
    frame = pd.DataFrame(
        {_(role.label): [permission in role.permissions for permission in Permission] for role in ROLES.values()},
    )
    frame.insert(0, _("Việc"), [_(PERMISSION_LABELS[permission]) for permission in Permission])
    show_table(frame, alt=_("Vai trò nào được làm việc gì"), height=680)
    st.caption(_("Vai trò «Khoa» chỉ làm việc với dữ liệu của khoa mình."))


def _record() -> None:
    with reading() as session:
        rows = audit_queries.newest(session)
    show_table(
        pd.DataFrame(
            {
                _("Lúc"): [formats.moment(row.at) for row in rows],
                _("Người dùng"): [row.username for row in rows],
                _("Thao tác"): [row.action for row in rows],
                _("Đối tượng"): [f"{row.entity} {row.entity_id or ''}".strip() for row in rows],
                _("Chi tiết"): [json.dumps(row.facts, ensure_ascii=False) if row.facts else "" for row in rows],
            }
        ),
        alt=_("200 thao tác gần nhất"),
        height=600,
    )


def _demo() -> None:
    st.write(
        _(
            "Nạp khoảng 5.000 cựu HSSV, 1.500 HSSV và 1.200 thí sinh minh hoạ để tập dùng. "
            "Chỉ nạp được khi chưa có hồ sơ nào; hãy dùng một cơ sở dữ liệu riêng cho việc tập."
        )
    )
    if made := st.session_state.get(DEMO_ACCOUNTS):
        demo_accounts(made)
    st.button(_("Nạp dữ liệu minh hoạ"), key="settings.load_demo", icon=":material/science:", on_click=_load_demo)


def _load_demo() -> None:
    from lib.demo.load import load

    def work(session: Session, actor: Actor) -> str:
        summary = load(session, actor)
        st.session_state[DEMO_ACCOUNTS] = summary.accounts
        return _("Đã nạp dữ liệu minh hoạ: {people} người.").format(people=formats.number(summary.people))

    perform(work)
