"""Parts of Streamlit's own widgets that have no parameter: English words, and a download that bypasses ours."""

import json

import streamlit as st

from lib.core.i18n import language

_TABLE_TOOLS = "[data-testid=stElementToolbarButton]"
# The browser's own CSV is not on record, and Excel would run what stands in its cells (see lib.imports.exports).
_HIDDEN = (f'{_TABLE_TOOLS}:has([aria-label^="Download as CSV"])',)
_HIDDEN_IN_VIETNAMESE = ("[data-testid=InputInstructions]",)  # "Press Enter to apply"; leaving the field does as well
_UPLOAD = "[data-testid=stFileUploaderDropzone] "
_VIETNAMESE = {
    "[data-testid=stWidgetLabelRequired]": "(bắt buộc)",
    f"{_UPLOAD}[data-testid=stBaseButton-secondary] p": "Chọn tệp",
    f"{_UPLOAD}[data-testid=stFileUploaderDropzoneInstructions] span": "hoặc kéo thả tệp vào đây, tối đa 20 MB",
}
"""Only a Vietnamese reader sees these, so they are not in the catalogue. By selector; the widget's word is hidden."""


def mend() -> None:
    """Style what cannot be said otherwise, once for each run of the page."""
    rules = [_hide(selector) for selector in _HIDDEN]
    if language() == "vi":
        rules += [_hide(selector) for selector in _HIDDEN_IN_VIETNAMESE]
        rules += [_replace(selector, word) for selector, word in _VIETNAMESE.items()]
    st.html(f"<style>{''.join(rules)}</style>")


def _hide(selector: str) -> str:
    return f"{selector}{{display:none}}"


def _replace(selector: str, word: str) -> str:
    quoted = json.dumps(word, ensure_ascii=False)
    return f"{selector}{{font-size:0}}{selector}::after{{content:{quoted};font-size:.875rem}}"
