"""The import wizard of every wing: template, file, columns, preview with reasons, one button, file of failed rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import view as accounts
from lib.audit import commands as audit
from lib.core import formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.errors import DomainError
from lib.core.i18n import _, ngettext
from lib.imports import commands, preview_view, queries
from lib.imports.choosing import WhichSheet
from lib.imports.commands import Judge, Outcome, Verdict
from lib.imports.headings import find_headings
from lib.imports.preview_view import STATE_LABELS
from lib.imports.previews import Preview
from lib.imports.reading import read_workbook
from lib.imports.sheets import read_rows, shown
from lib.imports.specs import SheetSpec
from lib.imports.templates import error_file, template
from lib.imports.workbook import Workbook, column_letters
from lib.ui import forms, notices
from lib.ui.downloads import excel_button


@dataclass(frozen=True)
class _Ready:
    """A file that was read and judged; kept in the session until another file or mapping replaces it."""

    choice: object
    workbook: Workbook
    preview: Preview
    verdicts: tuple[Verdict, ...]
    earlier: queries.BatchRow | None


@dataclass(frozen=True)
class _Result:
    preview: Preview
    outcome: Outcome


def wizard(key: str, spec: SheetSpec, *, describe: Judge, apply: Judge, actor: Actor) -> None:
    """Everything between a file on somebody's computer and its rows in the database.

    `describe` tells what `apply` would do without doing it. Session keys begin with `key`.
    """
    _show_result(key)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        excel_button(_("Tải tệp mẫu"), lambda: template(spec), file_name=f"mau_{spec.name}.xlsx", key=f"{key}.template")
    turn = st.session_state.setdefault(f"{key}.turn", 0)
    upload = st.file_uploader(
        _("Chọn tệp Excel hoặc CSV"), type=["xlsx", "csv"], key=f"{key}.file.{turn}", max_upload_size=20
    )
    if upload is None:
        return
    try:
        workbook = _workbook(key, upload)
        sheet = _sheet(key, workbook, spec)
        mapping = _mapping(key, workbook, spec, sheet)
        ready = _ready(key, workbook, spec, sheet, mapping, describe, actor)
    except DomainError as refusal:
        st.error(notices.escaped(str(refusal)), icon=":material/error:")
        return
    if ready is not None:
        _show_ready(key, ready, apply)


def _workbook(key: str, upload: Any) -> Workbook:
    """The file, parsed once for each upload."""
    kept = st.session_state.get(f"{key}.workbook")
    if kept is None or kept[0] != upload.file_id:
        for name in ("ready", "result", "sheet"):
            st.session_state.pop(f"{key}.{name}", None)
        with st.spinner(_("Đang đọc tệp…")):
            kept = (upload.file_id, read_workbook(upload.getvalue(), upload.name))
        st.session_state[f"{key}.workbook"] = kept
    found: Workbook = kept[1]
    return found


def _sheet(key: str, workbook: Workbook, spec: SheetSpec) -> str:
    """The name of the sheet to read; asked for where the file has several that could be meant."""
    names: Sequence[str] = tuple(sheet.name for sheet in workbook.filled())
    try:
        preferred = read_rows(workbook, spec).sheet.name
    except WhichSheet as question:
        names, preferred = question.names, question.names[0]
    if len(names) == 1:
        return names[0]
    return st.selectbox(_("Trang cần nhập"), names, index=names.index(preferred), key=f"{key}.sheet") or names[0]


def _mapping(key: str, workbook: Workbook, spec: SheetSpec, sheet_name: str) -> dict[int, str]:
    """Which column means what: the proposal, as the person has changed it."""
    sheet = next(sheet for sheet in workbook.filled() if sheet.name == sheet_name)
    headings = find_headings(sheet, spec)
    assert headings is not None, "a filled sheet has rows"
    labels = {field.key: field.label for field in spec.fields}
    ignored = _("(không nhập)")
    first = next((row for row in sheet.rows if row.number > headings.last_row), None)
    frame = pd.DataFrame(
        {
            "column": [column_letters(column.index) for column in headings.columns],
            "heading": [column.heading for column in headings.columns],
            "example": [shown(first.cells.get(column.index)) if first else "" for column in headings.columns],
            "field": [labels.get(column.field or "", ignored) for column in headings.columns],
        }
    )
    if headings.missing:
        st.warning(
            _("Chưa tìm thấy cột bắt buộc: {labels}. Hãy chọn cột tương ứng ở bảng dưới đây.").format(
                labels=", ".join(field.label for field in headings.missing)
            ),
            icon=":material/warning:",
        )
    with st.expander(_("Cột trong tệp và thông tin sẽ nhập"), expanded=bool(headings.missing)):
        edited = st.data_editor(
            frame,
            key=f"{key}.mapping.{workbook.sha256[:12]}.{sheet_name}",
            hide_index=True,
            disabled=("column", "heading", "example"),
            alt=_("Các cột của tệp và thông tin mà mỗi cột được đọc thành"),
            column_config={
                "column": st.column_config.TextColumn(_("Cột")),
                "heading": st.column_config.TextColumn(_("Tiêu đề trong tệp")),
                "example": st.column_config.TextColumn(_("Dòng đầu")),
                "field": st.column_config.SelectboxColumn(
                    _("Nhập vào"), options=[ignored, *labels.values()], required=True
                ),
            },
        )
    keys = {label: name for name, label in labels.items()}
    chosen = zip(headings.columns, edited["field"], strict=True)
    return {column.index: keys[label] for column, label in chosen if label in keys}


def _ready(
    key: str, workbook: Workbook, spec: SheetSpec, sheet: str, mapping: Mapping[int, str], describe: Judge, actor: Actor
) -> _Ready | None:  # fmt: skip
    """The judged preview, made once for each file, sheet and mapping; None while a required column is missing."""
    choice = (workbook.sha256, sheet, tuple(sorted(mapping.items())))
    kept: _Ready | None = st.session_state.get(f"{key}.ready")
    if kept is not None and kept.choice == choice:
        return kept
    with st.spinner(_("Đang kiểm tra từng dòng…")), reading() as session:
        preview = read_rows(workbook, spec, mapping, sheet)
        if preview.missing:
            return None
        verdicts = tuple(describe(session, actor, preview, workbook.file_name)) if preview.accepted else ()
        earlier = queries.batch_of(session, spec.name, commands.digest_of(workbook, preview.sheet))
    made = _Ready(choice, workbook, preview, verdicts, earlier)
    st.session_state[f"{key}.ready"] = made
    return made


def _show_ready(key: str, ready: _Ready, apply: Judge) -> None:
    counts = commands.count(ready.verdicts) | {"failed": len(ready.preview.failed)}
    if ready.earlier is not None:
        st.warning(
            _("Tệp này đã được nhập lúc {moment}. Nếu vừa sửa tệp, hãy lưu lại rồi chọn tệp mới.").format(
                moment=formats.moment(ready.earlier.created_at)
            ),
            icon=":material/history:",
        )
    for doubt in ready.preview.doubts:
        st.warning(notices.escaped(doubt), icon=":material/warning:")
    with st.container(horizontal=True):
        for state, label in STATE_LABELS.items():
            st.metric(_(label), formats.number(counts[state]), border=True)
    preview_view.remarks(key, ready.preview, ready.verdicts)
    preview_view.rows(key, ready.preview, ready.verdicts)
    good = counts["new"] + counts["update"] + counts["unchanged"]
    forms.save_button(
        ngettext("Nhập {n} dòng", "Nhập {n} dòng", good).format(n=formats.number(good)),
        key,
        _import,
        key,
        ready,
        apply,
        icon=":material/upload:",
        disabled=not good or ready.earlier is not None,
    )
    if left := counts["refused"] + counts["failed"]:
        st.caption(
            _("{n} dòng chưa nhập được sẽ để lại trong tệp dòng lỗi để sửa và nhập sau.").format(n=formats.number(left))
        )


def _import(action: str, key: str, ready: _Ready, apply: Judge) -> None:
    """The button: one transaction; a second click finds the form's key used and counts as done."""
    made: list[Outcome] = []

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, action)
        made.append(commands.bring_in(session, actor, workbook=ready.workbook, preview=ready.preview, apply=apply))
        counts = made[0].counts
        return _("Đã nhập tệp «{file}»: {new} thêm mới, {update} bổ sung, {unchanged} không đổi.").format(
            file=ready.workbook.file_name, **{name: formats.number(n) for name, n in counts.items()}
        )

    if accounts.perform(work) and made:
        forms.renew(key)
        for name in ("ready", "workbook", "sheet"):
            st.session_state.pop(f"{key}.{name}", None)
        st.session_state[f"{key}.turn"] += 1
        st.session_state[f"{key}.result"] = _Result(ready.preview, made[0])


def _show_result(key: str) -> None:
    """What the last import did, with exactly the rows that stayed behind as a file to mend."""
    result: _Result | None = st.session_state.get(f"{key}.result")
    if result is None:
        return
    counts = {name: formats.number(n) for name, n in result.outcome.counts.items()}
    with st.container(border=True):
        st.text(
            _("«{file}»: {new} dòng thêm mới, {update} bổ sung, {unchanged} không đổi.").format(
                file=result.outcome.file_name, **counts
            )
        )
        if left := result.outcome.counts["failed"] + result.outcome.counts["refused"]:
            st.text(_("{n} dòng chưa nhập được. Hãy tải tệp dòng lỗi, sửa rồi nhập tệp đó.").format(n=left))
            excel_button(
                _("Tải tệp dòng lỗi"),
                lambda: error_file(result.preview, result.outcome.refused),
                file_name="dong_loi.xlsx",
                key=f"{key}.errors",
                primary=True,
            )
