"""How the wizard shows what a sheet would bring in: what to mend first, then the rows as they will be stored."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from lib.core import formats
from lib.core.i18n import N_, _
from lib.imports.cells import Choice
from lib.imports.commands import Verdict
from lib.imports.days import Birth
from lib.imports.previews import Preview, PreviewRow
from lib.imports.specs import FieldSpec
from lib.ui.tables import show_table

ROWS_SHOWN = 500
STATE_LABELS = {
    "new": N_("Thêm mới"),
    "update": N_("Bổ sung"),
    "unchanged": N_("Không đổi"),
    "refused": N_("Chưa nhập được"),
    "failed": N_("Sai dữ liệu"),
}


def remarks(key: str, preview: Preview, verdicts: Sequence[Verdict]) -> None:
    """Every cell that cannot be used or was repaired, and every row that the wing refuses."""
    found = [
        {"row": row.number, "column": remark.column, "value": remark.value, "mend": remark.sentence, "kind": kind}
        for row in preview.rows
        for kind, said in ((_("Lỗi"), row.problems), (_("Lưu ý"), row.warnings))
        for remark in said
    ]
    for verdict in verdicts:
        kinds = [(_("Lỗi"), verdict.reason)] if verdict.state == "refused" else []
        for kind, sentence in (*kinds, *((_("Lưu ý"), note) for note in verdict.notes)):
            found.append({"row": verdict.number, "column": "", "value": "", "mend": sentence, "kind": kind})
    if not found:
        return
    found.sort(key=lambda remark: (remark["kind"] != _("Lỗi"), remark["row"]))
    st.subheader(_("Cần xem lại"))
    show_table(
        pd.DataFrame(found[:ROWS_SHOWN], columns=["kind", "row", "column", "value", "mend"]),
        alt=_("Các ô có lỗi hoặc cần lưu ý: dòng, cột, giá trị và cách sửa"),
        key=f"{key}.remarks",
        columns={
            "kind": _("Loại"), "row": _("Dòng"), "column": _("Cột"), "value": _("Giá trị trong tệp"),
            "mend": st.column_config.TextColumn(_("Vì sao và cách sửa"), width="large"),
        },
    )  # fmt: skip
    if len(found) > ROWS_SHOWN:
        st.caption(
            _("Hiện {shown} trong {n} mục; tệp dòng lỗi có đủ.").format(shown=ROWS_SHOWN, n=formats.number(len(found)))
        )


def rows(key: str, preview: Preview, verdicts: Sequence[Verdict]) -> None:
    """The first rows as they will be stored, each with what becomes of it and why."""
    st.subheader(_("Xem trước"))
    by_number = {verdict.number: verdict for verdict in verdicts}
    used = set(preview.mapping.values())
    fields = [field for field in preview.spec.fields if field.key in used]
    shown = []
    for row in preview.rows[:ROWS_SHOWN]:
        verdict = by_number.get(row.number)
        state, reason = (verdict.state, verdict.reason) if verdict else ("failed", _first_problem(row))
        shown.append(
            [row.number, _(STATE_LABELS[state]), reason, *(_shown(field, row.values[field.key]) for field in fields)]
        )
    frame = pd.DataFrame(shown, columns=["row", "state", "reason", *(field.key for field in fields)])
    labels = {field.key: field.label for field in fields}
    show_table(
        frame,
        alt=_("Các dòng đầu của tệp như sẽ được lưu, kèm kết quả đối chiếu"),
        key=f"{key}.rows",
        columns={"row": _("Dòng"), "state": _("Kết quả"), "reason": _("Căn cứ"), **labels},
    )
    if len(preview.rows) > ROWS_SHOWN:
        st.caption(
            _("Hiện {shown} dòng đầu trong {n} dòng.").format(shown=ROWS_SHOWN, n=formats.number(len(preview.rows)))
        )


def _first_problem(row: PreviewRow) -> str:
    return str(row.problems[0])


def _shown(field: FieldSpec, value: object) -> str:
    """The value as the reader knows it: the label of a choice, the name behind a code."""
    if value is None:
        return ""
    if field.show is not None:
        return field.show(value)
    return field.parse.label_of(value) if isinstance(field.parse, Choice) else _cell(value)


def _cell(value: object) -> str:
    """A value of any parser as one line of text."""
    match value:
        case None:
            return ""
        case bool():
            return _("Có") if value else _("Không")
        case tuple() | list():
            return ", ".join(map(_cell, value))
        case date():
            return formats.day(value)
        case Birth():
            return formats.day(value.on) or str(value.year)
    return str(value)
