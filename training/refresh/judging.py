"""What newer years make of earlier forecasts and calls."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from features.errors import InputError
from features.package import Package
from training.champion import Champion, registered_name
from training.cli import monitor
from training.provenance import records
from training.record import ledger
from training.record.monitor import Monitoring
from training.refresh.settings import Report
from training.registry import champions, versions

JUDGED = "judged_until"
"""Tag of a version: last year of an outcome that a refresh has told of."""
LIKELIEST = 5
"""Calls of each region, entry or exit, that are told one by one: those that advice is made of."""
NICHES = [registered_name("niches"), registered_name("niches", "cluster")]


@dataclass(frozen=True)
class Watched:
    """The growth champion beside newer years.

    Attributes
    ----------
    champion : Champion or None
        None without one.
    found : Monitoring or None
        None where there is nothing newer, or nothing to compare.
    report : dict
        As from training.cli.monitor.monitoring, or a summary alone.
    """

    champion: Champion | None
    found: Monitoring | None
    report: Report


def watched(package: Package, version: int | None = None) -> Watched:
    """Compare a forecast, the champion's by default, with the package.

    Outcomes are recorded for the ledger.
    """
    name = registered_name("growth")
    number = version or versions.champions(name).get(package.name)
    if number is None:
        return Watched(None, None, {"summary": "no growth model serves yet"})
    try:
        champion = versions.load(name, number)
        found = monitor.compared(champion, package)
    except InputError as error:
        return Watched(None, None, {"summary": f"nothing can be compared: {error}"})
    if found is not None:
        versions.record(name, number, monitor.outcomes(champion, found, package))
    return Watched(champion, found, monitor.monitoring(champion, found))


@dataclass(frozen=True)
class Judged:
    """Calls of one version whose outcome this package is the first to tell.

    Attributes
    ----------
    until : int
        Last year with a known outcome.
    report : dict
        name, version, origin, year, n (outcomes), came_true (share of the calls that did, or of
        outcomes inside their 80 % interval), stated (mean chance, or .8).
    likeliest : DataFrame
        The likeliest niche calls of each region: region_code, activity_code, call, probability,
        probability_low, probability_high (NaN where not known), came_true; empty for growth.
    """

    champion: Champion
    until: int
    report: Report
    likeliest: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def identity(self) -> str:
        """What a page says by it."""
        return f"{self.champion.name} version {self.champion.version} until {self.until}"


def judged(package: Package) -> Iterator[Judged]:
    """Calls of all champions of a package, past and present, that were not judged before."""
    last = ledger.last_outcome(package)
    for name in (registered_name("growth"), *NICHES):
        for number in _due(name, package.name, last):
            try:
                champion = versions.load(name, number)
                found = (_niches if name in NICHES else _growth)(champion, package)
            except InputError:
                continue  # its files are damaged, or its prices differ: the ledger says so
            if found is not None:
                yield found


def _due(name: str, package: str, last: int) -> list[int]:
    """Versions that are or were champion and may have outcomes that were not told."""
    found = []
    for it in champions.served(name, package):
        begins = it.cutoff + (it.horizon if name in NICHES else 1)
        told = int(champions.note_of(name, it.number, JUDGED) or 0)
        if begins <= last and told < min(last, it.cutoff + it.horizon):
            found.append(it.number)
    return found


def _told(champion: Champion) -> int:
    return int(champions.note_of(champion.name, champion.version, JUDGED) or 0)


def _growth(champion: Champion, package: Package) -> Judged | None:
    calls = ledger.growth_calls(champion, package)
    rows = calls[calls["outcome"].notna() & (calls["year"] > _told(champion))]
    if rows.empty:
        return None
    first, until = int(rows["year"].min()), int(rows["year"].max())
    report = {
        **_about(champion),
        "first_year": first,
        "year": until,
        "n": len(rows),
        "came_true": float(rows["inside_80"].mean()),
        "stated": 0.8,
    }
    return Judged(champion, until, report)


def _niches(champion: Champion, package: Package) -> Judged | None:
    calls = ledger.niche_calls(champion, package)
    ranges = ["probability_low", "probability_high"]
    stated = champion.tables["calls"]
    calls = calls.assign(**{it: stated[it].to_numpy() if it in stated else None for it in ranges})
    rows = calls.dropna(subset="outcome")
    if rows.empty:
        return None
    until = champion.cutoff + champion.horizon
    by_chance = rows.sort_values("probability", ascending=False, kind="stable")
    likeliest = by_chance.groupby(["region_code", "call"], sort=False).head(LIKELIEST)
    report = {
        **_about(champion),
        "first_year": until,
        "year": until,
        "n": len(likeliest),
        "came_true": float(likeliest["outcome"].mean()),
        "stated": float(likeliest["probability"].mean()),
    }
    columns = ["region_code", "activity_code", "call", "probability", *ranges]
    told = likeliest[columns].assign(came_true=likeliest["outcome"] == 1)
    return Judged(champion, until, report, told.reset_index(drop=True))


def _about(champion: Champion) -> Report:
    return {"name": champion.name, "version": champion.version, "origin": champion.cutoff}


def told(found: Judged) -> None:
    """Note that a refresh has told of these outcomes."""
    champions.take_note(found.champion.name, found.champion.version, JUDGED, str(found.until))


def listed(found: Judged) -> list[Report]:
    """The likeliest calls of a version as plain rows."""
    return [] if found.likeliest.empty else records(found.likeliest)
