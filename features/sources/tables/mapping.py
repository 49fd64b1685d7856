"""Tables by a mapping: propose one, and read with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from features.errors import InputError, listed
from features.sources.opening import SourceFile
from features.sources.reading import Reading
from features.sources.tables.codes import read_code_list
from features.sources.tables.plan import CodeList, Plan, parse
from features.sources.tables.proposal import proposal
from features.sources.tables.proposed_codes import Proposal
from features.sources.tables.readings import readings
from features.sources.tables.sheets.grid import Sheet, read_sheets
from features.sources.tables.writing import to_toml


def propose(files: Sequence[SourceFile]) -> str:
    """The text of a mapping (TOML) for tables, with "?" where they do not tell.

    Raises
    ------
    InputError
        Files without tables of regions.
    """
    found = proposed(files)
    return to_toml(found, ", ".join(file.name for file in files))


def proposed(files: Sequence[SourceFile], by_name: bool = False) -> Proposal:
    """The same, not yet as text; `by_name` where the mapping is one of several."""
    found = proposal(_sheets(files))
    if by_name:
        names = tuple(dict.fromkeys(file.name for file in files))
        tables = tuple(replace(it, files=it.files or names) for it in found.plan.tables)
        found.plan = replace(found.plan, tables=tables)
    return found


def read_with(plan: Plan, files: Sequence[SourceFile]) -> list[Reading]:
    """What the tables hold by a mapping.

    Raises
    ------
    InputError
        An open question, or what the mapping does not cover (`readings`).
    """
    if questions := plan.questions():
        raise InputError(f'the mapping leaves "?" open: {listed(questions)}: write the answers')
    return readings(_sheets(files), plan)


def load(path: str) -> Plan:
    """A mapping from its file."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise InputError(f"cannot read the mapping {path}: {error}") from None
    plan = parse(text, Path(path).name)
    folder = Path(path).parent
    return replace(
        plan,
        listed_regions=read_code_list(folder / plan.region_list)
        if plan.region_list
        else CodeList(),
        listed_activities=(
            read_code_list(folder / plan.activity_list) if plan.activity_list else CodeList()
        ),
    )


def _sheets(files: Sequence[SourceFile]) -> list[Sheet]:
    return [sheet for file in files for sheet in read_sheets(file)]
