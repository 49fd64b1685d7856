"""Value chains as plain HTML, with a form to choose a region and a cluster."""

from collections.abc import Iterator, Sequence

from features.errors import InputError
from serving.chain.answers import answerable, value_chain
from serving.chain.contracts import Chain, ChainRequest, ChainResponse, Exposed
from serving.languages.language import say
from serving.page.addresses import Asked
from serving.page.asking import request
from serving.page.summary import Cell, Choice, Form, Link, Summary, Table
from serving.page.unknown import refused
from serving.served.loaded import Loaded

SHOWN = 5
"""Clusters of a page."""


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """The surprises, or who depends on the cluster in the address, and the form to choose one."""
    given = {f"{name}_codes": [code] for name in ("region", "cluster") if (code := asked.one(name))}
    try:
        asking = request(ChainRequest, {"limit": SHOWN, **given})
        links = loaded.need_choice().links
        answer = loaded.kept.answer(
            "value_chain", asking, lambda: value_chain(links, loaded.records.get("growth"), asking)
        )
    except InputError as error:
        return refused(asked, error)
    return Summary(
        say("chain.title"),
        [one.text for one in answer.summary]
        + [one.text for chain in answer.chains for one in (*chain.text, *chain.notes)]
        + [one.text for one in answer.notes],
        [table for chain in answer.chains for table in _tables(chain, asked)],
        [_taken(asked, answer, given)],
        form=_form(loaded, asked),
    )


def _taken(asked: Asked, answer: ChainResponse, given: dict[str, list[str]]) -> Link:
    """The way to the exposed clusters as a file."""
    query = {"table": "exposed", "format": "csv", "package": answer.metadata.package, **given}
    return Link(say("page.download_csv"), asked.address("/value_chain", "", **query))


def _form(loaded: Loaded, asked: Asked) -> Form:
    """The regions and clusters that the view has an answer for."""
    links = loaded.need_choice().links
    regions, clusters = answerable(links, loaded.records.get("growth"))
    named = {
        "region": {code: links.region_names.get(code, code) for code in regions},
        "cluster": {code: links.names.get(code, code) for code in clusters},
    }
    return Form(
        address="/value-chain",
        kept=[(name, value) for name, values in asked.kept().items() for value in values],
        choices=[
            Choice(
                name=kind,
                text=say(f"chain.{kind}"),
                options=[
                    ("", say(f"chain.all_{kind}s")),
                    *sorted(names.items(), key=lambda entry: entry[1]),
                ],
                chosen=asked.one(kind) or "",
            )
            for kind, names in named.items()
        ],
        button=say("chain.show"),
    )


def _tables(chain: Chain, asked: Asked) -> Iterator[Table]:
    """Who is exposed in the region, then elsewhere."""
    names = {"cluster": chain.cluster_name, "region": chain.region_name}
    heading = (
        say("chain.exposed_to", **names, year=chain.surprise.year)
        if chain.surprise
        else say("chain.depend_on", **names)
    )
    for elsewhere in (False, True):
        rows = [one for one in chain.exposed if one.elsewhere == elsewhere]
        if rows:
            where = say("chain.elsewhere" if elsewhere else "chain.here")
            columns = [say(f"chain.column.{name}") for name in _columns(chain, elsewhere)]
            cells = [_cells(one, chain, asked) for one in rows]
            yield Table(f"{heading}: {where}", columns, cells)


def has_effects(chain: Chain) -> bool:
    """Whether a surprise has effects that can be given."""
    return chain.surprise is not None and not chain.surprise.beyond_linear


def _columns(chain: Chain, elsewhere: bool) -> Sequence[str]:
    where = ["region"] if elsewhere else []
    effects = ["effect", "effect_range"] if has_effects(chain) else []
    last = [] if elsewhere else ["total"]
    return ["neighbour", "share", "direction", *where, "share_range", *effects, *last]


def _cells(one: Exposed, chain: Chain, asked: Asked) -> list[Cell]:
    share = say("record.share", share=one.share)
    ends = [say("record.share", share=end) for end in (one.share_low, one.share_high)]
    cells: dict[str, Cell] = {
        "region": Link(one.neighbour_region_name, asked.link("region", one.neighbour_region_code)),
        "neighbour": Link(one.neighbour_name, asked.link("cluster", one.neighbour_code)),
        "direction": say(f"chain.{one.direction}"),
        "share": share,
        "share_range": _range(*ends),
        "effect": say("record.rate", rate=one.effect),
        "effect_range": _range(
            say("record.rate", rate=one.effect_low), say("record.rate", rate=one.effect_high)
        ),
        "total": _total(one) if has_effects(chain) else say("record.share", share=one.total_share),
    }
    return [cells[name] for name in _columns(chain, one.elsewhere)]


def _total(one: Exposed) -> str:
    """The effect over all rounds, with its range."""
    rates = (one.total_effect, one.total_effect_low, one.total_effect_high)
    total, low, high = (say("record.rate", rate=rate) for rate in rates)
    return say("chain.total_range", total=total, range=_range(low, high))


def _range(low: str, high: str) -> str:
    """Two ends; those that are written alike are one figure."""
    return low if low == high else say("chain.range", low=low, high=high)
