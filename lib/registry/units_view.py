"""Grids to edit units and programmes, used by the first set-up and by the settings page."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.core.errors import InvalidInput
from lib.core.i18n import N_, _
from lib.registry.commands import ProgrammeInput, UnitInput
from lib.registry.queries import UnitRow
from lib.registry.tables import LEVEL_LABELS, UNIT_KIND_LABELS
from lib.ui import forms


def editor(units: Sequence[UnitInput], *, key: str) -> None:
    """The grid of units; read what was typed with `edited` in the callback of the form's button."""
    st.data_editor(
        pd.DataFrame(_unit_rows(units), columns=["code", "name", "kind", "active"]),
        num_rows="add",
        hide_index=True,
        key=key,
        alt=_("Danh sách đơn vị của trường"),
        column_config={
            "code": st.column_config.TextColumn(_("Mã"), required=True),
            "name": st.column_config.TextColumn(_("Tên đơn vị"), required=True, width="large"),
            "kind": st.column_config.SelectboxColumn(
                _("Loại"), options=[_(label) for label in UNIT_KIND_LABELS.values()], required=True, default=_("Khoa")
            ),
            "active": st.column_config.CheckboxColumn(_("Đang dùng"), default=True),
        },
    )


def edited(units: Sequence[UnitInput], *, key: str) -> list[UnitInput]:
    """The units that are new or changed; the others are left alone, somebody else may be editing them."""
    kinds = {_(label): str(kind) for kind, label in UNIT_KIND_LABELS.items()}
    rows = forms.edited_rows(_unit_rows(units), key)
    ids = [unit.id for unit in units] + [None] * (len(rows) - len(units))
    typed = [
        UnitInput(
            id_,
            row.get("code") or "",
            row.get("name") or "",
            kinds.get(row.get("kind", ""), ""),
            row.get("active", True),
        )
        for id_, row in zip(ids, rows, strict=True)
    ]
    return [unit for unit in typed if unit.id is None or unit not in units]


def _unit_rows(units: Sequence[UnitInput]) -> list[dict[str, Any]]:
    labels = {str(kind): _(label) for kind, label in UNIT_KIND_LABELS.items()}
    return [
        {"code": unit.code, "name": unit.name, "kind": labels[unit.kind], "active": unit.is_active} for unit in units
    ]


def programme_editor(programmes: Sequence[ProgrammeInput], faculties: Sequence[UnitRow], *, key: str) -> None:
    """The grid of programmes; read what was typed with `edited_programmes`."""
    st.data_editor(
        pd.DataFrame(_programme_rows(programmes, faculties), columns=["code", "name", "level", "faculty", "active"]),
        num_rows="add",
        hide_index=True,
        key=key,
        alt=_("Danh sách ngành đào tạo"),
        column_config={
            "code": st.column_config.TextColumn(_("Mã ngành"), required=True),
            "name": st.column_config.TextColumn(_("Tên ngành"), required=True, width="large"),
            "level": st.column_config.SelectboxColumn(
                _("Trình độ"), options=[_(label) for label in LEVEL_LABELS.values()], required=True
            ),
            "faculty": st.column_config.SelectboxColumn(
                _("Khoa"), options=[faculty.name for faculty in faculties], required=True
            ),
            "active": st.column_config.CheckboxColumn(_("Đang dùng"), default=True),
        },
    )


def edited_programmes(
    programmes: Sequence[ProgrammeInput], faculties: Sequence[UnitRow], *, key: str
) -> list[ProgrammeInput]:
    """The programmes that are new or changed; raises InvalidInput for a row without a faculty."""
    levels = {_(label): str(level) for level, label in LEVEL_LABELS.items()}
    faculty_ids = {faculty.name: faculty.id for faculty in faculties}
    rows = forms.edited_rows(_programme_rows(programmes, faculties), key)
    ids = [programme.id for programme in programmes] + [None] * (len(rows) - len(programmes))
    made = []
    for id_, row in zip(ids, rows, strict=True):
        name = row.get("name") or ""
        if row.get("faculty") not in faculty_ids:
            raise InvalidInput(N_("Ngành «{name}»: hãy chọn khoa quản lý."), name=name)
        made.append(
            ProgrammeInput(
                id_,
                row.get("code") or "",
                name,
                levels.get(row.get("level", ""), ""),
                faculty_ids[row["faculty"]],
                row.get("active", True),
            )
        )
    return [programme for programme in made if programme.id is None or programme not in programmes]


def _programme_rows(programmes: Sequence[ProgrammeInput], faculties: Sequence[UnitRow]) -> list[dict[str, Any]]:
    levels = {str(level): _(label) for level, label in LEVEL_LABELS.items()}
    names = {faculty.id: faculty.name for faculty in faculties}
    return [
        {
            "code": programme.code,
            "name": programme.name,
            "level": levels[programme.level],
            "faculty": names.get(programme.faculty_id, ""),
            "active": programme.is_active,
        }
        for programme in programmes
    ]
