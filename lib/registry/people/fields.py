"""The columns about people that the sheets of several wings share, and the row that they make."""

from collections.abc import Mapping
from typing import Any

from lib.imports import cells as plain
from lib.imports.cells import Choice
from lib.imports.days import Birth, birth, day
from lib.imports.specs import FieldSpec, person_name
from lib.registry.people import cells
from lib.registry.people.rows import PersonRow, StudyRow, WorkRow

level = Choice(
    {"Cao đẳng": "college", "Trung cấp": "intermediate"},
    {"CĐ": "college", "CĐCQ": "college", "Cao đẳng chính quy": "college", "college": "college",
     "TC": "intermediate", "TCCQ": "intermediate", "Trung cấp chính quy": "intermediate", "TCCN": "intermediate",
     "intermediate": "intermediate"},
)  # fmt: skip

NAME = person_name()
BORN = FieldSpec(
    "born", "Ngày sinh", birth, ("Ngày tháng năm sinh", "Năm sinh", "Sinh ngày", "DOB"), example="05/04/2003"
)
SEX = FieldSpec("sex", "Giới tính", plain.sex, ("Phái", "Nam/Nữ", "GT", "Sex"), example="Nữ", width=10)
ETHNICITY = FieldSpec(
    "ethnicity", "Dân tộc", cells.ethnicity, ("Thành phần dân tộc", "DT"), example="Thái", width=12,
    show=cells.shown_ethnicity,
)  # fmt: skip
CITIZEN_ID = FieldSpec(
    "citizen_id", "Số định danh (CCCD)", cells.citizen_id,
    ("Số định danh", "CCCD", "Số CCCD", "Căn cước công dân", "Số căn cước", "CMND", "Số CMND", "CMND/CCCD",
     "Số CMND/CCCD", "CCCD/CMND", "Số định danh cá nhân"),
    example="014303001234", width=18, help="12 chữ số, hoặc 9 chữ số của chứng minh nhân dân cũ.",
)  # fmt: skip
STUDENT_CODE = FieldSpec(
    "student_code", "Mã HSSV", cells.student_code,
    ("Mã SV", "MSSV", "Mã sinh viên", "Mã HS", "Mã số sinh viên", "Mã học sinh", "Mã số HSSV"),
    example="CD58001", width=14,
)  # fmt: skip
CLASS = FieldSpec("class_name", "Lớp", plain.code, ("Tên lớp", "Lớp học", "Lớp sinh hoạt"), example="K58 CĐ Thú y")
PROGRAMME = FieldSpec(
    "programme", "Ngành", plain.text, ("Ngành nghề", "Ngành học", "Nghề", "Ngành đào tạo", "Ngành, nghề", "Mã ngành",
    "Tên ngành", "Chuyên ngành"),
    required=True, example="Chăn nuôi", width=24, help="Tên hoặc mã ngành như trong Thiết lập › Ngành.",
)  # fmt: skip
LEVEL = FieldSpec(
    "level", "Trình độ", level, ("Hệ", "Hệ đào tạo", "Trình độ đào tạo", "Bậc", "Bậc đào tạo"), example="Cao đẳng"
)
COHORT = FieldSpec(
    "cohort", "Khóa", cells.cohort, ("Khóa học", "Khoá", "Khoá học", "Niên khóa"), example="K58", width=8
)
PHONES = FieldSpec(
    "phones", "Điện thoại", cells.phones,
    ("Số điện thoại", "SĐT", "ĐT", "Di động", "Điện thoại di động", "Số ĐT", "Điện thoại liên hệ", "Phone"),
    example="0981 234 567", show=cells.shown_phones,
)  # fmt: skip
EMAILS = FieldSpec(
    "emails", "Email", cells.emails, ("Thư điện tử", "E-mail", "Địa chỉ email"), example="huong@gmail.com", width=24
)
COMMUNE = FieldSpec(
    "commune", "Xã/phường", cells.commune,
    ("Xã", "Phường", "Xã phường", "Địa chỉ", "Nơi ở", "Chỗ ở hiện nay", "Hộ khẩu", "Hộ khẩu thường trú", "Thường trú",
     "Quê quán", "Nơi thường trú"),
    example="Xã Mường La, tỉnh Sơn La", width=28, show=cells.shown_commune,
)  # fmt: skip
EMPLOYER = FieldSpec(
    "employer", "Nơi làm việc", plain.text, ("Đơn vị công tác", "Cơ quan", "Công ty", "Nơi công tác", "Nơi làm"),
    example="Công ty CP Bò sữa Mộc Châu", width=28,
)  # fmt: skip
POSITION = FieldSpec(
    "position", "Chức vụ", plain.text, ("Vị trí", "Vị trí việc làm", "Chức danh"), example="Kỹ thuật viên"
)
SECTOR = FieldSpec("sector", "Lĩnh vực", plain.text, ("Lĩnh vực làm việc", "Ngành nghề làm việc"), example="Chăn nuôi")
VERIFIED_ON = FieldSpec(
    "verified_on", "Ngày cập nhật", day, ("Ngày cập nhật thông tin", "Ngày liên hệ", "Cập nhật ngày"),
    example="01/07/2025", help="Ngày mà thông tin liên hệ và việc làm ở dòng này được xác nhận.",
)  # fmt: skip


def person_row(number: int, values: Mapping[str, Any], study: StudyRow | None) -> PersonRow:
    """The row of the registry for the values of these columns; a column that a sheet does not have is unknown."""
    born = values.get("born") or Birth(0)
    contacts = [("phone", phone) for phone in values.get("phones") or ()]
    contacts += [("email", mail) for mail in values.get("emails") or ()]
    work = None
    if employer := values.get("employer"):
        work = WorkRow(employer, values.get("position"), values.get("sector"))
    return PersonRow(
        number,
        values["full_name"],
        born_on=born.on,
        birth_year=born.year or None,
        sex=values.get("sex"),
        nationality=values.get("nationality"),
        ethnicity=values.get("ethnicity"),
        citizen_id=values.get("citizen_id"),
        commune_code=values.get("commune"),
        contacts=tuple(contacts),
        study=study,
        work=work,
        verified_on=values.get("verified_on"),
    )
