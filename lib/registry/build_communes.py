"""Rebuild lib/registry/data from the data files of the package vietnamadminunits (MIT). For developers only.

    pip download --no-deps vietnamadminunits==1.0.4 --dest /tmp/units
    python -m lib.registry.build_communes /tmp/units/vietnamadminunits-1.0.4-py3-none-any.whl

The package itself is never installed or imported: it needs Unidecode (GPL). See docs/decisions/0012.
"""

import csv
import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import ZipFile

DATA = Path(__file__).parent / "data"
LICENCE = "LICENSE-vietnamadminunits.txt"
KINDS = ("thanhpho", "thitran", "thixa", "dackhu", "phuong", "huyen", "quan", "xa")
SHORT_KINDS = ("tp", "tt", "tx", "district", "q", "ntmocchau")

# Names that people write and the package does not know.
MORE_ALIASES = {"Thành phố Huế": ["tinh:thuathienhue"], "Thành phố Hồ Chí Minh": [":tphcm", ":saigon"]}

Row = Sequence[object]


def main(wheel: Path) -> None:
    """Read the wheel and write the five CSV files and the licence."""
    with tempfile.TemporaryDirectory() as folder, ZipFile(wheel) as archive:
        archive.extractall(folder)
        data = Path(folder) / "vietnamadminunits" / "data"
        (licence,) = Path(folder).glob("vietnamadminunits-*.dist-info/licenses/LICENSE")
        (DATA / LICENCE).write_text(licence.read_text(encoding="utf-8"), encoding="utf-8")
        database = sqlite3.connect(data / "dataset.db")
        database.row_factory = sqlite3.Row
        current = database.execute("select * from admin_units order by wardCode").fetchall()
        legacy = database.execute(
            "select * from admin_units_legacy order by provinceCode, districtCode, wardCode"
        ).fetchall()
        database.close()
        successors = read_successors(json.loads((data / "converter_2025.json").read_text(encoding="utf-8")), current)
    write_current(current)
    write_legacy(legacy, successors)


def read_successors(
    converter: dict[str, dict[str, dict[str, list[object]]]], current: list[sqlite3.Row]
) -> dict[str, list[str]]:
    """New commune codes by the package's key of the old commune; of a divided one the usual successor comes first."""
    codes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in current}
    found: dict[str, list[str]] = {}
    for province, whole in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, olds in whole.items():
            found.update({str(old): [codes[province, commune]] for old in olds})
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            ordered = sorted(parts, key=lambda part: not part["isDefaultNewWard"])  # type: ignore[index]  # JSON
            found[old] = [codes[province, part["newWardKey"]] for part in ordered]  # type: ignore[index]  # JSON
    return found


def write_current(rows: list[sqlite3.Row]) -> None:
    provinces = sorted({(row["provinceCode"], row["province"]) for row in rows})
    write("provinces.csv", ["code", "name"], provinces)
    write(
        "communes.csv",
        ["code", "name", "province_code", "latitude", "longitude"],
        [
            (row["wardCode"], title(row["ward"]), row["provinceCode"], f"{row['wardLat']:.4f}", f"{row['wardLon']:.4f}")
            for row in rows
        ],
    )


def write_legacy(rows: list[sqlite3.Row], successors: dict[str, list[str]]) -> None:
    provinces: dict[str, Row] = {}
    districts: dict[str, Row] = {}
    communes: list[Row] = []
    province_of = {row[0]: row[1] for row in read_rows("communes.csv", "code", "province_code")}
    for row in rows:
        became = successors[f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"]
        names = [*aliases(row["provinceAlias"]), *MORE_ALIASES.get(row["province"], [])]
        provinces[row["provinceCode"]] = (
            row["provinceCode"], row["province"], province_of[became[0]], "|".join(names)
        )  # fmt: skip
        districts[row["districtCode"]] = (
            row["districtCode"], row["district"], row["provinceCode"], "|".join(aliases(row["districtAlias"]))
        )  # fmt: skip
        communes.append(
            (row["wardCode"] or "", title(row["ward"] or ""), row["districtCode"],
             "|".join(aliases(row["wardAlias"])), "|".join(became))
        )  # fmt: skip
    write("legacy_provinces.csv", ["code", "name", "became", "aliases"], provinces.values())
    write("legacy_districts.csv", ["code", "name", "province_code", "aliases"], districts.values())
    write("legacy_communes.csv", ["code", "name", "district_code", "aliases", "became"], communes)


def aliases(stored: str | None) -> list[str]:
    """The package's keys ('xachiengly', 'chiengly') as 'kind:name'; a name written without its kind follows from it."""
    keys = list(dict.fromkeys(json.loads(stored))) if stored else []
    split = {key: kind for key in keys if (kind := next((kind for kind in KINDS if key.startswith(kind)), ""))}
    covered = {key.removeprefix(kind) for key, kind in split.items()}  # 'quanghuy' of 'xaquanghuy' is no district
    typed = [f"{kind}:{key.removeprefix(kind)}" for key, kind in split.items() if key not in covered]
    bare = [f":{key}" for key in keys if key not in split and key not in covered and not key.startswith(SHORT_KINDS)]
    return typed + bare


def title(name: str) -> str:
    """Mend 'Xã Mường é' and 'Xã Ya ly': only the second word of a kind (Thị trấn, Đặc khu) is small."""
    kind, _, rest = name.partition(" ")
    if kind in {"Thị", "Đặc"}:
        second, _, rest = rest.partition(" ")
        kind = f"{kind} {second}"
    rest = " ".join(word[0].upper() + word[1:] for word in rest.split()).replace("Nông Trường", "Nông trường")
    return f"{kind} {rest}".strip()


def write(name: str, header: Row, rows: Iterable[Row]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def read_rows(name: str, *columns: str) -> list[tuple[str, ...]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [tuple(row[column] for column in columns) for row in csv.DictReader(file)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
