"""Guest talks, mentor offers, alumni businesses and their agreements over three years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lib.alumni.tables import Agreement, Business, GuestTalk, MentorOffer
from lib.core.calendar import SchoolYear, Semester
from lib.demo import careers, places
from lib.demo.alumni import Alumnus, of_faculty
from lib.demo.rows import Rows
from lib.demo.school import FACULTIES, TRADES, School

SEMESTERS = 7
"""The present one and three years before it."""
FACULTIES_WITHOUT_TALK_YET = 4
FACULTIES_WITHOUT_TALK_BEFORE = 2
"""How many at the end of the list have none this semester, and none in the one before."""
TOPICS = (
    "Từ giảng đường đến việc làm đầu tiên",
    "Khởi nghiệp ở quê hương Sơn La",
    "Kỹ năng phỏng vấn và viết hồ sơ xin việc",
    "Chuyện nghề: những điều trường chưa kịp dạy",
    "Ứng dụng công nghệ số trong nghề",
    "Học tiếp, học suốt đời khi đã đi làm",
)
FEEDBACK = ("Sinh viên hỏi nhiều, nên kéo dài thêm", "Nội dung thiết thực, gắn với nghề", "Đề nghị mời lại năm sau")
SCOPES = (
    "Tiếp nhận thực tập và tuyển dụng",
    "Tiếp nhận thực tập",
    "Tuyển dụng, tặng học bổng",
    "Phối hợp đào tạo nghề",
)
AGREEMENTS_IN_DAYS = ((6, 120), (10, 365), (26, 1095))
"""How many agreements were signed how long ago at most."""
BUSINESS_KINDS = ("Công ty TNHH {name}", "Hợp tác xã {name}", "Công ty Cổ phần {name}", "Hộ kinh doanh {name}")


@dataclass(frozen=True)
class Recorders:
    """Accounts that wrote the records: the student affairs office, and the faculty that has an account."""

    office: int
    faculty: int
    faculty_unit: int

    def of(self, unit_id: int) -> int:
        return self.faculty if unit_id == self.faculty_unit else self.office


def add_activities(rows: Rows, school: School, alumni: list[Alumnus], recorders: Recorders) -> None:
    for behind, code in enumerate(reversed(FACULTIES)):
        faculty_id = school.units[code]
        _add_talks(rows, faculty_id, iter(of_faculty(rows, alumni, code, 40)), recorders, behind)
        _add_mentors(rows, faculty_id, code, of_faculty(rows, alumni, code, rows.random.randint(6, 11)), recorders)
    _add_agreements(rows, school, alumni, recorders)


def semesters(today: date) -> list[Semester]:
    """The semesters up to the present one, oldest first."""
    years = range(SchoolYear.of(today).start - SEMESTERS // 2, SchoolYear.of(today).start + 1)
    begun = [
        one for year in years for number in (1, 2) if (one := Semester(SchoolYear(year), number)).first_day <= today
    ]
    return begun[-SEMESTERS:]


def _add_talks(rows: Rows, faculty_id: int, speakers: Iterator[Alumnus], recorders: Recorders, behind: int) -> None:
    """`behind` is the place from the end of the list: the last faculties still owe talks, which the board shows."""
    *past, before, present = semesters(rows.today)
    numbers = {semester: rows.random.choice((0, 1, 1, 1, 1, 2, 2, 3)) for semester in past}
    numbers[before] = rows.random.randint(1, 3) if behind >= FACULTIES_WITHOUT_TALK_BEFORE else 0
    numbers[present] = rows.random.randint(1, 2) if behind >= FACULTIES_WITHOUT_TALK_YET else 0
    for semester, number in numbers.items():
        for _talk in range(number):
            _add_talk(rows, faculty_id, next(speakers), recorders, semester)


def _add_talk(rows: Rows, faculty_id: int, speaker: Alumnus, recorders: Recorders, semester: Semester) -> None:
    rows.add(
        GuestTalk,
        faculty_id=faculty_id,
        speaker_id=speaker.person_id,
        topic=rows.random.choice(TOPICS),
        held_on=rows.day_between(semester.first_day, min(semester.last_day, rows.today)),
        class_name=f"Các lớp {speaker.trade.name}",
        attendance=rows.random.randint(35, 180),
        feedback=rows.random.choice(FEEDBACK) if rows.chance(0.6) else None,
        created_by=recorders.of(faculty_id),
    )


def _add_mentors(rows: Rows, faculty_id: int, code: str, mentors: list[Alumnus], recorders: Recorders) -> None:
    trades = [trade.name for trade in TRADES if trade.faculty == code]
    for mentor in mentors:
        offered_on = rows.day_between(rows.today - timedelta(days=900), rows.today)
        task = rows.random.choice(("Đồ án tốt nghiệp", "Thực tập tốt nghiệp"))
        rows.add(
            MentorOffer,
            faculty_id=faculty_id,
            person_id=mentor.person_id,
            field=f"{task}: {rows.random.choice(trades)}",
            capacity=rows.random.randint(1, 5),
            note="Nhận hướng dẫn vào cuối tuần" if rows.chance(0.2) else None,
            offered_on=offered_on,
            ended_on=rows.day_between(offered_on, rows.today) if rows.chance(0.2) else None,
            created_by=recorders.of(faculty_id),
        )


def _add_agreements(rows: Rows, school: School, alumni: list[Alumnus], recorders: Recorders) -> None:
    """Businesses, most with an agreement; numbers run by year in the order of signing."""
    signed = sorted(
        rows.day_between(rows.today - timedelta(days=days), rows.today)
        for count, days in AGREEMENTS_IN_DAYS
        for _number in range(count)
    )
    numbers: dict[int, int] = {}
    codes = list(FACULTIES)
    for order, signed_on in enumerate(signed):
        code = codes[order % len(codes)]
        business_id = _add_business(rows, alumni, code, order)
        numbers[signed_on.year] = numbers.get(signed_on.year, 0) + 1
        faculty_id = school.units[code]
        rows.add(
            Agreement,
            business_id=business_id,
            faculty_id=faculty_id,
            number=f"{numbers[signed_on.year]:02d}/{signed_on.year}/BBHT-CĐSL",
            scope=rows.random.choice(SCOPES),
            signed_on=signed_on,
            expires_on=signed_on + timedelta(days=365 * rows.random.choice((1, 2, 3))) if rows.chance(0.8) else None,
            seats_promised=rows.random.randint(2, 25),
            created_by=recorders.of(faculty_id),
        )
    for order in range(len(signed), len(signed) + 15):
        _add_business(rows, alumni, codes[order % len(codes)], order)


def _add_business(rows: Rows, alumni: list[Alumnus], code: str, order: int) -> int:
    (owner,) = of_faculty(rows, alumni, code, 1)
    name = f"{owner.human.full_name.split()[-1]} {places.workplace(rows.random)}"
    return rows.add(
        Business,
        name=rows.random.choice(BUSINESS_KINDS).format(name=name),
        tax_code=f"5599{order:06d}" if rows.chance(0.9) else None,
        sector=careers.SECTORS[code],
        owner_id=owner.person_id,
    )
