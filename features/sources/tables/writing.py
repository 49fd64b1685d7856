"""A proposed mapping as a TOML file that a user can read and correct."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields

from features.sources.tables.plan import INTERNAL, Plan, TablePlan
from features.sources.tables.proposed_codes import Proposal

REMARKS = {
    "unknown": "further marks of unknown cells, beside …, –, (D), [c] and their like",
    "zero": 'marks that mean zero, as ["-"]; without, "-" means unknown',
    "brackets": '"negative" if "(12)" is -12, "value" if it is 12',
    "region_codes": '"list": by the names below; "labels": the table gives the codes itself',
    "region_parents": '"list": as the official list; "prefix": 09161 below 091 below 09; "none"',
    "nation": "code of the region above all others",
    "table": '"cluster_indicators", or "region_indicators" for values without industries',
    "dataset": "a newer file of the same dataset replaces this one",
    "unit": '"million EUR", "thousand persons", "%", "index"; "share" where 0.05 means 5 %',
    "price_basis": '"current", "constant", "none" for counts and rates, or "" where not stated',
    "rows": "header rows: year, period, region, activity, indicator or ignore",
    "columns": "what they hold; all columns right of these hold values",
    "decimal": '"," or "."; "" where no number is text',
    "year": "the year of all values; if headings have years in other words, write 2019 there",
    "region": "the region of all values",
    "activity": 'the industry of all values; no line for a table of "region_indicators"',
    "activity_of_sheet": "the industry of each sheet",
    "region_of_sheet": "the region of each sheet",
    "left_out_rows": "numbers of rows that are not read",
    "regions": 'name in the table = code in the package; "" leaves it out',
    "parents_of_regions": "code = code of its parent, where the rule above is wrong",
    "activities": 'name in the table = code; "" leaves it out; parents follow from the codes',
    "activity_names": "code = name",
    "indicators": "heading in the table = indicator",
    "units": "indicator = unit, where it is not that of the table",
    "left_out": "code = why the package does not keep it",
}
"""What a comment says of a key."""
ALWAYS = (
    "unknown",
    "zero",
    "region_codes",
    "region_parents",
    "table",
    "indicator",
    "unit",
    "decimal",
)
"""Keys that are written even where they are empty."""


INLINE = 6
"""Entries that a table of labels may have in one line."""


def to_toml(found: Proposal, files: str) -> str:
    """The text of a mapping.

    Parameters
    ----------
    found : Proposal
    files : str
        Names of the files that it is for.
    """
    lines = [f"# How {files} is read: correct what is wrong."]
    if questions := found.plan.questions():
        lines.append(f'# Write an answer in place of every "?": {", ".join(questions[:8])}.')
    lines += [f"# Not read: {title}: {reason}." for title, reason in found.reasons.items()]
    lines.append("")
    lines += _keys(found.plan, found.remarks)
    for table in found.plan.tables:
        lines += ["", "[[tables]]", *_keys(table, found.remarks)]
        lines += _sections(table, found.remarks)
    lines += _sections(found.plan, found.remarks)
    return "\n".join(lines) + "\n"


def _keys(holder: Plan | TablePlan, remarks: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Keys in one line each."""
    for it in fields(holder):
        value = getattr(holder, it.name)
        if it.name in INTERNAL or _is_section(holder, value):
            continue
        if not value and it.name not in ALWAYS:
            continue
        remark = remarks.get(("", it.name)) or REMARKS.get(it.name, "")
        yield f"{it.name} = {_value(value)}{f'  # {remark}' if remark else ''}"


def _is_section(holder: Plan | TablePlan, value: object) -> bool:
    """Whether a value stands below a heading of its own."""
    return isinstance(value, dict) and (isinstance(holder, Plan) or len(value) > INLINE)


def _sections(holder: Plan | TablePlan, remarks: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Labels and their codes, a line each, below the name of their key."""
    above = "" if isinstance(holder, Plan) else "tables."
    for it in fields(holder):
        value = getattr(holder, it.name)
        if value and _is_section(holder, value):
            remark = REMARKS.get(it.name, "")
            yield from ("", f"[{above}{it.name}]{f'  # {remark}' if remark else ''}")
            for key, entry in value.items():
                remark = remarks.get((it.name, key), "")
                yield f"{_value(key)} = {_value(entry)}{f'  # {remark}' if remark else ''}"


def _value(value: object) -> str:
    """A value as TOML writes it: text as in JSON, which TOML reads the same."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_value(it)}' for key, it in value.items())} }}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)


def _key(key: str) -> str:
    return key if key.isascii() and key.isalnum() else _value(key)
