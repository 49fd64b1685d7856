"""Outcomes of the niche calls that members gave chances for."""

import time
from collections.abc import Iterator, Sequence

from features.errors import InputError
from features.package import Package
from training.champion import Champion, registered_name
from training.community import chances, database
from training.community.chances import Call
from training.record import ledger
from training.registry import champions, versions

ACTIVITIES = {
    registered_name("niches", "technology"): "technology",
    registered_name("niches", "cluster"): "cluster",
}


def resolve(package: Package) -> int:
    """Write down what became of calls that members gave chances for; how many chances it scores.

    Nothing happens where there is no space of members, or no outcome is known. Call it after newer
    years are imported; called again it changes nothing.

    Raises
    ------
    InputError
        The community database cannot be read or written.
    """
    engine = database.existing()
    if engine is None:
        return 0
    with database.clear_errors():
        with engine.connect() as connection:
            waiting = chances.unresolved(connection, package.name, ledger.last_outcome(package))
        found = list(_outcomes(package, waiting)) if waiting else []
        if not found:
            return 0
        with database.changing(engine) as connection:
            return chances.resolve(connection, found, int(time.time()))


def _outcomes(package: Package, waiting: Sequence[Call]) -> Iterator[tuple[Call, bool]]:
    """Outcomes by the champions that served, which made the calls."""
    for name, activity in ACTIVITIES.items():
        for number in champions.served_since(name, package.name):
            try:
                champion = versions.load(name, number)
                yield from outcomes(champion, activity, package, waiting)
            except InputError:
                continue  # its files are damaged: the ledger says so


def outcomes(
    champion: Champion, activity: str, package: Package, waiting: Sequence[Call]
) -> Iterator[tuple[Call, bool]]:
    """The calls of a champion that wait for an outcome which the package tells."""
    rows = ledger.niche_calls(champion, package).dropna(subset="outcome")
    keys = zip(rows["region_code"], rows["activity_code"], rows["call"], strict=True)
    known = dict(zip(keys, rows["outcome"] == 1, strict=True))
    until = champion.cutoff + champion.horizon
    for call in waiting:
        key = (call.region_code, call.code, call.call)
        is_its = (call.activity, call.origin, call.year) == (activity, champion.cutoff, until)
        if is_its and key in known:
            yield call, bool(known[key])
