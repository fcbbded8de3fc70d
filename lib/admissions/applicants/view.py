"""The files of a round: the list with its search, one file opened, and bringing in a list from Excel."""

from functools import partial

import pandas as pd
import streamlit as st

from lib.accounts.permissions import Permission
from lib.admissions.applicants import commands, queries
from lib.admissions.applicants.card_view import card
from lib.admissions.applicants.sheet import sheet_of
from lib.admissions.applicants.verdicts import shown
from lib.admissions.dossiers import RankingRules, score
from lib.admissions.rounds import queries as rounds
from lib.admissions.rounds.queries import RoundRow
from lib.admissions.rounds.rules import check_open
from lib.admissions.scores import decimal_score
from lib.core import formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.errors import DomainError
from lib.core.i18n import _
from lib.imports.view import wizard
from lib.registry.identifiers import shown_phone
from lib.ui import layout, notices
from lib.ui.tables import day_column, decimal_column, show_table

MODE = "admissions.applicants.mode"
SEARCH = "admissions.applicants.search"
PAGE = "admissions.applicants.page"
OPENED = "admissions.applicants.opened"
LIST, BRING_IN = "list", "import"


def applicants_tab(actor: Actor, round_: RoundRow | None) -> None:
    if round_ is None:
        layout.empty_state(_("Chưa có đợt tuyển sinh nào"), _("Hãy thêm đợt ở thẻ «Đợt và chỉ tiêu» trước."))
        return
    mode = LIST
    if actor.may(Permission.ADMISSIONS_IMPORT):
        labels = {LIST: _("Danh sách"), BRING_IN: _("Nhập từ Excel")}
        mode = st.segmented_control(
            _("Việc cần làm"), list(labels), default=LIST, format_func=labels.__getitem__, key=MODE, required=True,
            label_visibility="collapsed",
        )  # fmt: skip
    if mode == BRING_IN:
        _bring_in(actor, round_)
    else:
        _files(actor, round_)


def _bring_in(actor: Actor, round_: RoundRow) -> None:
    try:
        check_open(name=round_.name, status=round_.status, closed_on=round_.closed_on)
    except DomainError as refusal:
        st.info(notices.escaped(str(refusal)), icon=":material/lock:")
        return
    with reading() as session:
        offered = rounds.offers(session, round_.id)
    if not offered:
        layout.empty_state(
            _("Đợt này chưa có chỉ tiêu"), _("Hãy ghi chỉ tiêu từng ngành ở thẻ «Đợt và chỉ tiêu» rồi nhập hồ sơ.")
        )
        return
    st.caption(
        _(
            "Hồ sơ mới được thêm, hồ sơ đã có cùng mã được sửa theo tệp; ô để trống giữ nguyên điều đã biết. "
            "Đổi diện ưu tiên hoặc diện tuyển thẳng thì phải kiểm tra lại minh chứng."
        )
    )
    wizard(
        f"admissions.import.{round_.id}",
        sheet_of(round_.id, offered),
        describe=partial(commands.describe, round_id=round_.id),
        apply=partial(commands.apply, round_id=round_.id),
        actor=actor,
    )


def _files(actor: Actor, round_: RoundRow) -> None:
    if not round_.applicants:
        layout.empty_state(_("Đợt này chưa có hồ sơ nào"), _("Trung tâm Tuyển sinh nhập danh sách thí sinh từ Excel."))
        return
    text = st.text_input(
        _("Tìm hồ sơ"), key=SEARCH, placeholder=_("Mã hồ sơ, họ tên, điện thoại hoặc số định danh"), max_chars=100
    )
    page = st.session_state.get(PAGE, 1)
    with reading() as session:
        found = queries.search(session, actor, round_id=round_.id, text=text, page=page)
        if not found.cards and page > 1:
            page = 1
            found = queries.search(session, actor, round_id=round_.id, text=text)
    if not found.cards:
        layout.empty_state(_("Không có hồ sơ nào khớp"), _("Hãy thử một phần của họ tên, không cần gõ dấu."))
        return
    _list(found, round_.rules)
    last = -(-found.total // queries.PAGE_SIZE)
    st.session_state[PAGE] = page
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.caption(_("{n} hồ sơ").format(n=formats.number(found.total)))
        if last > 1:
            st.number_input(_("Trang (1–{last})").format(last=last), 1, last, key=PAGE, width=140)
    _opened(actor, round_, found)


def _list(found: queries.Page, rules: RankingRules) -> None:
    files = [one.dossier for one in found.cards]
    scores = [score(file, rules.points) for file in files]
    show_table(
        pd.DataFrame(
            {
                _("Mã hồ sơ"): [file.code for file in files],
                _("Họ và tên"): [file.full_name for file in files],
                _("Ngày sinh"): [one.born_on for one in found.cards],
                _("Dân tộc"): [shown("ethnicity", one.ethnicity, {}) for one in found.cards],
                _("Điện thoại"): [shown_phone(one.phone) if one.phone else "" for one in found.cards],
                _("Nguyện vọng"): [" › ".join(file.choices) for file in files],
                _("ĐXT"): [None if one.dxt is None else decimal_score(one.dxt) for one in scores],
                _("ĐXH"): [None if one.dxh is None else decimal_score(one.dxh) for one in scores],
                _("Diện tuyển thẳng"): [shown("direct_category", file.direct_category or None, {}) for file in files],
            }
        ),
        alt=_("Hồ sơ thí sinh của đợt"),
        columns={
            _("Ngày sinh"): day_column(_("Ngày sinh")),
            **{label: decimal_column(label) for label in (_("ĐXT"), _("ĐXH"))},
        },
    )


def _opened(actor: Actor, round_: RoundRow, found: queries.Page) -> None:
    names = {one.id: f"{one.dossier.code} – {one.dossier.full_name}" for one in found.cards}
    if st.session_state.get(OPENED) not in names:
        st.session_state.pop(OPENED, None)
    chosen = st.selectbox(
        _("Mở hồ sơ"), list(names), index=None, key=OPENED, format_func=lambda id_: names.get(id_, ""),
        placeholder=_("Chọn một hồ sơ trong trang này"),
    )  # fmt: skip
    if chosen is not None:
        card(actor, round_, int(chosen))
