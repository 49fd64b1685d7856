"""Who depends on one cluster, within its region and elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from features.links.elsewhere import Nation, exposed_elsewhere, nation_of
from features.links.exposure import UNIT, Departure, exposed
from features.links.flow_table import InputOutput, input_output, pooled_table
from features.links.regionalization import regional_tables
from serving.chain.contracts import Exposed
from serving.languages.language import say
from serving.links.lookup import LinkLookup
from serving.tables import fields, records
from training.choice.context import ChoiceContext

EVERYWHERE = ""
"""The code of all regions together."""
AMOUNT = "output"


@dataclass(frozen=True)
class Watched:
    """What answers about value chains are worked out from.

    Attributes
    ----------
    top : int
        Exposed clusters in each direction.
    """

    lookup: LinkLookup
    context: ChoiceContext
    top: int

    def called(self, region: str, cluster: str) -> dict[str, str]:
        """Codes and names of a region and a cluster."""
        names = self.lookup.region_names
        everywhere = {EVERYWHERE: say("chain.everywhere")}
        return {
            "region_code": region,
            "region_name": (everywhere | dict(names)).get(region, region),
            "cluster_code": cluster,
            "cluster_name": self.lookup.names.get(cluster, cluster),
        }


@dataclass(frozen=True)
class Dependents:
    """Who depends on a cluster.

    Attributes
    ----------
    table : InputOutput
        The table that was used, of the region or of one above it.
    exposed : list of Exposed
    note : str
        Key of the message why other regions are not among them; "" where they are.
    """

    table: InputOutput
    exposed: list[Exposed]
    note: str = ""


def dependents(
    state: Watched, region: str, cluster: str, change: Departure | None = None
) -> Dependents:
    """Who depends on a cluster of a region, or of all regions.

    Raises
    ------
    InputError
        The data has no table for the region, or the table not the cluster.
    """
    prepared = state.context
    if region == EVERYWHERE:
        whole = pooled_table(prepared.data)
        table = input_output(prepared.data, region) if whole is None else whole
        tables = [table]
    else:
        table = input_output(prepared.data, region)
        tables = regional_tables(prepared.data, region, indicator=prepared.indicator)
    rows = exposed(tables, cluster, change or UNIT, state.top).assign(region_code=region)
    found = list(_named(state, rows, change, elsewhere=False))
    if table.region_code in (region, EVERYWHERE):
        return Dependents(table, found, "chain.note.own" if region else "")
    nation = prepared.keep(_nation, table.region_code)
    if nation is None:
        return Dependents(table, found, "chain.note.alone")
    rows = exposed_elsewhere(nation, region, cluster, change or UNIT)
    return Dependents(table, [*found, *_named(state, rows, change, elsewhere=True)])


def _nation(prepared: ChoiceContext, source: str) -> Nation | None:
    """The regions that share the table of a region."""
    return nation_of(prepared.data, input_output(prepared.data, source), prepared.indicator)


def _named(
    state: Watched, rows: pd.DataFrame, change: Departure | None, elsewhere: bool
) -> Iterator[Exposed]:
    """Rows of exposed clusters with names; without a departure they have no effects."""
    for row in records(rows):
        region, code, output = row.pop("region_code"), row["neighbour_code"], row.pop(AMOUNT)
        told = {name: it for name, it in row.items() if change is not None or "effect" not in name}
        yield Exposed(
            elsewhere=elsewhere,
            neighbour_region_code=region,
            neighbour_region_name=state.called(region, code)["region_name"],
            neighbour_name=state.lookup.names.get(code, code),
            amount=None if change is None else row["effect"] / 100 * output,
            **fields(told),
        )
