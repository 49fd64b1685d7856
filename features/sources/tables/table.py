"""Any table that people hold, wide or long, as CSV or Excel, by a mapping.

Layout: any with regions in rows or columns, and years; see `headers` for what is found without
help and `plan` for the mapping. Traps: totals beside parts, footnotes in years and numbers,
thousands separated by blanks, "-" for none, industries only in the title of a sheet, letters of
OKVED 1 that mean other industries in OKVED 2.

A file is recognised only where a proposed mapping has no open question and reads all of it;
all other tables are read by the mapping that a user gives. Put it last: it may take what a
special format reads better.

Licence: that of whoever made the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from features.errors import InputError, listed
from features.formats import counted
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, Reading, Say
from features.sources.tables.mapping import load, proposed, read_with
from features.sources.tables.sheets.html import is_html

MAX_RECOGNISED = 30_000_000
"""Bytes of a file that is read to see whether it can be: larger ones need a mapping."""


def recognises(file: SourceFile) -> bool:
    """Whether a table can be read without a question."""
    if file.size > MAX_RECOGNISED or (file.is_xml and not is_html(file.head)):
        return False
    try:
        return bool(read_with(proposed([file]).plan, [file]))
    except InputError:
        return False


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """Tables by the mappings chosen, or by a proposed one that has no open question."""
    plans = [load(path) for path in choices.maps]
    if len(plans) > 1:
        for path, plan in zip(choices.maps, plans, strict=True):
            if not all(table.files for table in plan.tables):
                raise InputError(
                    f'of several mappings each says what it is for: add files = ["NAME"] to '
                    f"[[tables]] of {path}"
                )
    if not plans:
        plan = proposed(files).plan
        if questions := plan.questions():
            raise InputError(
                f"{listed(file.name for file in files)}: a mapping has to answer "
                f"{listed(questions)}: write one with --dry-run and give it with --map"
            )
        plans = [plan]
    found = []
    for plan in plans:
        own = [file for file in files if len(plans) == 1 or plan.names(file.name)]
        say(f"reading {counted(len(plan.tables), 'table')} of {counted(len(own), 'file')}")
        found += read_with(plan, own)
    unnamed = [
        it.name for it in files if len(plans) > 1 and not any(p.names(it.name) for p in plans)
    ]
    if unnamed:
        raise InputError(
            f"no mapping names {listed(unnamed)}: give one with --map, or leave it out"
        )
    return found


FORMAT = Format(
    name="table",
    title="Table",
    licence="as of the table's source",
    recognises=recognises,
    read=read,
)
