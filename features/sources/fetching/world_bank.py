"""World Bank: an indicator of all countries as the zip of CSV files that people download.

The service: {base}/v2/country/all/indicator/{indicator}?downloadformat=csv&date=2000:2020. The zip
has the values, the countries with their region (none for aggregates) and the indicator's notes, in
one request; the JSON of the same service is paged and does not tell aggregates from countries.

Traps: an unknown indicator or country is answered with 200 and a message in XML or JSON.

Source: https://datahelpdesk.worldbank.org/knowledgebase/articles/898581. Licence: CC BY 4.0.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from pathlib import Path
from urllib.parse import urlencode

from features.errors import InputError, hint, nearest
from features.sources.fetching.answers import Answer, Site, refusal
from features.sources.fetching.connection import Connection
from features.sources.fetching.faults import reason, start
from features.sources.fetching.sdmx import TIME_NAMES, Filters, years
from features.sources.opening import ZIP

SITE = Site(
    title="World Bank",
    base="https://api.worldbank.org",
    domain="worldbank.org",
    catalogue="https://data.worldbank.org/indicator",
    example="country=AUT,DEU",
)
FILTERS = ("country", "source", "time")
DATED = "Last Updated Date"


def download(dataset: str, filters: Filters, connection: Connection) -> Answer:
    """The values of an indicator; errors as `Connection.get`, and unknown filters."""
    if not re.fullmatch(r"[\w.-]{1,100}", dataset):
        raise InputError(
            f"{dataset!r} is no World Bank indicator: look up its code at {SITE.catalogue}, such "
            "as NY.GDP.MKTP.CD"
        )
    options = {"downloadformat": "csv"}
    countries = "all"
    for name, values in filters.items():
        if name.casefold() == "country":
            countries = ";".join(values)
        elif name.casefold() in (*TIME_NAMES, "date"):
            options["date"] = ":".join(end for end in years(values) if end)
        elif name.casefold() == "source":
            options["source"] = values[0]
        else:
            raise InputError(f"unknown filter {name!r}: {hint(nearest(name, FILTERS), FILTERS)}")
    if not re.fullmatch(r"[\w;]{1,1400}", countries):
        raise InputError("filter countries by codes of two or three letters, such as country=AUT")
    address = f"{connection.base}/v2/country/{countries}/indicator/{dataset}?{urlencode(options)}"
    answer = connection.get(address, if_newer=True)
    if not answer.unchanged and not start(answer.path).startswith(ZIP):
        raise refusal(SITE, dataset, 404, reason(answer.path))
    return answer


def suffix(path: Path) -> str:
    """Ending of the name of a file."""
    return ".zip"


def vintage(path: Path) -> str:
    """The date below the title of the values; "" without it."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as content:
                    text = io.StringIO(content.read(1000).decode("utf-8-sig", errors="replace"))
                for row in csv.reader(text):
                    if row and row[0] == DATED and len(row) > 1:
                        return row[1]
    except (zipfile.BadZipFile, zlib.error, EOFError, csv.Error):
        return ""
    return ""
