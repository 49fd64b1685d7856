"""Members that complement each other, by ties that the champions know, with the reason in words.

Two kinds of ties count: one member's cluster sells to or buys from a cluster of the other (by the
flows of the region of who asks), and a technology or cluster of one is close to one of the other
that it does not have itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from features.errors import InputError
from serving.languages.language import say
from serving.links import answers as links
from serving.links.contracts import MAX_FLOWS, Flow, MultiplierRequest
from serving.members.asking import Asking, Row
from serving.members.contributed import Complement, ComplementRequest, ComplementResponse
from training.community import members

LEAST = 0.01
"""Share of output from which a flow is a tie."""
REASONS = 5


@dataclass(frozen=True)
class Tie:
    """How strongly two members are tied, 0 to 1, and why: a message with its parameters."""

    strength: float
    key: str
    parameters: Mapping[str, Any]

    def reason(self) -> str:
        """Why, in words."""
        return say(self.key, **self.parameters)


@dataclass(frozen=True)
class Known:
    """What the champions know about ties of who asks, by what another member may have.

    Attributes
    ----------
    flows : mapping of cluster to ties
        Sales to it and purchases from it by clusters of who asks; the organisation is to be added.
    near : mapping of activity and code to (proximity, code)
        The closest of the clusters or technologies of who asks.
    """

    flows: Mapping[str, Sequence[Tie]]
    near: Mapping[tuple[str, str], tuple[float, str]]


def complements(asking: Asking, request: ComplementRequest) -> ComplementResponse:
    """The members with the strongest ties to who asks."""
    own = asking.need_member()
    if not own["clusters"] and not own["technologies"]:
        return ComplementResponse(members=[], note=say("members.complements.no_codes"))
    known = Known(_flows(asking, own), _near(asking, own))
    found = []
    for other in members.listed(asking.connection, asking.package, []):
        if other["id"] == own["id"]:
            continue
        ties = sorted(_ties(asking, known, own, other), key=lambda tie: -tie.strength)
        if ties:
            found.append((sum(tie.strength for tie in ties), other, ties))
    found.sort(key=lambda it: (-it[0], it[1]["organisation"]))
    note = "" if found else say("members.complements.none")
    shown = [_complement(asking, other, ties) for _, other, ties in found[: request.top]]
    return ComplementResponse(members=shown, note=note)


def _complement(asking: Asking, other: Row, ties: list[Tie]) -> Complement:
    return Complement(
        member_id=other["id"],
        organisation=other["organisation"],
        region_code=other["region_code"],
        region_name=asking.region_name(other["region_code"]),
        offers=other["offers"],
        strength=sum(tie.strength for tie in ties),
        reasons=[tie.reason() for tie in ties[:REASONS]],
    )


def _ties(asking: Asking, known: Known, own: Row, other: Row) -> Iterator[Tie]:
    named = {"organisation": other["organisation"]}
    for code in other["clusters"]:
        for tie in known.flows.get(code, ()):
            yield replace(tie, parameters={**tie.parameters, **named})
    for activity, field in (("technology", "technologies"), ("cluster", "clusters")):
        for code in other[field]:
            strength, mine = known.near.get((activity, code), (0.0, ""))
            if strength > 0 and code not in own[field]:
                names = {
                    "added": asking.option_name(activity, code),
                    "own": asking.option_name(activity, mine),
                }
                yield Tie(strength, "members.tie.related", {**names, "proximity": strength})


def _flows(asking: Asking, own: Row) -> dict[str, list[Tie]]:
    """Ties by the strongest flows of who asks; none where the data do not have them."""
    found: dict[str, list[Tie]] = {}
    for flow in _strongest(asking, own):
        seller, buyer = flow.from_cluster_code, flow.to_cluster_code
        names = {"seller": flow.from_cluster_name, "buyer": flow.to_cluster_name}
        sold, bought = flow.sales_share or 0.0, flow.input_share or 0.0
        if seller in own["clusters"] and sold >= LEAST:
            tie = Tie(sold, "members.tie.buys", {"share": sold, **names})
            found.setdefault(buyer, []).append(tie)
        if buyer in own["clusters"] and bought >= LEAST:
            tie = Tie(bought, "members.tie.sells", {"share": bought, **names})
            found.setdefault(seller, []).append(tie)
    return found


def _strongest(asking: Asking, own: Row) -> list[Flow]:
    """The strongest flows between clusters of the region of who asks."""
    try:
        request = MultiplierRequest(region_codes=[own["region_code"]], flows=MAX_FLOWS)
        found = links.multipliers(asking.loaded.need_choice().links, request).regions[0].flows
    except InputError:
        return []
    return [it for it in found if it.from_cluster_code != it.to_cluster_code]


def _near(asking: Asking, own: Row) -> dict[tuple[str, str], tuple[float, str]]:
    """The closest of one's own technologies and clusters to each other one."""
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for activity, field in (("technology", "technologies"), ("cluster", "clusters")):
        try:
            lookup = asking.loaded.need_space("cluster" if activity == "cluster" else "technology")
        except InputError:
            continue
        mine = set(own[field])
        for link in lookup.space().network.links if mine else ():
            ends = (link.activity_code, link.other_code)
            for code, other in (ends, ends[::-1]):
                if code in mine:
                    nearest = max((link.proximity, code), found.get((activity, other), (0.0, "")))
                    found[activity, other] = nearest
    return found
