"""Champions made ready for the choice: what is the same for all requests, computed once."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import pandas as pd

from features.errors import InputError, UnknownCodeError
from features.links.partners import Strengths
from features.package import Package
from serving.contracts import Metadata
from serving.http.codes import check_region_fields
from serving.http.problems import ProblemError
from serving.track_record import metadata
from training.champion import Champion
from training.choice import context
from training.choice.context import Peers, Support
from training.choice.criteria import Options, region_options

T = TypeVar("T")


@dataclass(frozen=True)
class SupportLookup:
    """What answers the questions of the choice. A part that the data does not allow is its reason.

    Attributes
    ----------
    known : Support or InputError
        Of the growth champion.
    growth, niches : Metadata or None
        Of the champions; niches also where they are of another package.
    data : Package
        Of the growth champion, or without one of the niche champion.
    multipliers : mapping of region_code to DataFrame or InputError
        By the default method and deltas.
    options : mapping of region_code to Options or InputError
    clusters, technologies : Strengths or InputError
    technology_data : Package or None
        Of the niche champion.
    peers : Peers or InputError
    region_names, names : mapping of code to name
        names: of clusters and technologies.
    unit : str
        Of the indicator that is forecast, "" without a growth champion.
    """

    known: Support | InputError
    growth: Metadata | None
    niches: Metadata | None
    data: Package
    multipliers: Mapping[str, pd.DataFrame | InputError]
    options: Mapping[str, Options | InputError]
    clusters: Strengths | InputError
    technologies: Strengths | InputError
    technology_data: Package | None
    peers: Peers | InputError
    region_names: Mapping[str, str]
    names: Mapping[str, str]
    unit: str


def support_lookup(growth: Champion | None, niches: Champion | None) -> SupportLookup:
    """Prepare what the loaded champions allow; at least one is given."""
    known = _try(lambda: context.support(_present(growth, "growth"), niches))
    multipliers = {} if isinstance(known, InputError) else _multipliers(known)
    data = (growth or _present(niches, "niche")).data
    indicator = str(growth.params["indicator"]) if growth else ""
    return SupportLookup(
        known=known,
        growth=metadata(growth) if growth else None,
        niches=metadata(niches) if niches else None,
        data=data,
        multipliers=multipliers,
        options={} if isinstance(known, InputError) else _options(known, multipliers),
        clusters=known if isinstance(known, InputError) else context.cluster_strengths(known),
        technologies=_try(lambda: context.technology_strengths(_present(niches, "niche"))),
        technology_data=niches.data if niches else None,
        peers=_try(lambda: context.peers(data, indicator)),
        region_names=_names([growth, niches], "regions", "region"),
        names=_technology_names(data)
        | _names([niches], "activities", "activity")
        | _names([growth], "clusters", "cluster"),
        unit=_unit(growth),
    )


def _unit(growth: Champion | None) -> str:
    if growth is None:
        return ""
    units = growth.tables["indicators"].set_index("indicator")["unit"]
    return str(units[str(growth.params["indicator"])])


def _multipliers(known: Support) -> dict[str, pd.DataFrame | InputError]:
    """By region, with the default method and deltas."""
    tellers = {
        region: partial(context.multipliers, known, region) for region in known.sources.regions
    }
    return {region: _try(teller) for region, teller in tellers.items()}


def _options(
    known: Support, multipliers: Mapping[str, pd.DataFrame | InputError]
) -> dict[str, Options | InputError]:
    """By region; multipliers that the data does not allow are unknown criteria."""
    tellers = {
        region: partial(
            region_options, known.sources, region, None if isinstance(table, InputError) else table
        )
        for region, table in multipliers.items()
    }
    return {region: _try(teller) for region, teller in tellers.items()}


class NoChampionError(InputError):
    """The question needs a champion that is not loaded."""


def _present(champion: Champion | None, task: str) -> Champion:
    if champion is None:
        raise NoChampionError(
            f"no {task} champion is loaded: train and promote one with python -m training"
        )
    return champion


def _try(function: Callable[[], T]) -> T | InputError:
    """What the data allows, or why it does not."""
    try:
        return function()
    except InputError as error:
        return error


def _names(champions: list[Champion | None], table: str, kind: str) -> dict[str, str]:
    """Code to name in a table of the champions' snapshots."""
    found: dict[str, str] = {}
    for champion in champions:
        if champion:
            rows = champion.tables[table]
            codes, names = rows[f"{kind}_code"].tolist(), rows[f"{kind}_name"].tolist()
            found |= dict(zip(codes, names, strict=True))
    return found


def _technology_names(data: Package) -> dict[str, str]:
    """Of all technologies of the package, those that no champion calls too."""
    rows = data.tables.get("technologies")
    if rows is None:
        return {}
    codes, names = rows["technology_code"].tolist(), rows["technology_name"].tolist()
    return dict(zip(codes, names, strict=True))


def need(part: T | InputError) -> T:
    """A part of the lookup, or the problem that it is not there."""
    if isinstance(part, NoChampionError):
        raise ProblemError("no-champion", str(part))
    if isinstance(part, InputError):
        raise ProblemError("question-not-allowed", str(part))
    return part


def options_of(lookup: SupportLookup, region: str) -> tuple[Support, Options]:
    """What is known of growth, and the options of a region, or the problem that it has none."""
    known = need(lookup.known)
    check_present(lookup, region, lookup.options, growth_metadata(lookup), "series of its own")
    return known, need(lookup.options[region])


def check_present(
    lookup: SupportLookup, region: str, present: Container[str], of: Metadata, what: str
) -> None:
    """Raise for a region that is not present: it is unknown, or the champion's data lack this."""
    if region in present:
        return
    data = lookup.technology_data if of.task == "niches" else lookup.data
    own = set() if data is None else set(data.tables["regions"]["region_code"])
    check_region_fields({"region_code": region}, own, lookup.region_names, of)
    raise ProblemError("question-not-allowed", f"{of.package} has no {what} for region {region!r}")


def growth_metadata(lookup: SupportLookup) -> Metadata:
    """Of the growth champion, which is there where the lookup's known part is."""
    assert lookup.growth is not None
    return lookup.growth


def answered(function: Callable[[], T]) -> T:
    """What a pure function gives, its errors as problems."""
    try:
        return function()
    except UnknownCodeError as error:
        fault = {"detail": str(error), "nearest": error.nearest}
        raise ProblemError("unknown-code", str(error), [fault]) from None
    except InputError as error:
        raise ProblemError("question-not-allowed", str(error)) from None


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with plain numbers."""
    names = [str(name) for name in table]
    return [dict(zip(names, row, strict=True)) for row in table.itertuples(index=False, name=None)]
