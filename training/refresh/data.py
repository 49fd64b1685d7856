"""New data: import files, compare the package with what a champion learned from, check it."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from features.errors import InputError
from features.files import write
from features.package import Package, inspect
from features.package.describe import describe
from features.package.descriptor import DESCRIPTOR, decode
from features.package.reading import descriptor_content, read
from features.quality.checks import CHECKS, quality
from features.quality.page import as_json, counts, page, summary
from features.sources.importing import report as import_report
from features.sources.importing.joining import VALUES
from features.sources.importing.revising import Revision, revisions_of
from features.sources.importing.run import Target, name_of, run
from features.sources.reading import Choices
from training.champion import Champion
from training.record.ledger import last_outcome
from training.refresh.settings import Names, Report, Settings
from training.refresh.words.saying import Text, text
from training.trained import Progress

NAMED = {
    "regions": ("region_code", "region_name"),
    "clusters": ("cluster_code", "cluster_name"),
    "technologies": ("technology_code", "technology_name"),
}
"""Table to its columns of codes and names."""


def has_package(folder: Path) -> bool:
    """Whether there is a package in a folder."""
    return (folder / DESCRIPTOR).is_file()


def package_name(folder: Path) -> str:
    """Name of the package in a folder, or of the one that an import would make there.

    Raises
    ------
    InputError
        The package cannot be read.
    """
    if has_package(folder):
        return str(decode(descriptor_content(folder), str(folder))["name"])
    return name_of(folder)


def imported(settings: Settings, progress: Progress, dry_run: bool = False) -> Report:
    """Import the files, completely or not at all; the former state is kept as a vintage.

    Returns
    -------
    dict
        state ("new", "revised", "unchanged", "dry run"), kept_state (folder of the former state),
        lines (the report of the import) and n_changes (values that it adds, changes or withdraws).

    Raises
    ------
    InputError
        Files that cannot be read or joined; the package is as it was.
    """
    target, choices = Target(settings.folder), Choices(maps=settings.maps)
    found = run(settings.files, target, choices, progress, dry_run)
    changes = sum(it.added + it.changed + it.withdrawn for it in found.revisions)
    return {
        "state": found.state,
        "kept_state": found.kept_state,
        "lines": list(import_report.lines(found)),
        "n_changes": changes,
    }


def news(champion: Champion | None, package: Package) -> Report:
    """What a package has that its champion did not learn from.

    Returns
    -------
    dict
        last_year, rows by table, since (name, version and cutoff of the champion, None without
        one), revisions (as of an import, without indicators that are as they were) and text, a
        sentence.
    """
    about: Report = {"last_year": last_outcome(package) or None, "since": None, "revisions": []}
    if champion is None:
        return {**about, "text": text("news.none")}
    about["since"] = {
        "name": champion.name,
        "subject": _subject(champion),
        "version": champion.version,
        "cutoff": champion.cutoff,
    }
    if champion.sha256 == package.sha256:
        return {**about, "text": text("news.same")}
    revisions = [it for it in _compared(champion.data, package) if _has_changed(it)]
    return {**about, "revisions": [_plain(it) for it in revisions], "text": _text(revisions)}


def _subject(champion: Champion) -> Text:
    """What a champion is a model of."""
    if champion.task == "growth":
        return text("subject.growth")
    is_market = champion.params.get("activity", "technology") == "cluster"
    return text("subject.markets" if is_market else "subject.niches")


def _compared(before: Package, after: Package) -> list[Revision]:
    """Changes of tables with values that both packages have."""
    found: list[Revision] = []
    for name in VALUES:
        if name in before.tables and name in after.tables:
            found += revisions_of(name, before.tables[name], after.tables[name])
    return found


def _has_changed(revision: Revision) -> bool:
    return bool(revision.added or revision.changed or revision.withdrawn)


def _plain(revision: Revision) -> Report:
    """A revision for JSON, which has no NaN."""
    return {
        name: None if isinstance(value, float) and np.isnan(value) else value
        for name, value in asdict(revision).items()
    }


def _text(revisions: list[Revision]) -> Text:
    """The size of all changes in a sentence."""
    if not revisions:
        return text("news.names")
    added, changed, withdrawn = (
        sum(getattr(it, part) for it in revisions) for part in ("added", "changed", "withdrawn")
    )
    parts = [text("news.added", n=added)]
    if changed:
        years = sorted({year for it in revisions for year in it.years})
        parts.append(text("news.changed", n=changed, first=years[0], last=years[-1]))
    if withdrawn:
        parts.append(text("news.withdrawn", n=withdrawn))
    return text("listed", parts=parts)


def checked(settings: Settings) -> tuple[Package, Report]:
    """The package, and what the checks of quality find, written as a page and as JSON too.

    Returns
    -------
    tuple of Package and dict
        summary, counts (by severity), serious (kind, text and advice of each) and page.

    Raises
    ------
    InputError
        The package is invalid, or a file cannot be written.
    """
    package, warnings = inspect(settings.folder)
    found, about = quality(package, warnings), describe(package)
    file = settings.reports / "quality.html"
    write(file, page(about, found).encode())
    write(file.with_suffix(".json"), as_json(about, found).encode())
    titles = {check.kind: check.title for check in CHECKS}
    serious = [
        {"title": titles[it.kind], "text": it.text, "advice": it.advice}
        for it in found.findings
        if it.severity == "serious"
    ]
    return package, {
        "summary": summary(found),
        "counts": counts(found),
        "serious": serious,
        "page": file.name,
    }


def names_of(package: Package) -> Names:
    """Names of the regions, clusters and technologies of a package."""
    return Names(*(_names(package.tables.get(table), *NAMED[table]) for table in NAMED))


def _names(rows: pd.DataFrame | None, code: str, name: str) -> dict[str, dict[str, str]]:
    """Code to its names by the ending of their column."""
    if rows is None:
        return {}
    columns = {str(it).removeprefix(name): it for it in rows if str(it).startswith(name)}
    codes = rows[code].tolist()
    named = {end: dict(zip(codes, rows[column], strict=True)) for end, column in columns.items()}
    return {code: {end: str(names[code]) for end, names in named.items()} for code in codes}


def state_of(folder: Path) -> Package:
    """The package as it stands.

    Raises
    ------
    InputError
        There is none, or it is invalid.
    """
    if not has_package(folder):
        raise InputError(
            f"{folder} holds no data package: give --import FILE to make one, or another --package"
        )
    return read(folder)
