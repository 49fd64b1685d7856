"""Value chains: surprises that monitoring recorded, and who is exposed to them."""

from io import StringIO
from typing import Any

import pandas as pd
import pytest
from numpy.testing import assert_allclose
from rich.console import Console

from features.links.elsewhere import exposed_elsewhere, nation_of
from features.links.exposure import departure, direct_shares
from features.links.flow_table import input_output
from features.links.regionalization import regional_tables
from serving.chain.answers import value_chain
from serving.chain.contracts import ChainRequest, ChainResponse
from serving.http.problems import ProblemError
from serving.languages.language import speaking
from serving.links.lookup import LinkLookup, link_lookup
from serving.record.lookup import RecordLookup, record_lookup
from serving.record.surprises import surprises
from serving.tabular.flat import flatten
from serving.terminal.printer import print_response
from tests.serving.conftest import PACKAGE, champion, growth_trained

GROWTH = champion(growth_trained())
FORMER = champion(growth_trained(scale=0.5), version=2)
OUTCOMES = pd.DataFrame(
    {
        "region_code": ["R1", "R1", "R2"],
        "cluster_code": ["CAR", "FOO", "CAR"],
        "year": [2016, 2016, 2016],
        "outcome": [153.0, 101.0, 51.0],
        "outside": ["above", "", "below"],
        "p_value": [1e-6, 0.7, 1e-5],
        "surprising": [True, False, True],
        "sha256": "ab",
    }
)
"""In 2016 all forecasts are 102, their 80 % interval 102 plus and minus 3 x 1.28."""


@pytest.fixture(scope="module")
def links() -> LinkLookup:
    return link_lookup(GROWTH, None)


@pytest.fixture(scope="module")
def monitored() -> RecordLookup:
    return record_lookup(GROWTH, recorded=lambda _: OUTCOMES)


def ask(links: LinkLookup, record: RecordLookup | None, **asked: Any) -> ChainResponse:
    return value_chain(links, record, ChainRequest.model_validate(asked))


def test_surprises_come_with_who_is_exposed_and_how_sure(
    links: LinkLookup, monitored: RecordLookup
) -> None:
    answer = ask(links, monitored)
    assert (answer.n, answer.years) == (2, [2016])
    first, second = answer.chains
    assert [(it.region_code, it.cluster_code) for it in answer.chains] == [
        ("R1", "CAR"),
        ("R2", "CAR"),
    ]
    assert first.surprise is not None
    # 153 is half above 102, less above the upper end of the interval.
    assert first.surprise.change == pytest.approx(50)
    assert first.surprise.change_low == pytest.approx(100 * (153 / first.surprise.upper - 1))
    tables = regional_tables(PACKAGE, "R1")
    shares = [direct_shares(it, "CAR")["upstream"] for it in tables]
    near = next(it for it in first.exposed if it.neighbour_code == "FOO" and not it.elsewhere)
    place = tables[0].cluster_codes.index("FOO")
    mean = sum(it[place] for it in shares) / len(shares)
    assert near.direction == "upstream"
    assert near.effect is not None
    assert near.effect == pytest.approx(50 * mean)
    assert near.effect_high == pytest.approx(
        (first.surprise.change_high or 0) * max(it[place] for it in shares)
    )
    assert near.amount == pytest.approx(
        near.effect / 100 * sum(it.output[place] for it in tables) / len(tables)
    )
    assert "50.0 % above the forecast for 2016" in first.text[0].text
    assert "50.0 % below" in second.text[0].text
    assert "{" not in "".join(it.text for it in (*first.text, *answer.notes))


def test_other_regions_are_exposed_by_the_rule(links: LinkLookup, monitored: RecordLookup) -> None:
    (chain,) = ask(links, monitored, region_codes=["R1"]).chains
    far = [it for it in chain.exposed if it.elsewhere]
    nation = nation_of(PACKAGE, input_output(PACKAGE, "R1"))
    assert chain.surprise is not None
    change = departure(153, 102, chain.surprise.lower, chain.surprise.upper)
    assert change is not None
    assert nation is not None
    rows = exposed_elsewhere(nation, "R1", "CAR", change)
    assert_allclose([it.effect or 0 for it in far], rows["effect"])
    assert {it.neighbour_region_code for it in far} <= {"R2", "R3"}
    assert all(it.total_effect is None for it in far)
    assert answer_keys(ask(links, monitored, region_codes=["R1"]))[-1] == "chain.note.elsewhere"


