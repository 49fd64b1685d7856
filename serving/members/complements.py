"""Members that complement each other, by ties that the champions know, with the reason in words.

Two kinds of ties count: one member's cluster sells to or buys from a cluster of the other (by the
flows of the region of who asks), and a technology or cluster of one is close to one of the other
that it does not have itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
FIELDS = {"technology": "technologies", "cluster": "clusters"}
"""Kind of code to the field of a profile that has them."""


@dataclass(frozen=True)
class Tie:
    """How strongly members are tied, 0 to 1, and why: a message with its parameters."""

    strength: float
    key: str
    parameters: Mapping[str, Any]

    def reason(self, organisation: str) -> str:
        """Why, in words, of the member that has what the tie leads to."""
        return say(self.key, **self.parameters, organisation=organisation)


@dataclass(frozen=True)
class Known:
    """What the champions know about ties of who asks, by what another member may have.

    Attributes
    ----------
    flows : mapping of cluster to ties
        Sales to it and purchases from it by clusters of who asks.
    near : mapping of activity and code to tie
        With the closest of the clusters or technologies of who asks, of those that it has not.
    """

    flows: Mapping[str, Sequence[Tie]]
    near: Mapping[tuple[str, str], Tie]

    def ties(self, other: Row) -> list[Tie]:
        """Those with another member."""
        found = [tie for code in other["clusters"] for tie in self.flows.get(code, ())]
        pairs = [(activity, code) for activity, field in FIELDS.items() for code in other[field]]
        return found + [self.near[pair] for pair in pairs if pair in self.near]


def complements(asking: Asking, request: ComplementRequest) -> ComplementResponse:
    """The members with the strongest ties to who asks."""
    own = asking.need_member()
    if not own["clusters"] and not own["technologies"]:
        return ComplementResponse(members=[], note=say("members.complements.no_codes"))
    known = Known(_flows(asking, own), _near(asking, own))
    others = members.listed(asking.connection, asking.package, [])
    found = [
        (sum(tie.strength for tie in ties), other, ties)
        for other in others
        if other["id"] != own["id"] and (ties := known.ties(other))
    ]
    found.sort(key=lambda it: (-it[0], it[1]["organisation"]))
    note = "" if found else say("members.complements.none")
    shown = [_complement(asking, other, ties) for _, other, ties in found[: request.top]]
    return ComplementResponse(members=shown, note=note)


def _complement(asking: Asking, other: Row, ties: list[Tie]) -> Complement:
    strongest = sorted(ties, key=lambda tie: -tie.strength)[:REASONS]
    return Complement(
        member_id=other["id"],
        organisation=other["organisation"],
        region_code=other["region_code"],
        region_name=asking.region_name(other["region_code"]),
        offers=other["offers"],
        strength=sum(tie.strength for tie in ties),
        reasons=[tie.reason(other["organisation"]) for tie in strongest],
    )


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
    loaded = asking.loaded
    request = MultiplierRequest(region_codes=[own["region_code"]], flows=MAX_FLOWS)
    try:
        lookup = loaded.need_choice().links
        answer = loaded.kept.answer(
            "multipliers", request, lambda: links.multipliers(lookup, request)
        )
    except InputError:
        return []
    found = answer.regions[0].flows
    return [it for it in found if it.from_cluster_code != it.to_cluster_code]


def _near(asking: Asking, own: Row) -> dict[tuple[str, str], Tie]:
    """Ties with what is close to one of one's own technologies or clusters."""
    found: dict[tuple[str, str], Tie] = {}
    for activity, field in FIELDS.items():
        for code, (proximity, mine) in _nearest(asking, activity, set(own[field])).items():
            names = {
                "added": asking.option_name(activity, code),
                "own": asking.option_name(activity, mine),
            }
            parameters = {**names, "proximity": proximity}
            found[activity, code] = Tie(proximity, "members.tie.related", parameters)
    return found


def _nearest(asking: Asking, activity: str, mine: set[str]) -> dict[str, tuple[float, str]]:
    """Code to the closest of one's own codes, with the proximity; without one's own codes."""
    found: dict[str, tuple[float, str]] = {}
    try:
        lookup = asking.loaded.need_space("cluster" if activity == "cluster" else "technology")
    except InputError:
        return found
    for link in lookup.space().network.links if mine else ():
        ends = (link.activity_code, link.other_code)
        for code, other in (ends, ends[::-1]):
            if code in mine and other not in mine and link.proximity > 0:
                found[other] = max((link.proximity, code), found.get(other, (0.0, "")))
    return found
