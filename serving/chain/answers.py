"""Value chains: from a request to surprises, and to who is exposed to them."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from features.errors import InputError, UnknownCodeError
from features.links.exposure import Departure, departure
from features.links.flow_table import input_output
from features.links.regionalization import DELTAS
from serving.chain.contracts import Chain, ChainRequest, ChainResponse, Surprise
from serving.chain.sentences import notes_of, of_chain, summary
from serving.chain.watched import EVERYWHERE, Watched, dependents
from serving.http.codes import by_field, check_codes
from serving.http.problems import ProblemError, problem_of
from serving.languages.recognition import recognised
from serving.links.answers import unit_of_flows
from serving.links.lookup import LinkLookup, growth_of
from serving.record.lookup import RecordLookup
from serving.record.surprises import NONE, Surprises
from serving.record_words import in_words
from serving.tables import fields, records, units
from training.choice.context import ChoiceContext


def value_chain(
    lookup: LinkLookup, record: RecordLookup | None, request: ChainRequest
) -> ChainResponse:
    """The surprises of regions and clusters, with who is exposed; else who depends on a cluster.

    Raises
    ------
    InputError
        A code is unknown; or nothing surprises and the data does not allow value chains.
    """
    prepared, about = growth_of(lookup, request.region_codes, "chain")
    known = set(prepared.data.tables["clusters"]["cluster_code"])
    check_codes("cluster", by_field("cluster_codes", request.cluster_codes), known)
    found = NONE if record is None else record.surprises
    asked = _asked(found, request)
    shown = asked.iloc[request.offset : request.offset + request.limit]
    state = Watched(lookup, prepared, request.top)
    chains = [_surprising(state, row) for row in records(shown)]
    chains += _structure(state, request, asked, request.limit - len(chains))
    return ChainResponse(
        metadata=in_words(about),
        summary=summary(found, len(asked), chains, request),
        years=list(found.years),
        n=len(asked),
        deltas=list(DELTAS),
        units=units("chain") | {"amount": unit_of_flows(lookup)},
        chains=chains,
        notes=notes_of(chains),
    )


def _asked(found: Surprises, request: ChainRequest) -> pd.DataFrame:
    """The surprises of the regions and clusters that are asked for."""
    rows = found.rows
    for column in ("region_code", "cluster_code"):
        if codes := getattr(request, f"{column}s"):
            rows = rows[rows[column].isin(codes)]
    return rows


def _surprising(state: Watched, row: Mapping[str, Any]) -> Chain:
    """A surprise and who is exposed to it; a note where the data does not allow to say."""
    change = departure(row["value"], row["median"], row["lower"], row["upper"])
    off: dict[str, Any] = dict.fromkeys(("change", "change_low", "change_high"))
    if change is not None:
        parts = (change.change, change.low, change.high)
        off = dict(zip(off, (100 * part for part in parts), strict=True))
    off["beyond_linear"] = change is not None and not change.is_linear
    about = {name: row[name] for name in Surprise.model_fields if name not in off}
    surprise = Surprise(**fields(about), **off)
    region, cluster = row["region_code"], row["cluster_code"]
    try:
        linear = None if surprise.beyond_linear else change
        return _chain(state, (region, cluster), linear, surprise)
    except InputError as error:
        return of_chain(
            state.called(region, cluster), surprise, None, recognised(str(error), "problem.data.")
        )


def _structure(
    state: Watched, request: ChainRequest, asked: pd.DataFrame, room: int
) -> Iterator[Chain]:
    """Who depends on clusters that are asked for, and of which nothing surprises.

    Without a cluster the largest of each region; without a region that in all of them.
    """
    is_named = bool(request.cluster_codes) and bool(request.region_codes)
    if request.offset or (len(asked) and not is_named):
        return
    told = set(zip(asked["region_code"], asked["cluster_code"], strict=True))
    pairs = [
        (region, cluster)
        for region in request.region_codes or [EVERYWHERE]
        for cluster in request.cluster_codes or [_largest(state.context, region)]
    ]
    for pair in [pair for pair in dict.fromkeys(pairs) if pair not in told][: max(room, 0)]:
        try:
            yield _chain(state, pair)
        except UnknownCodeError as error:  # a cluster that the table of the region does not have
            problem = problem_of(error)
            faults = [{**fault, "field": "cluster_codes"} for fault in problem.errors]
            raise ProblemError(problem.kind, problem.detail, faults) from None


def answerable(lookup: LinkLookup, record: RecordLookup | None) -> tuple[set[str], set[str]]:
    """The regions and clusters that there is an answer for: of tables, or of surprises.

    Raises
    ------
    InputError
        The data does not allow value chains.
    """
    prepared, _ = growth_of(lookup, [], "chain")
    tables, rows = prepared.data.tables, (NONE if record is None else record.surprises).rows
    regions = {code for code, it in lookup.multipliers.items() if not isinstance(it, InputError)}
    with_table = set(tables["cluster_output"]["cluster_code"]) if "cluster_output" in tables else ()
    clusters = set(tables["clusters"]["cluster_code"]).intersection(with_table)
    return regions | set(rows["region_code"]), clusters | set(rows["cluster_code"])


def _largest(prepared: ChoiceContext, region: str) -> str:
    """The largest cluster of a region, or that with the largest output of any table."""
    if region == EVERYWHERE:
        output = prepared.data.table("cluster_output", "value chains")
        codes = set(prepared.evidence.clusters)
        sums = output[output["cluster_code"].isin(codes)].groupby("cluster_code")["output"].sum()
        return str(sums.idxmax())
    evidence = prepared.evidence
    inside = set(input_output(prepared.data, region).cluster_codes)
    sizes = np.nan_to_num(evidence.sizes[evidence.regions.index(region)])
    sizes = np.where(np.isin(evidence.clusters, sorted(inside)), sizes, -1.0)
    return str(evidence.clusters[int(sizes.argmax())])


def _chain(
    state: Watched,
    pair: tuple[str, str],
    change: Departure | None = None,
    surprise: Surprise | None = None,
) -> Chain:
    """A cluster with who depends on it."""
    return of_chain(state.called(*pair), surprise, dependents(state, *pair, change))
