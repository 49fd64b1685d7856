"""A region as plain HTML: the same as the answers, at the weights of the address."""

from serving.later import given
from serving.page.addresses import Asked
from serving.page.summaries.region import summary
from serving.page.summary import Link, Table
from serving.served.loaded import Loaded
from tests.serving.choice.test_answers import LOOKUP, ranked

LOADED = Loaded(choice_later=given(LOOKUP), niches=None)


def codes(table: Table) -> list[str]:
    links = [cell for row in table.rows for cell in row if isinstance(cell, Link)]
    return [link.address.partition("?")[0].rpartition("/")[2] for link in links]


def asked(code: str = "R1", **query: str) -> Asked:
    return Asked("region", code, "en", {name: [value] for name, value in query.items()})


def test_the_weights_of_the_address_rank() -> None:
    found = summary(LOADED, asked(weights="multiplier:1"))
    expected = ranked(weights={"multiplier": 1.0}, draws=4_000)
    clusters, niches = found.tables
    assert codes(clusters) == [one["code"] for one in expected["clusters"]]
    assert codes(niches) == [one["code"] for one in expected["niches"]]
    verdict = expected["verdict"]
    said = [one["text"] for one in (*verdict["summary"], *verdict["why"])]
    assert sorted(found.sentences[: len(said)]) == sorted(said)
    assert found.sentences[0] == verdict["summary"][0]["text"]
    report, briefing, *_ = found.links
    for link, kind in ((report, "report"), (briefing, "briefing")):
        assert link.address == f"/{kind}/R1?weights=multiplier%3A1"


def test_the_lists_say_what_the_verdict_recommends() -> None:
    expected = ranked(draws=4_000)
    for table, options in zip(
        summary(LOADED, asked()).tables, (expected["clusters"], expected["niches"]), strict=True
    ):
        assert [row[2] for row in table.rows] == [one["advice"] or "" for one in options]


def test_weights_that_do_not_fit_leave_the_usual_ones_and_a_note() -> None:
    usual = summary(LOADED, asked())
    for query in ({"weights": "groth:2"}, {"floor": "much"}, {"preset": "none"}):
        found = summary(LOADED, asked(**query))
        assert found.status == 200
        assert list(found.sentences[1:]) == list(usual.sentences)
        assert "balanced weights are used" in found.sentences[0]


def test_an_unknown_region_is_not_found() -> None:
    found = summary(LOADED, asked("R9"))
    assert (found.status, found.tables) == (404, ())
