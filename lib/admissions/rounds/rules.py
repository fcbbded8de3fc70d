"""Rounds follow one another (N II.7) and open and close; what is offered must add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lib.admissions.dossiers import DirectClaim, RoundCase
from lib.core import formats
from lib.core.errors import InvalidInput, NotAllowed
from lib.core.i18n import N_

FIRST_WINDOW = ((8, 1), (8, 20))
LATER_ROUND = timedelta(days=15)
MIN_DXT = Decimal("6.5")
"""Asked by default (N II.2); a programme may ask another one or none."""

OPEN, CLOSED = "open", "closed"
MOVES: Mapping[str, frozenset[str]] = {OPEN: frozenset({CLOSED}), CLOSED: frozenset({OPEN})}


class RoundClosed(NotAllowed):
    message = N_("Đợt «{name}» đã khoá sổ ngày {day}. Hãy mở lại đợt ở thẻ «Đợt và chỉ tiêu» trước khi sửa.")


class WrongMove(NotAllowed):
    message = N_("Đợt «{name}» đã ở trạng thái này. Hãy tải lại trang để xem tình trạng mới nhất.")


def check_open(*, name: str, status: str, closed_on: date | None) -> None:
    """Raise RoundClosed unless files of the round may still be changed."""
    if status != OPEN:
        raise RoundClosed(name=name, day=formats.day(closed_on))


def check_move(*, name: str, status: str, to: str) -> None:
    if to not in MOVES[status]:
        raise WrongMove(name=name)


def next_window(year: int, last_closes_on: date | None) -> tuple[date, date]:
    """The usual first and last day: 01/8 to 20/8 for the first round of a year, then one every 15 days (N II.7)."""
    if last_closes_on is None:
        (first_month, first_day), (last_month, last_day) = FIRST_WINDOW
        return date(year, first_month, first_day), date(year, last_month, last_day)
    opens_on = last_closes_on + timedelta(days=1)
    return opens_on, last_closes_on + LATER_ROUND


@dataclass(frozen=True)
class OfferInput:
    """An offer as typed; without a quota the programme is not offered in this round."""

    programme_id: int
    code: str
    quota: int | None
    foreign_seats: int = 0
    taken: int = 0
    min_dxt: Decimal | None = None
    language_required: bool = False


def check_offer(offer: OfferInput) -> None:
    """Raise InvalidInput for seats that do not add up or a threshold that is no score."""
    quota = offer.quota or 0
    if quota < 0 or offer.taken < 0 or not 0 <= offer.foreign_seats <= quota:
        raise InvalidInput(
            N_("Ngành {code}: chỉ tiêu {quota} phải từ 0 trở lên và đủ cho {foreign} chỗ của lưu học sinh."),
            code=offer.code,
            quota=quota,
            foreign=offer.foreign_seats,
        )
    if offer.min_dxt is not None and not (0 <= offer.min_dxt <= 10 and offer.min_dxt == round(offer.min_dxt, 2)):
        raise InvalidInput(
            N_("Ngành {code}: ĐXT tối thiểu cần nằm trong 0–10, nhiều nhất hai chữ số thập phân."), code=offer.code
        )


@dataclass(frozen=True)
class Seats:
    """The seats of one programme; `left` are those that are ranked for, `over` direct admissions without room."""

    quota: int
    foreign: int
    direct: int
    taken: int

    @property
    def _rest(self) -> int:
        return self.quota - self.foreign - self.direct - self.taken

    @property
    def left(self) -> int:
        return max(self._rest, 0)

    @property
    def over(self) -> int:
        return max(-self._rest, 0)


def seats_by_programme(case: RoundCase) -> dict[str, Seats]:
    """Quota − foreign seats − direct admissions − seats taken earlier, by programme code (N II.3)."""
    claims = case.claims()
    direct = [one.choices[0] for one in case.dossiers if claims.get(one.code) is DirectClaim.ENTITLED]
    return {one.code: Seats(one.quota, one.foreign_seats, direct.count(one.code), one.taken) for one in case.programmes}
