"""One applicant's file: scores, every reason against each choice, direct admission, and the papers that were seen."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts.permissions import Permission
from lib.accounts.view import perform
from lib.admissions.applicants import commands, queries
from lib.admissions.applicants.queries import ApplicantCard
from lib.admissions.applicants.verdicts import FIELD_LABELS, shown
from lib.admissions.direct import category_of
from lib.admissions.dossiers import DirectClaim, Dossier, OfferedProgramme, RankingRules, direct_claim, score
from lib.admissions.eligibility import unmet
from lib.admissions.rounds import queries as rounds
from lib.admissions.rounds.queries import RoundRow
from lib.admissions.scores import Score, decimal_score
from lib.core import formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import _
from lib.registry.identifiers import shown_phone
from lib.ui import notices
from lib.ui.tables import show_table

EVIDENCE = "admissions.evidence"
PERSONAL = ("born_on", "sex", "ethnicity", "citizen_id", "phone", "commune_code")
CLAIM_ICONS = {
    DirectClaim.WRONG_LEVEL: ":material/block:",
    DirectClaim.UNVERIFIED: ":material/hourglass_empty:",
    DirectClaim.RECTOR: ":material/gavel:",
    DirectClaim.ENTITLED: ":material/check_circle:",
}


def card(actor: Actor, round_: RoundRow, applicant_id: int) -> None:
    with reading() as session:
        found = queries.card(session, actor, round_id=round_.id, applicant_id=applicant_id)
        offered = {one.code: one for one in rounds.offers(session, round_.id)}
    file = found.dossier
    result = score(file, round_.rules.points)
    with st.container(border=True):
        st.subheader(notices.escaped(f"{file.code} – {file.full_name}"))
        left, right = st.columns(2)
        with left:
            _personal(found)
        with right:
            _scores(file, result, round_.rules)
        _choices(file, result, offered)
        _direct(file, offered)
        if actor.may(Permission.ADMISSIONS_IMPORT) and round_.is_open:
            _evidence(round_.id, found)


def _personal(found: ApplicantCard) -> None:
    values = {name: shown(name, getattr(found, name), {}) for name in PERSONAL}
    values["phone"] = shown_phone(found.phone) if found.phone else ""
    frame = pd.DataFrame({"label": [_(FIELD_LABELS[name]) for name in values], "value": list(values.values())})
    show_table(frame, alt=_("Thông tin của thí sinh"), columns={"label": "", "value": ""})


def _scores(file: Dossier, result: Score, rules: RankingRules) -> None:
    """ĐXH as a sum; the points that are claimed but not counted stay visible."""
    lines = [
        (_("ĐXT: trung bình lớp 10–12"), _text(result.dxt), " · ".join(formats.number(one, 2) for one in file.grades)),
        (_("Ưu tiên đối tượng (được tính)"), _text(result.group.counted), ", ".join(file.ut_groups)),
        (_("Ưu tiên khu vực"), _text(result.area.counted), file.area),
        (_("ĐXH: điểm xếp hạng"), _text(result.dxh), rules.points.source),
    ]
    waiting = result.group.potential - result.group.counted
    if waiting:
        lines.insert(2, (_("Ưu tiên đối tượng (chưa tính)"), _text(waiting), _("Chờ kiểm tra minh chứng")))
        lines.append((_("ĐXH khi đủ minh chứng"), _text(result.potential_dxh), ""))
    frame = pd.DataFrame(lines, columns=["label", "value", "source"])
    show_table(
        frame, alt=_("Điểm của thí sinh"), columns={"label": "", "value": _("Điểm"), "source": _("Căn cứ")}
    )  # fmt: skip


def _choices(file: Dossier, result: Score, offered: dict[str, OfferedProgramme]) -> None:
    """Every condition that fails, for every choice (N II.2)."""
    lines = []
    for position, code in enumerate(file.choices, start=1):
        offer = offered.get(code)
        if offer is None:
            lines.append((position, code, "", _("Ngành không còn chỉ tiêu trong đợt. Hãy đổi nguyện vọng.")))
            continue
        reasons = unmet(result.dxt, file.evidence, offer.demands, code)
        said = "\n".join(map(str, reasons)) or _("Đủ điều kiện xếp hạng.")
        lines.append((position, code, offer.name, said))
    show_table(
        pd.DataFrame(lines, columns=["position", "code", "name", "reasons"]),
        alt=_("Điều kiện của từng nguyện vọng"),
        columns={
            "position": _("Nguyện vọng"),
            "code": _("Mã ngành"),
            "name": _("Ngành"),
            "reasons": st.column_config.TextColumn(_("Điều kiện"), width="large"),
        },
    )


def _direct(file: Dossier, offered: dict[str, OfferedProgramme]) -> None:
    if not file.direct_category or not file.choices or file.choices[0] not in offered:
        return
    claim = direct_claim(file, offered[file.choices[0]].level)
    category = category_of(file.direct_category)
    label = _(category.label) if category else file.direct_category
    sentence = _("Tuyển thẳng, diện «{category}» (N II.5.2): {state}.").format(category=label, state=_(claim.label))
    box = st.success if claim is DirectClaim.ENTITLED else st.warning
    box(notices.escaped(sentence), icon=CLAIM_ICONS[claim])


def _evidence(round_id: int, found: ApplicantCard) -> None:
    file = found.dossier
    before = {name: getattr(file, name) for name in commands.EVIDENCE} | {
        "direct_decision": file.direct_decision or None
    }
    # A widget keeps what it held under its key: another state of the file is another form.
    form = f"{EVIDENCE}.{found.id}.{'.'.join(map(str, before.values()))}"
    languages = {True: _("Đạt"), False: _("Không đạt"), None: _("Chưa rõ")}
    with st.form(form):
        st.markdown(f"**{_('Minh chứng đã kiểm tra')}**")
        st.checkbox(
            _("Đã kiểm tra giấy tờ ưu tiên"), file.ut_verified, key=f"{form}.ut_verified", disabled=not file.ut_groups
        )
        st.radio(
            _("Ngoại ngữ bậc 1/6"), list(languages), index=list(languages).index(file.language_ok), horizontal=True,
            format_func=languages.__getitem__, key=f"{form}.language_ok",
        )  # fmt: skip
        st.checkbox(
            _("Đã kiểm tra giấy tờ tuyển thẳng"), file.direct_verified, key=f"{form}.direct_verified",
            disabled=not file.direct_category,
        )  # fmt: skip
        category = category_of(file.direct_category)
        if category and category.rector_decides:
            st.text_input(
                _("Số quyết định của Hiệu trưởng"), file.direct_decision, key=f"{form}.direct_decision", max_chars=100
            )
        st.form_submit_button(
            _("Lưu minh chứng"),
            key=f"{form}.save",
            type="primary",
            on_click=_save,
            args=(round_id, found.id, form, before),
        )


def _save(round_id: int, applicant_id: int, form: str, before: Mapping[str, object]) -> None:
    def work(session: Session, actor: Actor) -> str:
        state = st.session_state
        code = commands.save_evidence(
            session, actor, round_id=round_id, applicant_id=applicant_id,
            ut_verified=state[f"{form}.ut_verified"], language_ok=state[f"{form}.language_ok"],
            direct_verified=state[f"{form}.direct_verified"], direct_decision=state.get(f"{form}.direct_decision", ""),
            before=before,
        )  # fmt: skip
        return _("Đã lưu minh chứng của hồ sơ {code}.").format(code=code)

    perform(work)


def _text(value: int | None) -> str:
    return "" if value is None else formats.number(decimal_score(value), 2)
