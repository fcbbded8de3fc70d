"""What the school records about a person as a dated yes or no, and the paper that proves each (requirements 4.1)."""

from dataclasses import dataclass

from lib.core.i18n import N_


@dataclass(frozen=True)
class FactKind:
    """A kind of fact. `code` is what the column `person_fact.kind` holds.

    A yearly fact, such as poverty, holds for the calendar year of its paper; any other until something else is said.
    """

    code: str
    label: str
    paper: str
    is_yearly: bool = False


POOR, NEAR_POOR = "household_poor", "household_near_poor"
HOUSEHOLD = "household"
"""Poor, near-poor or neither: one question on paper, kept as the two facts above."""

KINDS: dict[str, FactKind] = {
    kind.code: kind
    for kind in (
        FactKind(POOR, N_("Thuộc hộ nghèo"), N_("Giấy chứng nhận hộ nghèo của năm"), is_yearly=True),
        FactKind(NEAR_POOR, N_("Thuộc hộ cận nghèo"), N_("Giấy chứng nhận hộ cận nghèo của năm"), is_yearly=True),
        FactKind("disabled", N_("Là người khuyết tật"), N_("Giấy xác nhận mức độ khuyết tật")),
        FactKind("boarding_school_graduate", N_("Tốt nghiệp trường PTDTNT"), N_("Bằng tốt nghiệp của trường PTDTNT")),
        FactKind("resident_son_la", N_("Thường trú tại Sơn La"), N_("Xác nhận thông tin cư trú")),
        FactKind("hardship_area", N_("Thường trú xã, bản đặc biệt khó khăn"), N_("Xác nhận thông tin cư trú")),
        FactKind("minority_area", N_("Thường trú vùng dân tộc thiểu số"), N_("Xác nhận thông tin cư trú")),
        FactKind("border_area", N_("Thường trú vùng biên giới"), N_("Xác nhận thông tin cư trú")),
        FactKind("martyr_child", N_("Là con liệt sĩ"), N_("Giấy xác nhận con liệt sĩ")),
        FactKind(
            "war_invalid_class1_child",
            N_("Là con thương binh hạng 1/4"),
            N_("Giấy xác nhận con thương binh ghi hạng"),
        ),
        FactKind(
            "cooperation_programme",
            N_("Thuộc chương trình hợp tác với tỉnh Sơn La"),
            N_("Quyết định cử đi học theo chương trình hợp tác"),
        ),
        FactKind(
            "stays_over_tet",
            N_("Ở lại trường dịp Tết"),
            N_("Giấy xác nhận ở lại trường dịp Tết"),
            is_yearly=True,
        ),
    )
}
EXPECTED = tuple(kind for kind in KINDS if kind not in ("cooperation_programme", "stays_over_tet"))
"""What should be known of every student; the others concern few."""
