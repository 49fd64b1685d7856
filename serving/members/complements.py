"""Members that complement each other, by ties that the champions know, with the reason in words.

Two kinds of ties count: one member's cluster sells to or buys from a cluster of the other (by the
flows of the region of who asks), and a technology or cluster of one is close to one of the other
that it does not have itself.
"""

from collections.abc import Iterator, Mapping
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
    """What the champions know about ties of who asks.

    Attributes
    ----------
    flows : list of Flow
        Between clusters of its region.
    near : mapping of activity and two codes to proximity
    """

    flows: list[Flow]
    near: Mapping[tuple[str, str, str], float]


def complements(asking: Asking, request: ComplementRequest) -> ComplementResponse:
    """The members with the strongest ties to who asks."""
    own = asking.need_member()
    if not own["clusters"] and not own["technologies"]:
        return ComplementResponse(members=[], note=say("members.complements.no_codes"))
    known = Known(_flows(asking, own), _near(asking))
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
    for flow in known.flows:
        seller, buyer = flow.from_cluster_code, flow.to_cluster_code
        names = {"seller": flow.from_cluster_name, "buyer": flow.to_cluster_name}
        names["organisation"] = other["organisation"]
        if seller in own["clusters"] and buyer in other["clusters"]:
            share = flow.sales_share or 0.0
            if share >= LEAST:
                yield Tie(share, "members.tie.buys", {"share": share, **names})
        if buyer in own["clusters"] and seller in other["clusters"]:
            share = flow.input_share or 0.0
            if share >= LEAST:
                yield Tie(share, "members.tie.sells", {"share": share, **names})
    for activity, field in (("technology", "technologies"), ("cluster", "clusters")):
        for code in other[field]:
            if code not in own[field]:
                yield from _nearest(asking, known, (activity, code), own[field])


def _nearest(
    asking: Asking, known: Known, added: tuple[str, str], codes: list[str]
) -> Iterator[Tie]:
    """The closest of one's own activities to one that another member has and oneself has not."""
    activity, code = added
    near = [(known.near.get((activity, mine, code), 0.0), mine) for mine in codes]
    if near and max(near)[0] > 0:
        strength, mine = max(near)
        yield Tie(
            strength,
            "members.tie.related",
            {
                "added": asking.option_name(activity, code),
                "own": asking.option_name(activity, mine),
                "proximity": strength,
            },
        )


def _flows(asking: Asking, own: Row) -> list[Flow]:
    """The strongest flows of the clusters of who asks; none where the data do not have them."""
    try:
        request = MultiplierRequest(region_codes=[own["region_code"]], flows=MAX_FLOWS)
        found = links.multipliers(asking.loaded.need_choice().links, request).regions[0].flows
    except InputError:
        return []
    ends = [{it.from_cluster_code, it.to_cluster_code} for it in found]
    pairs = zip(found, ends, strict=True)
    return [it for it, codes in pairs if len(codes) > 1 and codes & set(own["clusters"])]


def _near(asking: Asking) -> dict[tuple[str, str, str], float]:
    """Proximities between technologies and between clusters, in both directions."""
    found: dict[tuple[str, str, str], float] = {}
    for activity in ("technology", "cluster"):
        try:
            lookup = asking.loaded.need_space("cluster" if activity == "cluster" else "technology")
        except InputError:
            continue
        for link in lookup.space().network.links:
            one, other = link.activity_code, link.other_code
            found[activity, one, other] = found[activity, other, one] = link.proximity
    return found