def answer_keys(answer: ChainResponse) -> list[str]:
    return [it.key for it in answer.notes]


def test_without_a_surprise_it_says_why_and_who_depends_on_what(
    links: LinkLookup, monitored: RecordLookup
) -> None:
    nothing = ask(links, None)
    assert [it.key for it in nothing.summary][:2] == [
        "chain.summary.not_compared",
        "chain.summary.structure",
    ]
    (largest,) = nothing.chains
    # Food has the largest output of the table, 750.
    assert (largest.region_code, largest.cluster_code, largest.surprise) == ("", "FOO", None)
    assert all(it.effect is None for it in largest.exposed)
    # Food buys 90 of the 600 of Vehicles.
    car = next(it for it in largest.exposed if it.neighbour_code == "CAR")
    assert car.direction == "upstream"
    assert car.share == pytest.approx(90 / 600)
    asked = ask(links, monitored, region_codes=["R1"], cluster_codes=["CAR", "FOO"])
    assert [it.surprise is None for it in asked.chains] == [False, True]
    calm = ask(links, monitored, region_codes=["R1"], cluster_codes=["FOO"])
    assert (calm.n, calm.summary[0].key) == (0, "chain.summary.none")
    assert calm.chains[0].cluster_code == "FOO"


def test_each_exposed_cluster_is_a_row_to_take_away(
    links: LinkLookup, monitored: RecordLookup
) -> None:
    answer = ask(links, monitored, limit=1)
    table = flatten(answer)["exposed"]
    assert len(table.rows) == len(answer.chains[0].exposed)
    row = table.rows[0]
    assert (row["region_code"], row["cluster_code"], row["year"]) == ("R1", "CAR", 2016)
    assert ask(links, monitored, offset=1).chains[0].region_code == "R2"


def test_an_outcome_counts_once_by_the_latest_forecast() -> None:
    by_version = {1: OUTCOMES, 2: OUTCOMES.head(1)}
    found = surprises([GROWTH, FORMER], lambda one: by_version[one.version])
    rows = found.rows.set_index("region_code")
    assert rows["version"].to_dict() == {"R1": 2, "R2": 1}
    assert rows.loc["R1", "median"] == pytest.approx(51)
    assert surprises([GROWTH], lambda _: None).years == ()


def test_unknown_codes_are_refused(links: LinkLookup) -> None:
    with pytest.raises(ProblemError, match="R9"):
        ask(links, None, region_codes=["R9"])
    with pytest.raises(ProblemError, match="BUS"):
        ask(links, None, cluster_codes=["BUS"])


def test_in_russian(links: LinkLookup, monitored: RecordLookup) -> None:
    with speaking("ru"):
        answer = ask(links, monitored, limit=1)
    assert "выше прогноза на 2016" in answer.chains[0].text[0].text
    assert answer.summary[0].text.startswith("2 результата (2016)")


def test_a_terminal_of_a_usual_width_shows_it_whole(
    links: LinkLookup, monitored: RecordLookup
) -> None:
    console = Console(width=120, record=True, file=StringIO())
    print_response(console, ask(links, monitored))
    text = console.export_text()
    assert "Who depends on Vehicles (CAR) in Brelavia (R1)" in text
    assert "sells to it" in text
    assert "buys from it" in text
    assert "…" not in text
    assert "chain." not in text, "keys of messages are for programs"


def test_a_surprise_that_is_too_large_has_no_effects(links: LinkLookup) -> None:
    large = record_lookup(GROWTH, recorded=lambda _: OUTCOMES.assign(outcome=[820.0, 101.0, 51.0]))
    first, second = ask(links, large, region_codes=["R1", "R2"]).chains
    assert first.surprise is not None
    assert second.surprise is not None
    assert (first.surprise.beyond_linear, second.surprise.beyond_linear) == (True, False)
    assert {(it.effect, it.effect_high, it.total_effect, it.amount) for it in first.exposed} == {
        (None,) * 4
    }
    assert all(it.share > 0 for it in first.exposed)
    assert "chain.note.large" in [it.key for it in first.notes]
    assert "+703.9 %" in first.notes[0].text.replace("\u00a0", " ")
    assert all(it.effect is not None for it in second.exposed)
    printed = Console(record=True, width=200, file=StringIO())
    print_response(printed, ask(links, large))
