"""Charts: drawn by Altair once for the same data and words, shown as finished dicts, taken away as PNG or Excel.

Building an Altair chart costs about 20 ms, so the finished dict is kept. Its key is everything that is in it (rows,
words, language): a chart can never show one person what was drawn for another.
"""

import importlib.util
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import altair as alt
import streamlit as st

from lib.core.i18n import Language, _, language
from lib.ui import downloads

Spec = dict[str, Any]
Form = Literal["count", "share", "vnd"]

GREEN, AMBER = "#0b7a3b", "#c98a00"
PALETTE = [GREEN, AMBER, "#2f6fb3", "#b5472f", "#6f5aa8", "#4f8f8a"]
_LABEL_COLOUR = "#6b7770"  # readable on the light and on the dark page
_PRINT_WIDTH, _PRINT_HEIGHT, _PRINT_SCALE = 720, 300, 2
_FONT = "Source Sans Pro"  # the page's own family; has all Vietnamese letters, which Liberation Sans has not
_PRINT = {
    "background": "white",
    "font": _FONT,
    "padding": 16,
    "title": {"fontSize": 16, "anchor": "start"},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "gridColor": "#e3e8e4"},
    "legend": {"labelFontSize": 12, "titleFontSize": 12},
    "view": {"stroke": None},
}
_NUMBERS = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"], "percent": "\N{NO-BREAK SPACE}%"},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", " ₫"], "percent": "%"},
}
_ROOM: dict[Form, float] = {"share": 1.25, "count": 1.15, "vnd": 1.5}
_FORMATS: dict[Form, str] = {"count": ",d", "share": ".1%", "vnd": ",d"}


@dataclass(frozen=True)
class Look:
    """The words of a chart and how its numbers are written.

    `form`: whole numbers, shares from 0 to 1, or whole đồng (the axis then counts in millions: say so in `value`).
    `target` draws a line; values above it, not on it, are green, the others amber.
    """

    category: str
    value: str
    form: Form = "count"
    series: str = ""
    target: float | None = None
    target_label: str = ""


def bars(rows: Sequence[tuple[str, float]], look: Look, *, upright: bool = False) -> Spec:
    """One bar for each (category, value), in the given order; lying, so that long names fit on a phone."""
    return _bars(tuple(rows), look, upright, language())


def stacks(rows: Sequence[tuple[str, str, float]], look: Look) -> Spec:
    """Upright bars from (category, series, value), stacked by series in the given order."""
    return _stacks(tuple(rows), look, language())


def png(spec: Spec, title: str) -> bytes:
    """The chart as a picture on white, with its title, in a font that has every Vietnamese letter."""
    vl_convert = _converter()
    height = spec.get("height")
    sized = spec | {"title": title, "width": _PRINT_WIDTH, "height": height or _PRINT_HEIGHT}
    # No address is allowed: the data is in the chart, nothing has to be fetched.
    return bytes(vl_convert.vegalite_to_png(sized, scale=_PRINT_SCALE, config=_PRINT, allowed_base_urls=[]))


def show_chart(
    spec: Spec,
    *,
    title: str,
    alt: str,
    name: str,
    make_excel: Callable[[], bytes],
) -> None:
    """A chart under its title with two buttons: its picture and its data.

    `name` is the widgets' key and the files' name; `make_excel` writes the chart's data as .xlsx. Both files are made
    only when asked for, in another thread, where nothing of Streamlit may be called.
    """
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{title}**")
        st.vega_lite_chart(spec, alt=alt, key=f"{name}.chart")
        with st.container(horizontal=True):
            st.download_button(
                _("Ảnh PNG"),
                lambda: png(spec, title),
                file_name=f"{name}.png",
                mime="image/png",
                key=f"{name}.png",
                icon=":material/image:",
                help=_("Tải biểu đồ «{title}» dưới dạng ảnh").format(title=title),
                on_click="ignore",
            )
            downloads.excel_button(
                _("Excel"),
                make_excel,
                file_name=f"{name}.xlsx",
                key=f"{name}.xlsx",
                help=_("Tải dữ liệu của «{title}»").format(title=title),
            )


