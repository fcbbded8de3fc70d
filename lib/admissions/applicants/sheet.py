"""The list of applicants as the admissions centre keeps it: one row for each file (N II.2 to II.5)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from lib.admissions.direct import CATEGORIES
from lib.admissions.dossiers import OfferedProgramme
from lib.admissions.scores import NOTICE_2023, average, decimal_score, hundredths
from lib.core import formats
from lib.core.i18n import N_, _
from lib.imports import cells
from lib.imports.cells import CellProblem, Noted, as_text
from lib.imports.days import day
from lib.imports.specs import FieldSpec, Parse, SheetSpec
from lib.imports.workbook import Raw
from lib.registry.identifiers import shown_phone
from lib.registry.people import fields
from lib.registry.people.cells import phones
from lib.registry.tables import LEVEL_LABELS, Level

GRADES = ("grade10", "grade11", "grade12")
CHOICES = ("choice1", "choice2", "choice3")
_SEPARATORS = re.compile(r"[+,;/&\s]+|\bvà\b", re.IGNORECASE)

area = cells.Choice(
    {code: code for code in NOTICE_2023.areas},
    {alias: code for code in NOTICE_2023.areas for alias in (code[2:], f"Khu vực {code[2:]}", code.replace("-", ""))},
)
direct_category = cells.Choice(
    {category.label: category.code for category in CATEGORIES},
    {name: category.code for category in CATEGORIES for name in (category.code, category.number)},
)


def mark(places: int) -> Callable[[Raw], Decimal]:
    """A parser of marks from 0 to 10 with at most so many decimals, because the record keeps no more."""

    def parse(raw: Raw) -> Decimal:
        value = cells.score(raw)
        if value != round(value, places):
            raise CellProblem(
                N_("Điểm «{value}» có hơn {places} chữ số thập phân. Hãy kiểm tra lại điểm trong học bạ."),
                value=as_text(raw),
                places=places,
            )
        return value

    return parse


def groups(raw: Raw) -> tuple[str, ...]:
    """Priority groups: "UT1", "ut2", "UT1+UT2", "UT1, UT2"."""
    written = as_text(raw)
    spaced = re.sub(r"(?i)\bUT\s+(?=\d)", "UT", written)
    codes = tuple(dict.fromkeys(part.upper() for part in _SEPARATORS.split(spaced) if part))
    unknown = [code for code in codes if code not in NOTICE_2023.groups]
    if unknown or not codes:
        raise CellProblem(
            N_("«{value}» không phải là đối tượng ưu tiên. Hãy ghi {known}, hoặc để trống."),
            value=written,
            known=", ".join([*NOTICE_2023.groups, "+".join(NOTICE_2023.groups)]),
        )
    return tuple(sorted(codes))


def one_phone(raw: Raw) -> object:
    """The first number of the cell; others are named, not kept."""
    read = phones(raw)
    numbers, warning = (read.value, read.warning) if isinstance(read, Noted) else (read, "")
    assert isinstance(numbers, tuple)
    if len(numbers) > 1:
        warning = f"{warning} {_('Ô có nhiều số điện thoại; chỉ giữ số đầu tiên.')}".strip()
    return Noted(numbers[0], warning) if warning else numbers[0]


def contradictions(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What a row says that cannot be true together."""
    years = [values[key] for key in GRADES]
    known = [grade for grade in years if isinstance(grade, Decimal)]
    overall = values["average"]
    if known and len(known) < len(GRADES) and overall is None:
        missing = GRADES[next(at for at, grade in enumerate(years) if grade is None)]
        yield missing, _("Thiếu điểm của lớp này. Hãy nhập đủ điểm lớp 10, 11, 12 hoặc điểm trung bình chung.")
    if len(known) == len(GRADES) and isinstance(overall, Decimal):
        exact = average(known)
        if exact is not None and exact != hundredths(overall):
            yield (
                "average",
                _("Không khớp với trung bình ba năm là {mean}. Hãy sửa điểm hoặc để trống một cách ghi.").format(
                    mean=formats.number(decimal_score(exact), 2)
                ),
            )
    chosen = [(key, values[key]) for key in CHOICES if values[key] is not None]
    for at, (key, programme) in enumerate(chosen):
        if programme in [other for _key, other in chosen[:at]]:
            yield key, _("Trùng với nguyện vọng trước. Hãy chọn ngành khác hoặc để trống.")


