"""All layouts of official files that can be imported."""

from __future__ import annotations

from collections.abc import Sequence

from features.sources import package_tables
from features.sources.accounts import eurostat_tsv, nomis, oecd_legacy, sdmx_csv, world_bank
from features.sources.accounts.emiss import layout as emiss
from features.sources.accounts.united_states import bea_regional, cbp, qcew
from features.sources.input_output import bea_make_use, exiobase, figaro, icio, wiod
from features.sources.opening import SourceFile
from features.sources.patents import patentsview, regpat
from features.sources.reading import Format
from features.sources.tables import table

FORMATS: tuple[Format, ...] = (
    package_tables.FORMAT,
    eurostat_tsv.FORMAT,
    sdmx_csv.FORMAT,
    oecd_legacy.FORMAT,
    bea_regional.FORMAT,
    qcew.FORMAT,
    cbp.FORMAT,
    nomis.FORMAT,
    emiss.FORMAT,
    world_bank.FORMAT,
    regpat.FORMAT,
    patentsview.FORMAT,
    figaro.FORMAT,
    icio.FORMAT,
    wiod.FORMAT,
    exiobase.FORMAT,
    bea_make_use.FORMAT,
    table.FORMAT,  # last: it takes what no other reads
)
"""In the order in which a file is compared with them; the first that recognises it reads it."""
MAPPED = "table"
"""Name of the format that reads a table by a mapping."""


def recognised(
    files: Sequence[SourceFile], maps: Sequence[str] = ()
) -> tuple[dict[str, list[SourceFile]], list[SourceFile]]:
    """Files by the name of their format, and those of no known layout.

    With mapping files, whatever no format recognises is a table that they describe.
    """
    found: dict[str, list[SourceFile]] = {}
    others = []
    for file in files:
        name = next((it.name for it in FORMATS if it.recognises(file)), "")
        if name:
            found.setdefault(name, []).append(file)
        else:
            others.append(file)
    if others and maps:
        found.setdefault(MAPPED, []).extend(others)
        others = []
    return found, others
