"""Sentences of value chains."""

from collections.abc import Iterator, Sequence

from serving.chain.contracts import Chain, ChainRequest, Exposed, Surprise
from serving.chain.watched import EVERYWHERE, Dependents
from serving.messages import Message, message
from serving.record.surprises import Surprises


def summary(
    found: Surprises, n: int, chains: Sequence[Chain], request: ChainRequest
) -> list[Message]:
    """How many surprises there are, or why there are none, and what is shown instead."""
    said = []
    if n:
        said.append(message("chain.summary.surprises", n=n, years=found.years))
    elif found.years:
        said.append(message("chain.summary.none", years=found.years))
    else:
        said.append(message("chain.summary.not_compared"))
    if not n and chains:
        said.append(message("chain.summary.structure"))
    if not request.region_codes and not request.cluster_codes:
        said.append(message("chain.summary.choose"))
    return said


def text_of(
    called: dict[str, str], surprise: Surprise | None, found: Dependents | None
) -> list[Message]:
    """What a chain is about, and the most exposed in each direction."""
    names = {"cluster": called["cluster_name"], "region": called["region_name"]}
    said = [*_about(names, surprise, found)]
    if found is None:
        return said
    near = [one for one in found.exposed if not one.elsewhere]
    for direction in ("upstream", "downstream"):
        first = next((one for one in near if one.direction == direction), None)
        if first is not None:
            said.append(_exposed(first, names["cluster"]))
    if not near:
        said.append(message("chain.text.nobody", **names))
    if far := [one for one in found.exposed if one.elsewhere]:
        regions = dict.fromkeys(one.neighbour_region_name for one in far)
        said.append(message("chain.text.elsewhere", regions=list(regions)[:3]))
    return said


def _about(
    names: dict[str, str], surprise: Surprise | None, found: Dependents | None
) -> Iterator[Message]:
    if surprise is None:
        if found is not None:
            yield message("chain.text.structure", **names, year=found.table.year)
        return
    told = {**names, "year": surprise.year}
    low, high, change = surprise.change_low, surprise.change_high, surprise.change
    if change is None or low is None or high is None:
        yield message("chain.text.unlike", **told)
        return
    side = "above" if change > 0 else "below"
    nearest = low if change > 0 else high  # the end of the interval on that side
    yield message(f"chain.text.{side}", **told, change=change, nearest=nearest)


def _exposed(one: Exposed, cluster: str) -> Message:
    told = {"neighbour": one.neighbour_name, "cluster": cluster, "share": one.share}
    if one.effect is None:
        told |= {"total": one.total_share}
        return message(f"chain.text.{one.direction}", **told)
    told |= {"effect": one.effect, "low": one.effect_low, "high": one.effect_high}
    total = {"total": one.total_effect}
    total |= {"total_low": one.total_effect_low, "total_high": one.total_effect_high}
    return message(f"chain.text.{one.direction}.effect", **told, **total)


def of_chain(
    called: dict[str, str],
    surprise: Surprise | None,
    found: Dependents | None,
    reason: str = "",
) -> Chain:
    """A chain with its sentences; without dependents a note gives the reason."""
    notes = (
        [message("chain.note.no_table", region=called["region_name"], reason=reason)]
        if reason
        else []
    )
    if surprise is not None and surprise.beyond_linear and found is not None:
        notes.append(message("chain.note.large", change=surprise.change))
    if found is not None and found.note:
        notes.append(message(found.note, region=called["region_name"]))
    return Chain(
        **called,
        surprise=surprise,
        text=text_of(called, surprise, found),
        source_region=None if found is None else found.table.region_code,
        table_year=None if found is None else found.table.year,
        exposed=[] if found is None else [_dated(one, surprise) for one in found.exposed],
        notes=notes,
    )


def _dated(one: Exposed, surprise: Surprise | None) -> Exposed:
    """With the year of the surprise, so that a row stands alone."""
    return one if surprise is None else one.model_copy(update={"year": surprise.year})


def notes_of(chains: Sequence[Chain]) -> list[Message]:
    """What the figures of some chains assume."""
    exposed = [one for chain in chains for one in chain.exposed]
    keys = ["chain.note.follow"] if any(one.effect is not None for one in exposed) else []
    keys += [
        f"chain.note.{direction}"
        for direction in ("upstream", "downstream")
        if any(one.direction == direction for one in exposed)
    ]
    scaled = [it for it in chains if it.source_region not in (None, EVERYWHERE, it.region_code)]
    keys += ["chain.note.range"] if scaled else []
    keys += ["chain.note.elsewhere"] if any(one.elsewhere for one in exposed) else []
    return [message(key) for key in keys]
