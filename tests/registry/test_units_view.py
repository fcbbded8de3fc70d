"""What the grids of units and programmes hand over: only the lines that this person touched."""

from streamlit.testing.v1 import AppTest


def units_grid() -> None:
    import streamlit as st

    from lib.registry import units_view
    from lib.registry.commands import UnitInput

    units = [UnitInput(1, "NL", "Khoa Nông lâm", "faculty"), UnitInput(2, "KT", "Khoa Kinh tế", "faculty")]
    st.session_state["grid"] = {
        "edited_rows": {1: {"name": "Khoa Kinh tế - Du lịch"}},
        "added_rows": [{"code": "YD", "name": "Khoa Y Dược", "kind": "Khoa"}, {}],
    }
    st.session_state["found"] = units_view.edited(units, key="grid")
    st.session_state["untouched"] = units_view.edited(units, key="another grid")
    unsaved = [UnitInput(None, "DTN", "Đoàn Thanh niên", "association")]
    st.session_state["suggested"] = units_view.edited(unsaved, key="another grid")


def programmes_grid() -> None:
    import streamlit as st

    from lib.registry import units_view
    from lib.registry.commands import ProgrammeInput
    from lib.registry.queries import UnitRow

    faculties = [UnitRow(1, "NL", "Khoa Nông lâm", "faculty", True), UnitRow(2, "KT", "Khoa Kinh tế", "faculty", True)]
    programmes = [ProgrammeInput(n, f"P{n}", f"Ngành {n}", "college", 1) for n in (7, 8)]
    st.session_state["grid"] = {"edited_rows": {0: {"faculty": "Khoa Kinh tế"}}}
    st.session_state["found"] = units_view.edited_programmes(programmes, faculties, key="grid")


def test_a_unit_that_somebody_else_may_be_editing_is_not_written_again() -> None:
    seen = AppTest.from_function(units_grid).run().session_state
    assert [(unit.id, unit.name) for unit in seen["found"]] == [(2, "Khoa Kinh tế - Du lịch"), (None, "Khoa Y Dược")]
    assert seen["untouched"] == []


def test_units_that_were_only_suggested_are_all_new() -> None:
    seen = AppTest.from_function(units_grid).run().session_state
    assert [unit.code for unit in seen["suggested"]] == ["DTN"]


def test_only_the_programme_that_was_moved_is_written() -> None:
    seen = AppTest.from_function(programmes_grid).run().session_state
    assert [(programme.id, programme.faculty_id) for programme in seen["found"]] == [(7, 2)]
