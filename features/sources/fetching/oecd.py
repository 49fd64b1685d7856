"""OECD: a dataflow, whole or in part, as SDMX-CSV with labels from the SDMX REST 2 service.

The service: {base}/v2/data/dataflow/{agency}/{dataflow}/{version}/*?c[REF_AREA]=AUT,DEU&
dimensionAtObservation=AllDimensions&format=csvfilewithlabels. A dataset is named as the Data
Explorer shows it under "Developer API": OECD.CFE.EDS,DSD_REG_ECO@DF_GVA,2.0 (agency, dataflow,
version; without a version the newest), or as the column STRUCTURE_ID of a file has it:
OECD.CFE.EDS:DSD_REG_ECO@DF_GVA(2.0).

Traps: 60 downloads an hour, then 429; no access from VPNs (403). Errors are plain text (404
NoRecordsFound, NoResultsFound: no data for these filters) or an SDMX error message, which may come
with 200. The file does not say when it was updated: validFrom of the content constraint does.

Source: https://www.oecd.org/en/data/insights/data-explainers/2024/09/api.html, and
…/2024/11/Api-best-practices-and-recommendations.html. Licence: CC BY 4.0.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from features.errors import InputError
from features.sources.fetching.answers import Answer, Site, refusal
from features.sources.fetching.connection import Connection
from features.sources.fetching.faults import elements, reason, start
from features.sources.fetching.sdmx import Filters, query

SITE = Site(
    title="OECD",
    base="https://sdmx.oecd.org/public/rest",
    domain="oecd.org",
    catalogue="https://data-explorer.oecd.org",
    example="REF_AREA=AUT",
)
OPTIONS = "dimensionAtObservation=AllDimensions&format=csvfilewithlabels"
NEWEST = "+"
VALID_FROM = re.compile(r"""validFrom=["'](\d{4}-\d\d-\d\d)""")
DATASET = re.compile(
    r"(?P<agency>[\w.-]+)[,:/](?P<flow>[\w@-]+)(?:[,/(](?P<version>[\d.]+|latest)?\)?)?"
)


def download(dataset: str, filters: Filters, connection: Connection) -> Answer:
    """The data of a dataflow; errors as `Connection.get`, and a dataset that is no such name."""
    named = DATASET.fullmatch(dataset.strip())
    if not named:
        raise InputError(
            f"{dataset} is no OECD dataset: write agency, dataflow and version as the Data "
            "Explorer shows them, such as OECD.CFE.EDS,DSD_REG_ECO@DF_GVA,2.0"
        )
    version = named["version"] or NEWEST
    version = NEWEST if version == "latest" else version
    path, _, conditions = query(named["agency"], named["flow"], version, filters).partition("?")
    options = f"{conditions}&{OPTIONS}" if conditions else OPTIONS
    answer = connection.get(f"{connection.base}/v2{path}/*?{options}", if_newer=True)
    if elements(start(answer.path)):
        raise refusal(SITE, dataset, 200, reason(answer.path))
    if answer.unchanged:
        return answer
    constraint = f"contentconstraint/{named['agency']}/CR_A_{named['flow']}"
    updated = VALID_FROM.search(connection.aside(f"{connection.base}/{constraint}/"))
    return replace(answer, vintage=updated[1] if updated else "")


def suffix(path: Path) -> str:
    """Ending of the name of a file."""
    return ".csv"


def vintage(path: Path) -> str:
    """Nothing: the file does not say it."""
    return ""
