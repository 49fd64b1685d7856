"""Eurostat: a whole dataset as TSV, or a part of it as SDMX-CSV.

- Whole: {base}/sdmx/2.1/data/{dataset}?format=TSV&compressed=true, a file that Eurostat prepares
  beforehand whatever its size. The annotation UPDATE_DATA of {base}/sdmx/2.1/dataflow/ESTAT/
  {dataset}/1.0 says when the data were last updated.
- Part: {base}/sdmx/3.0/data/dataflow/ESTAT/{dataset}/1.0?c[geo]=AT,DE&format=csvdata&
  formatVersion=1.0&compress=true; the file says when the data were last updated.
- Datasets DS-… (Comext, Prodcom) have a service of their own, {base} with /comext before
  /dissemination.

Traps:
- Errors are SOAP faults. A part of more than 5 million cells is refused (413, EXTRACTION_TOO_BIG).
- Between half a million and 5 million cells, or when it is busy, it answers 200 (or 202) with an
  XML envelope in place of data, <queued><id>…</id><status>SUBMITTED</status></queued>. Then
  {base}/1.0/async/status/{id} says SUBMITTED, PROCESSING or AVAILABLE, and
  {base}/1.0/async/data/{id} has the file. EXPIRED asks for a new request.

Source: https://ec.europa.eu/eurostat/web/user-guides/data-browser/api-data-access, pages "SDMX3.0"
and "Asynchronous API". Licence: reuse with attribution (Decision 2011/833/EU).
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from features.errors import InputError
from features.sources.fetching.answers import Answer, RefusedError, Site, refusal
from features.sources.fetching.connection import Connection, waited
from features.sources.fetching.faults import elements, start
from features.sources.fetching.sdmx import Filters, query

SITE = Site(
    title="Eurostat",
    base="https://ec.europa.eu/eurostat/api/dissemination",
    domain="europa.eu",
    catalogue="https://ec.europa.eu/eurostat/databrowser",
    example="geo=AT,nace_r2=C",
)
ANNOTATION = re.compile(r"<[\w:]*Annotation>(.*?)</[\w:]*Annotation>", re.DOTALL)
LATER = "DATA_NOT_YET_AVAILABLE"
WAITING = {"SUBMITTED", "PROCESSING", LATER}


def download(dataset: str, filters: Filters, connection: Connection) -> Answer:
    """The data of a dataset; errors as `Connection.get`."""
    base, code = connection.base, dataset.upper()
    if code.startswith("DS-"):
        base = base.replace("/api/dissemination", "/api/comext/dissemination")
    written = query("ESTAT", code, "1.0", filters)
    address = f"{base}/sdmx/2.1/data/{code}?format=TSV&compressed=true"
    if filters:
        address = f"{base}/sdmx/3.0{written}&format=csvdata&formatVersion=1.0&compress=true"
    answer = connection.get(address, if_newer=True)
    words = elements(start(answer.path))
    if "queued" in words or words.get("status") in WAITING:
        answer = _delivered(base, words.get("id", ""), connection)
    else:
        _refuse_fault(words, connection)
    if answer.unchanged or filters:
        return answer
    about = connection.aside(f"{base}/sdmx/2.1/dataflow/ESTAT/{code}/1.0")
    return replace(answer, vintage=updated(about))


def updated(about: str) -> str:
    """The day on which the data were updated, in the XML of a dataflow; "" without it."""
    for annotation in ANNOTATION.findall(about):
        day = re.search(r"Title>\s*(\d{4}-\d\d-\d\d)", annotation)
        if day and ">UPDATE_DATA<" in annotation:
            return day[1]
    return ""


def suffix(path: Path) -> str:
    """Ending of the name of a file."""
    return ".tsv" if b"\t" in start(path).partition(b"\n")[0] else ".csv"


def vintage(path: Path) -> str:
    """The column LAST UPDATE of the first row as 2025-02-18; "" without it."""
    lines = list(csv.reader(start(path).decode("utf-8-sig", errors="replace").splitlines()[:2]))
    if len(lines) < 2 or "LAST UPDATE" not in lines[0]:
        return ""
    try:
        text = lines[1][lines[0].index("LAST UPDATE")][:8]
        return datetime.strptime(text, "%d/%m/%y").date().isoformat()
    except (ValueError, IndexError):
        return ""


def _delivered(base: str, identifier: str, connection: Connection) -> Answer:
    """A file that the service prepares, once it is ready."""
    if not re.fullmatch(r"[A-Za-z0-9-]{1,100}", identifier):
        raise RefusedError(
            f"Eurostat prepares {connection.dataset} but does not say under which key: try again"
        )
    patience = connection.patience
    connection.say(f"{connection.dataset}: Eurostat prepares the file, which may take minutes")
    for _ in waited(patience.poll, patience.delivery):
        words = elements(start(connection.get(f"{base}/1.0/async/status/{identifier}").path))
        status = words.get("status", "")
        if status == "AVAILABLE":
            answer = connection.get(f"{base}/1.0/async/data/{identifier}")
            words = elements(start(answer.path))
            if not words.get("faultstring", "").startswith(LATER):
                _refuse_fault(words, connection)
                return answer
        elif status not in WAITING:
            reason = words.get("faultstring") or status or "no status"
            raise InputError(
                f"Eurostat gave up preparing {connection.dataset} ({reason}): fetch it again"
            )
    raise InputError(
        f"Eurostat is still preparing {connection.dataset} after {patience.delivery / 60:.0f} "
        f"minutes: fetch it again later, or a part, such as --filter {SITE.example}"
    )


def _refuse_fault(words: dict[str, str], connection: Connection) -> None:
    """RefusedError for a fault, or any other XML, in place of data."""
    if words:
        code = words.get("faultcode", "")
        status = int(code) if code.isdigit() and len(code) == 3 else 200
        raise refusal(SITE, connection.dataset, status, words.get("faultstring", ""))
