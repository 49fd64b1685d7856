"""Champions made ready for links between regions, clusters and technologies, computed once."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from features.errors import InputError
from features.links.partners import Strengths
from features.package import Package
from serving.contracts import Metadata
from serving.http.codes import by_field, check_regions, not_answered
from serving.http.problems import NoChampionError
from serving.languages.language import say
from serving.later import Pause, no_pause
from serving.tables import activities_of, attempt, by_code, need
from serving.track_record import FLOWS, metadata
from training.champion import Champion
from training.choice import context
from training.choice.context import ChoiceContext, Peers


@dataclass(frozen=True)
class LinkLookup:
    """Everything that answers about links need; an InputError says why a part is missing.

    Attributes
    ----------
    context : ChoiceContext or InputError
        Of the growth champion.
    growth, niches : Metadata or None
        Of the champions; niches may be of another package.
    with_flows : Metadata or None
        Of the growth champion, for answers that use the input-output table too.
    data : Package
        Of the growth champion, or without one of the niche champion.
    multipliers : mapping of region_code to DataFrame or InputError
        By the default method and deltas.
    clusters, technologies : Strengths or InputError
    technology_data : Package or None
        Of the niche champion.
    peers : Peers or InputError
    region_names, names : mapping of code to name
        names: of clusters and technologies.
    unit : str
        Of the indicator that is forecast, "" without a growth champion.
    """

    context: ChoiceContext | InputError
    growth: Metadata | None
    with_flows: Metadata | None
    niches: Metadata | None
    data: Package
    multipliers: Mapping[str, pd.DataFrame | InputError]
    clusters: Strengths | InputError
    technologies: Strengths | InputError
    technology_data: Package | None
    peers: Peers | InputError
    region_names: Mapping[str, str]
    names: Mapping[str, str]
    unit: str


def link_lookup(
    growth: Champion | None, niches: Champion | None, pause: Pause = no_pause
) -> LinkLookup:
    """Prepare what the loaded champions allow; at least one champion is needed."""
    prepared = attempt(lambda: context.choice_context(_present(growth, "growth"), niches))
    data = (growth or _present(niches, "niche")).data
    indicator = str(growth.params["indicator"]) if growth else ""
    pause()
    peers = attempt(lambda: context.peers(data, indicator, pause))
    return LinkLookup(
        context=prepared,
        growth=metadata(growth) if growth else None,
        with_flows=metadata(growth, FLOWS) if growth else None,
        niches=metadata(niches) if niches else None,
        data=data,
        multipliers=({} if isinstance(prepared, InputError) else _multipliers(prepared, pause)),
        clusters=(
            prepared if isinstance(prepared, InputError) else context.cluster_strengths(prepared)
        ),
        technologies=attempt(lambda: context.technology_strengths(_present(niches, "niche"))),
        technology_data=niches.data if niches else None,
        peers=peers,
        region_names=_region_names(growth, niches),
        names=_activity_names(growth, niches),
        unit=_unit(growth),
    )


def in_spoken_language(
    lookup: LinkLookup, growth: Champion | None, niches: Champion | None
) -> LinkLookup:
    """A lookup with the names and sentences of the language that is spoken; arrays are shared."""
    return replace(
        lookup,
        growth=metadata(growth) if growth else None,
        with_flows=metadata(growth, FLOWS) if growth else None,
        niches=metadata(niches) if niches else None,
        region_names=_region_names(growth, niches),
        names=_activity_names(growth, niches),
    )


def _region_names(growth: Champion | None, niches: Champion | None) -> dict[str, str]:
    """Code to name of the regions of both champions."""
    return _names(growth, "regions", "region") | _names(niches, "regions", "region")


def _activity_names(growth: Champion | None, niches: Champion | None) -> dict[str, str]:
    """Code to name of clusters and technologies, also of those without a niche call."""
    data = (growth or _present(niches, "niche")).data
    called = activities_of(niches, "technology") if niches else {}
    return (
        _by_code(data.tables.get("technologies"), "technology")
        | {code: one.name for code, one in called.items()}
        | _names(growth, "clusters", "cluster")
    )


def _unit(growth: Champion | None) -> str:
    if growth is None:
        return ""
    units = growth.tables["indicators"].set_index("indicator")["unit"]
    return str(units[str(growth.params["indicator"])])


def _multipliers(prepared: ChoiceContext, pause: Pause) -> dict[str, pd.DataFrame | InputError]:
    """By region, with the default method and deltas."""
    found: dict[str, pd.DataFrame | InputError] = {}
    for region in prepared.evidence.regions:
        pause()
        found[region] = attempt(partial(context.multipliers, prepared, region))
    return found


def _present(champion: Champion | None, task: str) -> Champion:
    if champion is None:
        raise NoChampionError(
            f"no {task} champion is loaded: train one with smartspec train, then smartspec promote"
        )
    return champion


def _names(champion: Champion | None, table: str, kind: str) -> dict[str, str]:
    """Code to name in a table of a champion's snapshot; empty without a champion."""
    return _by_code(champion.tables[table], kind) if champion else {}


def _by_code(rows: pd.DataFrame | None, kind: str) -> dict[str, str]:
    """Code to name in a table; empty without a table."""
    return {} if rows is None else {code: row.name for code, row in by_code(rows, kind).items()}


def growth_of(lookup: LinkLookup, regions: list[str], done: str) -> tuple[ChoiceContext, Metadata]:
    """The growth champion's context and metadata with flows, if all regions have series.

    `done` says what the answer does, as in check_present.
    """
    prepared = need(lookup.context)
    assert lookup.with_flows is not None, "a context without its growth champion"
    check_present(lookup, regions, lookup.multipliers, lookup.with_flows, (done, "series"))
    return prepared, lookup.with_flows


def check_present(
    lookup: LinkLookup,
    regions: list[str],
    present: Container[str],
    of: Metadata,
    wanted: tuple[str, str],
) -> None:
    """Refuse regions that are unknown, that are totals, or for which the champion lacks the data.

    Parameters
    ----------
    present : container of str
        Regions that can be answered for.
    wanted : (str, str)
        What the answer does and the data that it needs: ends of keys problem.done and
        problem.lacking.

    Raises
    ------
    ProblemError
        unknown-code or question-not-allowed.
    """
    fields = by_field("region_codes", regions)
    missing = {field: region for field, region in fields.items() if region not in present}
    if not missing:
        return
    data = lookup.technology_data if of.task == "niches" else lookup.data
    in_data = {} if data is None else by_code(data.tables["regions"], "region")
    check_regions(missing, in_data, lookup.region_names, of)
    done, what = wanted
    listed = ", ".join(repr(region) for region in missing.values())
    lacking = say(f"problem.lacking.{what}", package=of.package, regions=listed)
    raise not_answered(missing.values(), in_data, present, done, lacking)
