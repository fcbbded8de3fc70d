"""What JSON Schema cannot say of the law's data: every name that one file uses is defined in another, once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Files = Mapping[str, Any]


def value_rows(files: Files) -> list[Mapping[str, Any]]:
    """The legal values of every file named *_values.yaml, so that a wing can bring its own file."""
    return [value for name, content in files.items() if name.endswith("_values.yaml") for value in content["values"]]


def problems(files: Files) -> Iterator[str]:
    """One English line for each name that is defined twice or used without being defined."""
    defined = _defined(files)
    for kind, names in defined.items():
        yield from (f"{kind} {name!r} is defined {n} times" for name, n in Counter(names).items() if n > 1)
    for kind, name in _used(files):
        if name not in defined[kind]:
            yield f"{kind} {name!r} is used but not defined"
    for value in value_rows(files):
        days = Counter(row["from"] for row in value["dated"])
        yield from (f"value {value['name']!r} has two rows from {day}" for day, n in days.items() if n > 1)
    yield from _wrong_codes(files)


def texts(content: Any, keys: set[str]) -> Iterator[str]:
    """The texts under these keys, at any depth."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            if key in keys and isinstance(value, str) and value:
                yield value
            else:
                yield from texts(value, keys)
    elif isinstance(content, list):
        for item in content:
            yield from texts(item, keys)


def _defined(files: Files) -> dict[str, list[Any]]:
    policies, schemes, ethnic = files["policies.yaml"], files["schemes.yaml"], files["ethnic_groups.yaml"]
    return {
        "document": [row["code"] for row in files["documents.yaml"]["documents"]],
        "value": [row["name"] for row in value_rows(files)],
        "policy": [row["code"] for row in policies["policy_sets"]] + ["every"],
        "setting": [row["name"] for row in policies["settings"]],
        "fact": [row["code"] for row in files["facts.yaml"]["facts"]],
        "definition": [row["code"] for row in schemes["definitions"]],
        "month set": [row["code"] for row in schemes["month_sets"]],
        "scheme": [row["code"] for row in schemes["schemes"]],
        "list": [row["code"] for row in ethnic["lists"]],
        "group": [row["code"] for row in ethnic["groups"]],
        "group number": [row["number"] for row in ethnic["groups"]],
    }


def _used(files: Files) -> Iterator[tuple[str, Any]]:
    yield from (("document", text) for text in texts(dict(files), {"document"}))
    yield from (("policy", row["policy"]) for row in files["policies.yaml"]["policies_in_force"])
    for row in files["ethnic_groups.yaml"]["lists"]:
        yield from (("group", code) for code in row["groups"])
    for scheme in files["schemes.yaml"]["schemes"]:
        yield "month set", scheme["months"]
        if setting := scheme.get("once_per_setting"):
            yield "setting", setting
        yield from (("scheme", code) for row in scheme.get("yields_to", ()) for code in row["schemes"])
        for policy, parts in scheme.get("amounts", {}).items():
            yield "policy", policy
            yield from (("value", part[key]) for part in parts for key in ("sum", "share", "of") if key in part)
    for leaf in _leaves(files["schemes.yaml"]):
        yield from (
            (kind, leaf[key])
            for key, kind in (("fact", "fact"), ("is", "definition"), ("setting", "setting"), ("in_list", "list"))
            if key in leaf
        )


def _leaves(content: Any) -> Iterator[Mapping[str, Any]]:
    """The conditions without parts of their own, at any depth."""
    if isinstance(content, Mapping):
        if {"fact", "is", "setting"} & content.keys():
            yield content
        for value in content.values():
            yield from _leaves(value)
    elif isinstance(content, list):
        for item in content:
            yield from _leaves(item)


def _wrong_codes(files: Files) -> Iterator[str]:
    """Conditions that compare a fact or a setting with a value it cannot have."""
    groups = [row["code"] for row in files["ethnic_groups.yaml"]["groups"]]
    facts = {row["code"]: _codes(row.get("values", ())) for row in files["facts.yaml"]["facts"]}
    facts |= {row["code"]: groups for row in files["facts.yaml"]["facts"] if row["kind"] == "ethnicity"}
    settings = {row["name"]: _codes(row["choices"]) for row in files["policies.yaml"]["settings"]}
    for leaf in _leaves(files["schemes.yaml"]):
        compared = leaf.get("in", ())
        yield from (f"{leaf['fact']!r} cannot be {c!r}" for c in compared if c not in facts.get(leaf["fact"], ()))
        if "setting" in leaf and leaf["equals"] not in settings.get(leaf["setting"], ()):
            yield f"setting {leaf['setting']!r} cannot be {leaf['equals']!r}"
        if "fact" in leaf and not {"in", "in_list"} & leaf.keys() and facts.get(leaf["fact"]):
            yield f"fact {leaf['fact']!r} is not a flag: say in which values"


def _codes(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [row["code"] for row in rows]