@lru_cache(maxsize=512)
def _bars(rows: tuple[tuple[str, float], ...], look: Look, upright: bool, words_of: Language) -> Spec:
    base = alt.Chart(_data([{"category": category, "value": value} for category, value in rows]))
    category = _category(look, upright=upright)
    value = _value(look, upright=upright, most=max((value for _category, value in rows), default=0))
    places = {"x": category, "y": value} if upright else {"x": value, "y": category}
    colour: Any = alt.value(GREEN)
    if look.target is not None:
        colour = alt.condition(alt.datum.value > look.target, alt.value(GREEN), alt.value(AMBER))
    drawn = base.mark_bar(cornerRadiusEnd=3).encode(**places, color=colour, tooltip=_tooltips(look, series=False))
    numbers = base.mark_text(color=_LABEL_COLOUR, **_beside(look, upright=upright)).encode(
        **_number_places(places, look, upright=upright), text=alt.Text("value:Q", format=_FORMATS[look.form])
    )
    layers = [drawn, numbers]
    if look.target is not None:
        line = alt.Chart(_data([{"target": look.target}])).mark_rule(strokeDash=[5, 4], strokeWidth=2, color="#b5472f")
        at = {"y": alt.Y("target:Q")} if upright else {"x": alt.X("target:Q")}
        layers.append(line.encode(**at, tooltip=[alt.Tooltip("target:Q", title=look.target_label, format=".0%")]))
    return _finished(alt.layer(*layers), look, words_of, upright=upright)


@lru_cache(maxsize=512)
def _stacks(rows: tuple[tuple[str, str, float], ...], look: Look, words_of: Language) -> Spec:
    order = list(dict.fromkeys(series for _category, series, _value in rows))
    chart = (
        alt.Chart(_data([{"category": c, "series": s, "value": v} for c, s, v in rows]))
        .mark_bar()
        .encode(
            x=_category(look, upright=True),
            y=_value(look, upright=True, most=0),
            color=alt.Color(
                "series:N",
                title=look.series,
                sort=order,
                scale=alt.Scale(domain=order),
                legend=alt.Legend(orient="bottom", direction="vertical", labelLimit=220),
            ),
            tooltip=_tooltips(look, series=True),
        )
    )
    return _finished(chart, look, words_of, upright=True)


def _data(values: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=values)


def _category(look: Look, *, upright: bool) -> Any:
    if upright:
        return alt.X(
            "category:N",
            title=look.category,
            sort=None,
            axis=alt.Axis(labelAngle=-40, labelLimit=110, labelOverlap=False),
        )
    return alt.Y("category:N", title=None, sort=None, axis=alt.Axis(labelLimit=150))


def _value(look: Look, *, upright: bool, most: float) -> Any:
    """The axis of the numbers, with room behind the longest bar for its number."""
    room: dict[Form, float] = {"share": 1.12, "count": 1.08, "vnd": 1.15} if upright else _ROOM
    if look.form == "vnd":
        axis = alt.Axis(labelExpr="format(datum.value / 1e6, ',~f')", tickCount=4)
    elif look.form == "share":
        axis = alt.Axis(format=".0%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
        most = 1
    else:
        axis = alt.Axis(format=",d", tickMinStep=1, tickCount=5)
    scale = alt.Scale(domainMin=0, domainMax=most * room[look.form]) if most > 0 else alt.Scale(zero=True)
    return (alt.Y if upright else alt.X)("value:Q", title=look.value, axis=axis, scale=scale)


def _number_places(places: dict[str, Any], look: Look, *, upright: bool) -> dict[str, Any]:
    """Beside the bars; where a target line would cross the numbers, in a row of their own at the far edge."""
    if look.target is None:
        return places
    return places | ({"y": alt.value(8)} if upright else {"x": alt.value("width")})


def _beside(look: Look, *, upright: bool) -> dict[str, Any]:
    if look.target is not None:
        return {} if upright else {"align": "right", "dx": -2}
    return {"dy": -8} if upright else {"align": "left", "dx": 5}


def _tooltips(look: Look, *, series: bool) -> list[alt.Tooltip]:
    shown = [alt.Tooltip("category:N", title=look.category)]
    if series:
        shown.append(alt.Tooltip("series:N", title=look.series))
    return [*shown, alt.Tooltip("value:Q", title=look.value, format=_FORMATS[look.form])]


def _finished(chart: Any, look: Look, words_of: Language, *, upright: bool) -> Spec:
    sized = chart.properties(height=180) if upright else chart.properties(height=alt.Step(30))
    spec: Spec = sized.to_dict()
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}  # else a long legend leaves no height for the bars
    spec["config"] = {"locale": {"number": _NUMBERS[words_of]}, "range": {"category": PALETTE}}
    return json.loads(json.dumps(spec))  # type: ignore[no-any-return]  # plain values, nothing shared with Altair


@cache
def _converter() -> Any:
    """vl-convert with our font; loaded at the first picture, because it starts a JavaScript engine."""
    import vl_convert

    found = importlib.util.find_spec("font_source_sans_pro")
    if found is not None and found.submodule_search_locations:
        vl_convert.register_font_directory(str(Path(found.submodule_search_locations[0]) / "files"))
    return vl_convert