def offered_programme(programmes: Sequence[OfferedProgramme]) -> cells.Choice:
    """A parser that gives the code of a programme of the round, from its code or its name.

    A name that two programmes share (one trade at two levels) is accepted only with its level or by its code.
    """
    names = Counter(cells.comparable(programme.name) for programme in programmes)
    labels: dict[str, object] = {}
    aliases: dict[str, object] = {}
    for one in programmes:
        level = _(LEVEL_LABELS[Level(one.level)])
        labels[f"{one.code} – {one.name}"] = one.code
        aliases |= dict.fromkeys((one.code, f"{one.name} ({level})", f"{level} {one.name}"), one.code)
        if names[cells.comparable(one.name)] == 1:
            aliases[one.name] = one.code
    return cells.Choice(labels, aliases)


def _choice(position: int, programme: Parse) -> FieldSpec:
    return FieldSpec(
        f"choice{position}", f"Nguyện vọng {position}", programme,
        (f"NV{position}", f"NV {position}", f"Ngành {position}", f"Ngành đăng ký {position}")
        + (("Ngành đăng ký", "Ngành dự tuyển", "Nguyện vọng", "Ngành") if position == 1 else ()),
        required=position == 1, example="6620119" if position == 1 else "", width=24,
        help="Mã hoặc tên ngành có chỉ tiêu trong đợt.",
    )  # fmt: skip


def _grade(year: int) -> FieldSpec:
    return FieldSpec(
        f"grade{year}", f"ĐTB lớp {year}", mark(2),
        (f"Lớp {year}", f"Điểm lớp {year}", f"TB lớp {year}", f"Điểm TB lớp {year}", f"Điểm trung bình lớp {year}"),
        shape="decimal", example="7,4", width=10,
    )  # fmt: skip


SPEC = SheetSpec(
    "applicants",
    "Danh sách thí sinh",
    (
        FieldSpec(
            "code", "Mã hồ sơ", cells.code, ("Số hồ sơ", "Mã HS", "Mã thí sinh", "SBD", "Mã đăng ký"),
            required=True, example="TS23.0001", width=14,
        ),
        fields.NAME,
        FieldSpec("born_on", "Ngày sinh", day, fields.BORN.aliases, example="05/04/2005"),
        fields.SEX,
        fields.ETHNICITY,
        fields.CITIZEN_ID,
        replace(fields.PHONES, key="phone", parse=one_phone, show=shown_phone),
        replace(fields.COMMUNE, key="commune_code"),
        *map(_grade, (10, 11, 12)),
        FieldSpec(
            "average", "ĐTB chung", mark(3),
            ("Điểm trung bình chung", "ĐTB 3 năm", "TB chung", "ĐTB THPT", "Điểm xét tuyển", "ĐXT"),
            shape="decimal", width=10, help="Chỉ cần khi không có điểm của ba năm.",
        ),
        FieldSpec(
            "ut_groups", "Đối tượng ưu tiên", groups, ("ĐTƯT", "ƯT", "UT", "Diện ưu tiên", "Ưu tiên đối tượng"),
            example="UT1", help="UT1, UT2 hoặc UT1+UT2; chỉ diện cao nhất được tính.",
        ),
        FieldSpec(
            "ut_verified", "Minh chứng ưu tiên (đã kiểm tra)", cells.yes_no,
            ("Minh chứng ưu tiên", "Đã kiểm tra ưu tiên", "MC ưu tiên"), example="Có", width=12,
        ),
        FieldSpec("area", "Khu vực", area, ("KV", "Khu vực ưu tiên", "KVƯT"), example="KV1", width=10),
        FieldSpec(
            "language_ok", "Ngoại ngữ đạt bậc 1/6", cells.yes_no, ("Ngoại ngữ", "Ngoại ngữ bậc 1", "NN bậc 1/6"),
            example="Có", width=12,
        ),
        FieldSpec(
            "direct_category", "Tuyển thẳng diện", direct_category, ("Diện tuyển thẳng", "Tuyển thẳng"), width=28,
        ),
        FieldSpec(
            "direct_verified", "Minh chứng tuyển thẳng (đã kiểm tra)", cells.yes_no,
            ("Minh chứng tuyển thẳng", "MC tuyển thẳng"), width=12,
        ),
        *(_choice(position, cells.text) for position in (1, 2, 3)),
    ),
    check_row=contradictions,
    key=("code",),
)  # fmt: skip
"""The template; programmes are texts here and become choices in the sheet of a round."""


def sheet_of(round_id: int, programmes: Sequence[OfferedProgramme]) -> SheetSpec:
    """The sheet of one round: only its programmes can be chosen, and a file may come in once for each round."""
    programme = offered_programme(programmes)
    columns = tuple(replace(one, parse=programme) if one.key in CHOICES else one for one in SPEC.fields)
    return replace(SPEC, name=f"{SPEC.name}_{round_id}", fields=columns)
