"""The data of a champion described: its tables, sources and quality."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial

import pandas as pd

from features.package.describe import Description, describe
from serving.contracts import Metadata
from serving.track_record import metadata
from training.champion import Champion
from training.record.quality import QUALITY, quality_table

MOST_ROWS = 1_000_000
"""Rows of data up to which quality is checked when it is asked for: about a second."""


@dataclass(frozen=True, eq=False)
class DataLookup:
    """The data of a champion.

    Attributes
    ----------
    metadata : Metadata
    description : callable
        Of the data as it stood at the cutoff; computed on first use, as is
    findings : callable
        QUALITY of ``training.record.quality``, with place as a mapping; None where the training
        did not keep it and the data is too large to check now.
    meanings : mapping of indicator to str
    """

    metadata: Metadata
    description: Callable[[], Description]
    findings: Callable[[], pd.DataFrame | None]
    meanings: Mapping[str, str]


def data_lookup(champion: Champion) -> DataLookup:
    """What there is to say of the data of a champion."""
    indicators = champion.data.tables["indicators"]
    columns = (indicators[name].tolist() for name in ("indicator", "description"))
    return DataLookup(
        metadata=metadata(champion),
        description=cache(partial(describe, champion.data)),
        findings=cache(partial(_findings, champion)),
        meanings=dict(zip(*columns, strict=True)),
    )


def in_spoken_language(lookup: DataLookup, champion: Champion) -> DataLookup:
    """A lookup with the title of the data in the language that is spoken; the rest is shared."""
    return replace(lookup, metadata=metadata(champion))


def _findings(champion: Champion) -> pd.DataFrame | None:
    rows = champion.tables.get(QUALITY)
    if rows is None:
        if sum(len(table) for table in champion.data.tables.values()) > MOST_ROWS:
            return None
        rows = quality_table(champion.data)
    return rows.assign(place=[json.loads(place) for place in rows["place"]])
