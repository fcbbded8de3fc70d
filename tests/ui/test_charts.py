import json
import struct
from io import BytesIO

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from lib.core import i18n
from lib.ui import charts
from lib.ui.charts import Look

SHARES = Look("Khoa", "Tỷ lệ", form="share", target=0.8, target_label="Chỉ tiêu: trên")
COUNTS = Look("Kỳ", "Biên bản")
MONEY = Look("Kỳ", "Triệu đồng", form="vnd", series="Hình thức")
SPECS = {
    "shares lying": lambda: charts.bars([("Khoa Nông lâm", 0.825), ("Khoa Sư phạm", 0.5)], SHARES),
    "shares upright": lambda: charts.bars([("2025", 0.8), ("2026", 0.9)], SHARES, upright=True),
    "counts": lambda: charts.bars([("14/6/2026", 3), ("14/12/2026", 0)], COUNTS, upright=True),
    "money": lambda: charts.stacks([("2025", "Học bổng", 1_490_000), ("2025", "Tiền", 2_000_000)], MONEY),
    "nothing yet": lambda: charts.bars([], COUNTS),
}


@pytest.mark.parametrize("name", SPECS)
def test_every_kind_of_chart_becomes_a_picture(name):
    picture = charts.png(SPECS[name](), "Tỷ lệ cập nhật: Thuỷ sản, Sư phạm")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    assert width > 1000
    assert height > 60


def test_a_picture_is_not_blank_and_shows_the_colours_of_met_and_unmet():
    drawn = Image.open(BytesIO(charts.png(SPECS["shares lying"](), "Tỷ lệ"))).convert("RGB")
    colours = {colour for _count, colour in drawn.getcolors(10**6)}
    assert {(0x0B, 0x7A, 0x3B), (0xC9, 0x8A, 0x00), (255, 255, 255)} <= colours


def test_vietnamese_letters_are_drawn_in_the_charts_own_font():
    """Two letters that a font lacks are drawn with the same empty box, or in another family."""
    import vl_convert

    charts.png(SPECS["counts"](), "")  # registers the font
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><text x="2" y="30" font-family="{}" \
font-size="28">{}</text></svg>'
    drawn = {
        letter: vl_convert.svg_to_png(svg.format("Source Sans Pro", letter)) for letter in ["ữ", "ự", "đ", "Ặ", "ở"]
    }
    assert len(set(drawn.values())) == len(drawn)
    assert all(
        picture != vl_convert.svg_to_png(svg.format("No Such Family", letter)) for letter, picture in drawn.items()
    )


def test_exactly_the_target_is_not_coloured_as_met():
    spec = charts.bars([("Khoa A", 0.8)], SHARES)
    assert spec["layer"][0]["encoding"]["color"]["condition"]["test"] == "(datum.value > 0.8)"


@pytest.mark.parametrize(("language", "written"), [("vi", "1.490.000"), ("en", "1,490,000")])
def test_numbers_are_written_in_the_readers_language(language, written):
    import vl_convert

    i18n.read_language_from(lambda: language)
    try:
        spec = charts.bars([("2026", 1_490_000)], Look("Kỳ", "Đồng"))
    finally:
        i18n.read_language_from(lambda: "vi")
    assert f">{written}<" in vl_convert.vegalite_to_svg(spec)


def test_money_stays_whole_dong_in_the_data():
    (values,) = SPECS["money"]()["datasets"].values()
    assert [row["value"] for row in values] == [1_490_000, 2_000_000]


def test_the_same_data_and_words_are_drawn_once_and_other_data_never_shared():
    one = charts.bars([("Khoa A", 1)], COUNTS)
    assert charts.bars([("Khoa A", 1)], COUNTS) is one
    assert charts.bars([("Khoa A", 2)], COUNTS)["data"] != one["data"]
    assert charts.bars([("Khoa A", 1)], Look("Term", "Agreements")) != one


def test_a_finished_chart_is_plain_json_that_fetches_nothing():
    text = json.dumps(SPECS["shares lying"](), ensure_ascii=False)
    assert '"url"' not in text
    assert "Khoa Nông lâm" in text


def _page():
    from lib.ui import charts

    spec = charts.bars([("Khoa A", 1)], charts.Look("Khoa", "Buổi"))
    charts.show_chart(
        spec, title="Buổi theo khoa", alt="Khoa A có 1 buổi", name="buoi-theo-khoa", make_excel=lambda: b"PK"
    )


def test_a_chart_on_the_page_has_words_for_a_screen_reader_and_two_downloads():
    at = AppTest.from_function(_page, default_timeout=30).run()
    assert not at.exception
    chart = at.get("vega_lite_chart")[0]
    assert "Khoa A có 1 buổi" in str(chart.proto)
    assert [button.label for button in at.get("download_button")] == ["Ảnh PNG", "Excel"]


def test_showing_a_chart_leaves_the_kept_one_as_it_was():
    spec = charts.bars([("Khoa A", 1)], Look("Khoa", "Buổi"))
    before = json.dumps(spec)
    at = AppTest.from_function(_page, default_timeout=30).run()
    assert not at.exception
    assert json.dumps(spec) == before
