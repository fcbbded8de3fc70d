"""A data file of the law with a wrong shape or a name that nothing defines is refused when it is read."""

import shutil

import pytest

from lib.legal.reader import DATA, BrokenLawData, read_law


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


def change(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("benefit_values.yaml", "value: 1490000", "value: '1490000'", "benefit_values.yaml"),
        ("benefit_values.yaml", "value: 1490000", "value: -1", "benefit_values.yaml"),
        ("benefit_values.yaml", "value: 1490000", "value: 1490000.5", "benefit_values.yaml"),
        ("benefit_values.yaml", "from: 2019-07-01", "from: 2019-13-01", "2019-13-01"),
        ("benefit_values.yaml", "unit: vnd", "unit: usd", "usd"),
        ("benefit_values.yaml", "document: ND38_2019", "document: ND99", "document 'ND99' is used but not defined"),
        ("benefit_values.yaml", "from: 2023-07-01", "from: 2019-07-01", "two rows from 2019-07-01"),
        ("benefit_values.yaml", "name: boarding_80_sum", "name: boarding_full_sum", "defined 2 times"),
        ("policies.yaml", "policy: indexed", "policy: other", "policy 'other' is used but not defined"),
        ("schemes.yaml", "is: ethnic_minority", "is: minority", "definition 'minority' is used but not defined"),
        ("schemes.yaml", "fact: disabled", "fact: invalid", "fact 'invalid' is used but not defined"),
        ("schemes.yaml", "{fact: disabled}", "{fact: household}", "'household' is not a flag"),
        ("schemes.yaml", "in: [thcs]", "in: [primary]", "'entry' cannot be 'primary'"),
        ("schemes.yaml", "equals: highest_only", "equals: lowest", "cannot be 'lowest'"),
        ("schemes.yaml", "in_list: full_rate_groups", "in_list: rate_groups", "list 'rate_groups'"),
        ("schemes.yaml", "kind: waiver", "kind: gift", "gift"),
        ("schemes.yaml", "    once_per: level\n", "", "once_per"),
        ("schemes.yaml", "sum: social_allowance_sum", "sum: allowance", "value 'allowance' is used but not defined"),
        ("schemes.yaml", "code: boarding_80\n", "code: boarding_full\n", "scheme 'boarding_full' is defined 2 times"),
        ("schemes.yaml", "item: III.1\n", "item: III.1\n    item: III.2\n", "written twice"),
        ("ethnic_groups.yaml", "groups: [la_ha]", "groups: [la_hai]", "group 'la_hai'"),
        ("ethnic_groups.yaml", "number: 2,", "number: 1,", "group number 1 is defined 2 times"),
        ("facts.yaml", "kind: flag", "kind: maybe", "facts.yaml"),
    ],
)
def test_a_broken_file_is_refused_with_its_fault(folder, file, old, new, said):
    change(folder, file, old, new)
    with pytest.raises(BrokenLawData, match=said.replace("[", r"\[")):
        read_law(folder)


def test_a_file_without_a_shape_is_refused(folder):
    (folder / "extra.yaml").write_text("{}", encoding="utf-8")
    with pytest.raises(BrokenLawData, match=r"extra\.yaml"):
        read_law(folder)


def test_a_wing_brings_its_own_values_in_a_file_of_its_own(folder):
    (folder / "admission_values.yaml").write_text(
        "values:\n"
        "  - {name: min_dxt, label: Ngưỡng, unit: hundredths, dated: [{from: 2023-04-27, value: 650, document: N,"
        " clause: II.2, verified_on: 2026-11-21}]}\n",
        encoding="utf-8",
    )
    (value,) = read_law(folder).values["min_dxt"]
    assert (value.value, value.unit, value.clause) == (650, "hundredths", "II.2")


def test_a_new_scheme_of_a_known_kind_is_only_data(folder):
    with (folder / "schemes.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\n  - code: border_help\n    item: IV.1\n    label: Hỗ trợ biên giới\n    document: N\n    clause: IV.1\n"
            "    kind: monthly\n    months: tet\n    condition: {fact: border_area}\n"
            "    amounts: {every: [{sum: tet_stay_sum}]}\n"
        )
    from lib.scholarships.schemes import calculate
    from tests.factories.students import SCHOOL_YEAR, student, table

    found = calculate(table(student(border_area="1")), SCHOOL_YEAR, read_law(folder)).lines
    assert found[["item", "scheme", "months", "total_vnd"]].values.tolist() == [["IV.1", "border_help", 1, 150_000]]
