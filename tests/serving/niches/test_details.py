"""What a detailed audit says of all regions alike."""

from dataclasses import replace

from serving.niches.details import audit_details
from serving.space.contracts import ActivitySpace
from tests.training import champions


def test_without_bins_nothing_is_judged() -> None:
    niches = champions.niches()
    without = {name: rows for name, rows in niches.tables.items() if name != "reliability"}
    space = ActivitySpace(nodes=[], links=[])
    details = audit_details(replace(niches, tables=without), space)
    assert details.reliability == []
    assert details.space is space
