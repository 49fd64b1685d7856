"""Where the numbers come from, how old they are, and what is odd about them."""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pandas as pd

from features.quality.checks import CHECKS
from serving.contracts import Metadata
from serving.data.contracts import (
    DataResponse,
    FindingEntry,
    IndicatorEntry,
    LeftOutEntry,
    ModelEntry,
    PackageEntry,
    PartName,
    SourceEntry,
    TableEntry,
)
from serving.data.findings import in_language
from serving.data.lookup import DataLookup
from serving.messages import Message, message
from serving.record_words import basis_by_unit
from serving.tables import number, records

MLFLOW_URL = "SMARTSPEC_MLFLOW_URL"
"""Variable with the address of the MLflow UI, such as https://mlflow.example."""


def data(parts: Mapping[PartName, DataLookup]) -> DataResponse:
    """What there is to say of the data of all champions; a package once, as it was known last."""
    year = datetime.now(UTC).year
    latest = _latest(parts.values())
    packages = [_package(lookup, year) for lookup in latest]
    findings = [finding for lookup in latest for finding in _findings(lookup)]
    sources = [source for lookup in latest for source in _sources(lookup)]
    return DataResponse(
        summary=[*_ages(parts, packages, year), *_summary(sources, findings)],
        packages=packages,
        models=[_model(part, lookup.metadata, year) for part, lookup in parts.items()],
        tables=[table for lookup in latest for table in _tables(lookup)],
        indicators=[one for lookup in latest for one in _indicators(lookup)],
        sources=sources,
        left_out=[
            LeftOutEntry(package=lookup.metadata.package, **row)
            for lookup in latest
            for row in records(lookup.description().left_out)
        ],
        checks=[check.kind for check in CHECKS],
        findings=findings,
        notes=list(_notes(latest)),
    )


def _latest(lookups: Iterable[DataLookup]) -> list[DataLookup]:
    """For each package and digest the champion with the latest cutoff, which knows most of it."""
    found: dict[tuple[str, str], DataLookup] = {}
    for lookup in lookups:
        about = lookup.metadata
        key = about.package, about.sha256
        if key not in found or about.cutoff > found[key].metadata.cutoff:
            found[key] = lookup
    return list(found.values())


def _ages(
    parts: Mapping[PartName, DataLookup], packages: list[PackageEntry], year: int
) -> Iterator[Message]:
    """How old the data are; of growth and of technologies, where they end in different years."""
    if not packages:
        yield message("data.summary.nothing")
        return
    growth, niches = (
        parts[name].metadata.cutoff if name in parts else None for name in ("growth", "niches")
    )
    if growth is None or niches is None or growth == niches:
        newest = max(packages, key=lambda package: package.cutoff)
        yield message("data.summary.age", year=newest.cutoff, age=newest.age)
        return
    yield message(
        "data.summary.ages",
        growth_year=growth,
        growth_age=max(year - growth, 0),
        niche_year=niches,
        niche_age=max(year - niches, 0),
    )


def _summary(sources: list[SourceEntry], findings: list[FindingEntry]) -> Iterator[Message]:
    titles = list(dict.fromkeys(source.title for source in sources))
    if titles:
        yield message("data.summary.sources", n=len(titles))
    else:
        yield message("data.summary.no_sources")
    odd = [finding for finding in findings if finding.severity != "note"]
    if odd:
        yield message("data.summary.odd", n=len(odd))
    elif findings:
        yield message("data.summary.notes", n=len(findings))


def _package(lookup: DataLookup, year: int) -> PackageEntry:
    about, described = lookup.metadata, lookup.description()
    return PackageEntry(
        name=about.package,
        title=about.title,
        sha256=about.sha256,
        demo=about.demo,
        cutoff=about.cutoff,
        age=max(year - about.cutoff, 0),
        licences=list(described.licences),
        sources=list(described.sources),
    )


def _model(part: PartName, about: Metadata, year: int) -> ModelEntry:
    return ModelEntry(
        part=part,
        name=about.name,
        model=about.model,
        version=about.version,
        package=about.package,
        cutoff=about.cutoff,
        age=max(year - about.cutoff, 0),
        horizon=about.horizon,
        trained_at=about.created_at,
        forced=about.forced,
        link=_link(about),
    )


def _link(about: Metadata) -> str | None:
    """The version's address in the MLflow UI; only an address of the web is given."""
    base = os.environ.get(MLFLOW_URL, "").rstrip("/")
    if not base.startswith(("http://", "https://")):
        return None
    return f"{base}/#/models/{quote(about.name, safe='')}/versions/{about.version}"


def _tables(lookup: DataLookup) -> Iterator[TableEntry]:
    for row in _plain(lookup.description().tables):
        yield TableEntry(package=lookup.metadata.package, **row)


def _indicators(lookup: DataLookup) -> Iterator[IndicatorEntry]:
    described = lookup.description()
    shares = {
        (table, indicator): share
        for table, indicator, share in described.estimated.itertuples(index=False)
    }
    for row in _plain(described.indicators.drop(columns="last_period")):
        key = row["table"], row["indicator"]
        row["unit"] = row["unit"] or ""
        row["price_basis"] = basis_by_unit(row["price_basis"], row["unit"])
        yield IndicatorEntry(
            package=lookup.metadata.package,
            description=lookup.meanings.get(row["indicator"], ""),
            estimated=shares.get(key),
            **row,
        )


def _sources(lookup: DataLookup) -> Iterator[SourceEntry]:
    """The sources of each table; where none is stated, those of the package."""
    package, described = lookup.metadata.package, lookup.description()
    rows = records(described.table_sources)
    for row in rows:
        yield SourceEntry(
            package=package,
            table=row["table"],
            title=row["source"],
            dataset=row["dataset"],
            vintage=row["data_of"],
            **{name: row[name] for name in ("file", "sha256", "licence", "imported")},
        )
    named = {row["source"] for row in rows}
    unknown = dict.fromkeys(("table", "dataset", "vintage", "file", "sha256", "licence"), "")
    for title in described.sources:
        if title not in named:
            yield SourceEntry(package=package, title=title, imported="", **unknown)


def _findings(lookup: DataLookup) -> Iterator[FindingEntry]:
    found = lookup.findings()
    for row in [] if found is None else records(found):
        figure = number(row.pop("figure"))
        row |= {part: in_language(row[part], part) for part in ("text", "advice")}
        yield FindingEntry(package=lookup.metadata.package, figure=figure, **row)


def _notes(latest: list[DataLookup]) -> Iterator[Message]:
    for lookup in latest:
        if lookup.findings() is None:
            yield message("data.note.unchecked", title=lookup.metadata.title)


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with None for what is missing."""
    return records(table.astype(object).where(table.notna(), None))
