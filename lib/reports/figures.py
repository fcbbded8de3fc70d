"""The figures of the report as one frozen value, and its tables under headings for people.

Screen, pictures and workbook are all made from this value, so that they cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
from sqlalchemy.orm import Session

from lib.alumni.tables import FUND_FORM_LABELS, FundForm
from lib.core.i18n import _
from lib.reports import kpi, queries
from lib.reports.periods import Period, PeriodKind, recent
from lib.reports.queries import AgreementRow, RaisedRow, Scope, Updated, UpdatedRow

PERIODS_SHOWN = 6


@dataclass(frozen=True)
class Figures:
    """Everything the report shows on a day within a scope; `periods` from the oldest to the present one."""

    day: date
    periods: tuple[Period, ...]
    faculties: tuple[str, ...]
    updated: Updated | None
    agreements: tuple[AgreementRow, ...]
    raised: tuple[RaisedRow, ...]

    def signed(self, period: Period) -> AgreementRow:
        """The sum of a period; 0 where nothing was signed."""
        found = (row for row in self.agreements if row.period == period and row.faculty is None)
        return next(found, AgreementRow(period, None, 0, 0))

    def signed_by_faculty(self, period: Period) -> list[AgreementRow]:
        """One row for each faculty, also for those without any."""
        found = {row.faculty: row for row in self.agreements if row.period == period and row.faculty is not None}
        names = dict.fromkeys([*self.faculties, *(name for name in found if name)])
        return [found.get(name, AgreementRow(period, name, 0, 0)) for name in names]

    def raised_vnd(self, period: Period, form: str | None = None) -> int:
        return sum(r.amount_vnd for r in self.raised if r.period == period and form in {None, r.form})

    def raised_by_faculty(self, period: Period) -> list[tuple[str | None, int]]:
        """Đồng by faculty, those without any included; None for what was raised for the whole school."""
        sums: dict[str | None, int] = dict.fromkeys(self.faculties, 0)
        for row in self.raised:
            if row.period == period:
                sums[row.faculty] = sums.get(row.faculty, 0) + row.amount_vnd
        return list(sums.items())


def gather(session: Session, scope: Scope, kind: PeriodKind, day: date) -> Figures:
    """A fixed number of statements, however many faculties and periods there are."""
    periods = recent(kind, day, PERIODS_SHOWN)
    return Figures(
        day=day,
        periods=periods,
        faculties=tuple(name for _id, name in queries.faculties(session, scope)),
        updated=queries.updated(session, scope, day),
        agreements=tuple(queries.agreements(session, scope, periods, day)),
        raised=tuple(queries.raised(session, scope, periods, day)),
    )


def updated_table(rows: Iterable[UpdatedRow], group: str) -> pd.DataFrame:
    """Group, people, updated, share (of 1; blank where there is nobody) and standing against the target."""
    return pd.DataFrame(
        [
            (
                row.name or _("Chưa ghi"),
                row.people,
                row.updated,
                row.updated / row.people if row.people else None,
                _(kpi.STATUS_LABELS[kpi.UPDATED.status(kpi.share_of(row.updated, row.people))]),
            )
            for row in rows
        ],
        columns=[group, _("Số người tốt nghiệp"), _("Đã cập nhật"), _("Tỷ lệ"), _("So với chỉ tiêu")],
    )


def agreements_table(rows: Iterable[AgreementRow], group: str, *, by_period: bool) -> pd.DataFrame:
    named = [((row.period.label() if by_period else row.faculty), row.agreements, row.businesses) for row in rows]
    return pd.DataFrame(named, columns=[group, _("Biên bản hợp tác"), _("Doanh nghiệp")])


def raised_table(figures: Figures) -> pd.DataFrame:
    """One row for each period, one column for each form, and their sum; whole đồng."""
    rows = [
        (p.label(), *(figures.raised_vnd(p, form) for form in FundForm), figures.raised_vnd(p)) for p in figures.periods
    ]
    return pd.DataFrame(rows, columns=[_("Kỳ"), *(_(FUND_FORM_LABELS[form]) for form in FundForm), _("Tổng (đồng)")])


def raised_by_faculty_table(figures: Figures, period: Period) -> pd.DataFrame:
    rows = [(name or _("Toàn trường"), amount) for name, amount in figures.raised_by_faculty(period)]
    return pd.DataFrame(rows, columns=[_("Khoa"), _("Tổng (đồng)")])


def summary_table(figures: Figures, period: Period) -> pd.DataFrame:
    """The three indicators, each with its definition, figure, target and standing."""
    whole = figures.updated.whole if figures.updated else None
    share = kpi.share_of(whole.updated, whole.people) if whole else None
    signed = figures.signed(period)
    rows = [
        _summary(kpi.UPDATED, None if share is None else _hundredths(share), share),
        _summary(kpi.AGREEMENTS, signed.agreements, None),
        _summary(kpi.RAISED, figures.raised_vnd(period), None),
    ]
    columns = [_("Tên chỉ tiêu"), _("Căn cứ"), _("Cách tính"), _("Kết quả"), _("Đơn vị tính"), _("Mức"), _("Đánh giá")]
    return pd.DataFrame(rows, columns=columns, dtype=object)  # whole đồng must not become floats


def _hundredths(share: Fraction) -> Decimal:
    """Per cent with two decimals, cut and not rounded: 80 % must not be shown for less."""
    return Decimal(share.numerator * 10_000 // share.denominator) / 100


def _summary(indicator: kpi.Kpi, value: Decimal | int | None, share: Fraction | None) -> tuple[object, ...]:
    status = indicator.status(share)
    target = _(indicator.target.label) if indicator.target else ""
    return (
        _(indicator.label),
        indicator.clause,
        _(indicator.formula),
        value,
        _(indicator.unit),
        target,
        _(kpi.STATUS_LABELS[status]),
    )
