"""The benefits of N III: a pure calculation over a population, and the explanation of one person.

Build a `StudentTable` with `students_from` (or `encode`, which lists every bad cell), what is dated with
`dated_from`, then `calculate`; its result has `lines`, `by_month` and `undetermined` as frames. `explain` tells one
student's result in sentences.
"""

from lib.scholarships.schemes.account import BenefitExplanation, Explanation
from lib.scholarships.schemes.calculation import WrongPeriod, calculate
from lib.scholarships.schemes.encoding import CellProblem, Encoded, UnusableTable, dated_from, encode, students_from
from lib.scholarships.schemes.explanations import explain
from lib.scholarships.schemes.results import Calculation
from lib.scholarships.schemes.students import DatedFacts, Intervals, StudentTable

__all__ = [
    "BenefitExplanation",
    "Calculation",
    "CellProblem",
    "DatedFacts",
    "Encoded",
    "Explanation",
    "Intervals",
    "StudentTable",
    "UnusableTable",
    "WrongPeriod",
    "calculate",
    "dated_from",
    "encode",
    "explain",
    "students_from",
]
