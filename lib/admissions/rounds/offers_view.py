"""What a round offers: a grid of all programmes to edit, with the seats that are left to rank for."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts.permissions import Permission
from lib.accounts.view import perform
from lib.admissions.dossiers import OfferedProgramme
from lib.admissions.rankings import queries as rankings
from lib.admissions.rounds import commands
from lib.admissions.rounds.queries import RoundRow
from lib.admissions.rounds.rules import MIN_DXT, OfferInput, Seats, seats_by_programme
from lib.core import formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import _
from lib.registry import queries as registry
from lib.registry.queries import ProgrammeRow
from lib.registry.tables import LEVEL_LABELS, Level
from lib.ui import forms, layout, notices
from lib.ui.tables import show_table

OFFERS = "admissions.offers"
EDITED = ("quota", "foreign_seats", "taken", "min_dxt", "language_required")
SEATS = ("direct", "left")


def offers(actor: Actor, round_: RoundRow) -> None:
    st.subheader(_("Chỉ tiêu từng ngành"))
    with reading() as session:
        case = rankings.case(session, actor, round_.id)
        programmes = registry.programmes(session)
    seats = seats_by_programme(case)
    may_edit = actor.may(Permission.ADMISSIONS_IMPORT) and round_.is_open
    rows = _rows(programmes, {one.programme_id: one for one in case.programmes}, seats, offered_only=not may_edit)
    if not rows:
        layout.empty_state(
            _("Chưa có ngành nào"), _("Quản trị thêm ngành ở Thiết lập › Ngành đào tạo; sau đó ghi chỉ tiêu tại đây.")
        )
        return
    if may_edit:
        with st.form(f"{OFFERS}.form", border=False):
            st.data_editor(
                _frame(rows), key=_key(round_.id), hide_index=True, column_config=_columns(),
                disabled=("code", "name", "level", *SEATS), alt=_("Chỉ tiêu và điều kiện của từng ngành trong đợt"),
                placeholder="–", height="content",
            )  # fmt: skip
            st.caption(_("Để trống «Chỉ tiêu» nếu ngành không tuyển trong đợt này."))
            st.form_submit_button(
                _("Lưu chỉ tiêu"), key=f"{OFFERS}.save", type="primary", on_click=_save, args=(round_.id, rows)
            )
    else:
        show_table(_frame(rows), alt=_("Chỉ tiêu và điều kiện của từng ngành trong đợt"), columns=_columns())
    _arithmetic(seats)


def _arithmetic(seats: Mapping[str, Seats]) -> None:
    """The seats of the whole round, and programmes whose direct admissions have no room."""
    if not seats:
        return
    total = {name: sum(getattr(one, name) for one in seats.values()) for name in (*Seats.__dataclass_fields__, "left")}
    st.text(
        _(
            "Toàn đợt: {quota} chỉ tiêu − {foreign} lưu học sinh − {direct} tuyển thẳng − {taken} đã nhận "
            "= {left} còn xếp hạng."
        ).format(**{name: formats.number(n) for name, n in total.items()})
    )
    for code, one in seats.items():
        if one.over:
            st.warning(
                _("Ngành {code}: vượt chỉ tiêu {n} người. Hãy tăng chỉ tiêu hoặc đổi ngành.").format(
                    code=notices.escaped(code), n=one.over
                ),
                icon=":material/warning:",
            )


def _rows(
    programmes: Sequence[ProgrammeRow],
    offered: Mapping[int, OfferedProgramme],
    seats: Mapping[str, Seats],
    *,
    offered_only: bool,
) -> list[dict[str, Any]]:
    """One row for each programme that is offered or could be; a programme not yet offered proposes N II.2."""
    rows = []
    for one in programmes:
        offer = offered.get(one.id)
        if offer is None and (offered_only or not one.is_active):
            continue
        shown = offer or OfferedProgramme(one.id, one.code, one.name, one.level, 0, min_dxt=MIN_DXT)
        room = seats.get(one.code)
        rows.append(
            {
                "programme_id": one.id,
                "code": one.code,
                "name": one.name,
                "level": _(LEVEL_LABELS[Level(one.level)]),
                "quota": offer.quota if offer else None,
                "foreign_seats": shown.foreign_seats,
                "taken": shown.taken,
                "direct": room.direct if room else None,
                "left": room.left if room else None,
                # The grid's numbers are JavaScript's; what is typed comes back through its shortest text.
                "min_dxt": None if shown.min_dxt is None else float(shown.min_dxt),
                "language_required": shown.language_required,
            }
        )
    return rows


def _frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows).drop(columns="programme_id")
    whole = ("quota", "foreign_seats", "taken", *SEATS)
    return frame.astype({**dict.fromkeys(whole, "Int64"), "min_dxt": "Float64"})


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "code": _("Mã ngành"),
        "name": st.column_config.TextColumn(_("Ngành"), width=150),
        "level": st.column_config.TextColumn(_("Trình độ"), width=80),
        "quota": number(_("Chỉ tiêu"), min_value=0, step=1),
        "foreign_seats": number(_("− Lưu học sinh"), min_value=0, step=1),
        "taken": number(_("− Đã nhận"), min_value=0, step=1, help=_("Chỗ đã có người nhận ở các đợt trước.")),
        "direct": number(_("− Tuyển thẳng"), help=_("Hồ sơ đủ minh chứng, đúng trình độ của nguyện vọng 1.")),
        "left": number(_("= Còn xếp hạng")),
        "min_dxt": number(
            _("ĐXT tối thiểu"), min_value=0, max_value=10, step=0.01, format="localized",
            help=_("Xét trước khi cộng điểm ưu tiên (N II.2). Để trống nếu ngành không đặt ngưỡng."),
        ),
        "language_required": st.column_config.CheckboxColumn(_("Ngoại ngữ bậc 1/6")),
    }  # fmt: skip


def _key(round_id: int) -> str:
    return f"{OFFERS}.{round_id}"


def _save(round_id: int, rows: list[dict[str, Any]]) -> None:
    def work(session: Session, actor: Actor) -> str:
        typed = forms.edited_rows(rows, _key(round_id))
        # Only what this person changed is written, so that two people may work on different programmes.
        changed = [_offer(new) for old, new in zip(rows, typed, strict=True) if old != new]
        saved = commands.save_offers(session, actor, round_id=round_id, offers=changed)
        return _("Đã lưu chỉ tiêu của {n} ngành.").format(n=saved)

    if perform(work):
        forms.renew(OFFERS, _key(round_id))


def _offer(row: Mapping[str, Any]) -> OfferInput:
    return OfferInput(
        programme_id=row["programme_id"],
        code=row["code"],
        quota=None if row["quota"] is None else int(row["quota"]),
        foreign_seats=int(row["foreign_seats"] or 0),
        taken=int(row["taken"] or 0),
        min_dxt=None if row["min_dxt"] is None else Decimal(str(row["min_dxt"])),
        language_required=bool(row["language_required"]),
    )
