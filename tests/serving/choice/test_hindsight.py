"""Presets and hindsight in answers: from champions by hand, and over HTTP."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from serving.__main__ import app
from serving.choice import answers
from serving.choice.contracts import OptionsRequest
from serving.served.preparation import choice_ready
from tests.serving.conftest import Running, champion, growth_trained, niches_trained
from training.champion import Champion
from training.choice.presets import PRESETS

GROWTH, NICHES = champion(growth_trained()), champion(niches_trained())
LOOKUP = choice_ready(GROWTH, NICHES)


def without_past(of: Champion) -> Champion:
    """As a champion that an earlier release trained."""
    return replace(of, tables={n: t for n, t in of.tables.items() if not n.startswith("choice_")})


def asked(growth: Champion = GROWTH, niches: Champion = NICHES, **given: Any) -> dict[str, Any]:
    lookup = LOOKUP if growth is GROWTH and niches is NICHES else choice_ready(growth, niches)
    request = OptionsRequest.model_validate({"region_codes": ["R1"], "k": 1, **given})
    answer = json.loads(answers.rank_options(lookup, request).model_dump_json())
    return {**answer, **answer["regions"][0]}


def test_the_best_cluster_of_earlier_origins_by_hand() -> None:
    """By growth CAR is first each time: 4 - 1 and 1 - 0 in R1, 0 - 1 in R2."""
    found = asked(weights={"growth": 1.0})["hindsight"]["clusters"]
    assert found["difference"] == pytest.approx(1.0)
    assert (found["better"], found["regions"]) == (1, 2)
    assert (found["origins"], found["horizon"], found["k"]) == ([2005, 2010], 5, 1)
    assert found["left_out"] == []
    assert found["lower"] < found["difference"] < found["upper"]
    assert found["summary"]["text"] == (
        "the best of each region's clusters at these weights, as seen in 2005 and 2010, then "
        "grew 1.0 percentage points a year faster than its others over 5 years (90 % interval "
        "−0.8 % to +1.9 %), and faster in 1 of 2 regions"
    )
    assert found["judgement"]["key"] == "hindsight.weak"


def test_other_weights_have_another_past() -> None:
    found = asked(weights={"relatedness": 1.0})["hindsight"]["clusters"]
    assert found["difference"] == pytest.approx(-1.0)


def test_what_was_not_known_is_left_out_and_named() -> None:
    found = asked(weights={"growth": 1.0, "multiplier": 9.0})["hindsight"]["clusters"]
    assert found["difference"] == pytest.approx(1.0)
    (gone,) = found["left_out"]
    assert (gone["criterion"], gone["origins"]) == ("multiplier", [2005, 2010])
    assert gone["reason"]["key"] == "hindsight.later_table"
    assert "the first input-output table is of 2017" in gone["reason"]["text"]


def test_niches_that_would_have_been_recommended() -> None:
    """H04 of R1 was entered and A01 of R2 not; where only complexity counts, G06 is before H04."""
    found = asked(weights={"growth": 1.0})["hindsight"]["niches"]
    assert (found["entered"], found["of"], found["rate"]) == (1, 2, 0.5)
    assert found["base_rate"] == pytest.approx((0.2 + 0.1) / 2)
    assert (found["origins"], found["horizon"]) == ([2010], 5)
    assert found["judgement"]["key"] == "hindsight.weak"
    complex_first = asked(weights={"growth": 1.0, "complexity": 1.0})["hindsight"]["niches"]
    assert (complex_first["entered"], complex_first["of"]) == (0, 2)
    lower = asked(weights={"growth": 1.0}, floor=0.01, k=2)["hindsight"]["niches"]
    assert (lower["entered"], lower["of"]) == (2, 4)


def test_the_caution_goes_with_every_record() -> None:
    found = asked()["hindsight"]
    assert found["caution"]["key"] == "hindsight.caution"
    assert "prove nothing" in found["caution"]["text"]


def test_only_the_kinds_asked_for_have_a_record() -> None:
    assert asked(kinds=["niche"])["hindsight"]["clusters"] is None
    assert asked(kinds=["cluster"])["hindsight"]["niches"] is None


def test_champions_without_a_past_say_so() -> None:
    growth, niches = without_past(GROWTH), without_past(NICHES)
    answer = asked(growth, niches)
    assert answer["hindsight"] is None
    assert "hindsight.none" in [note["key"] for note in answer["verdict"]["limits"]]
    without = asked(growth, NICHES)
    assert without["hindsight"]["clusters"] is None
    told = {note["text"] for note in without["verdict"]["limits"]}
    assert any("no record of earlier choices of clusters;" in text for text in told)
    assert "hindsight.none" not in [note["key"] for note in asked()["verdict"]["limits"]]


def limits_of(**given: Any) -> dict[str, str]:
    return {note["key"]: note["text"] for note in asked(**given)["verdict"]["limits"]}


def test_a_missing_record_says_why() -> None:
    assert asked(k=50)["hindsight"]["clusters"] is None
    assert limits_of(k=50)["hindsight.no_others"].endswith(
        "beside the best 50, too few clusters of a region have a known outcome to compare with."
    )
    assert limits_of(weights={"multiplier": 1.0})["hindsight.unknown_then"].endswith(
        "nothing that these weights count (multiplier) was known then."
    )
    assert "10 %" not in limits_of(floor=1.0)["hindsight.no_niche"]
    assert not [key for key in limits_of() if key.startswith("hindsight.")]


def test_the_record_of_niches_is_of_the_chance_alone_where_nothing_else_counted() -> None:
    assert "verdict.limits.chance_record" in limits_of(weights={"growth": 1.0})
    assert "verdict.limits.niche_record" in limits_of(weights={"growth": 1.0, "complexity": 1.0})


def test_a_preset_stands_for_its_weights() -> None:
    for name, preset in PRESETS.items():
        answer = asked(preset=name)
        assert answer["weights"] == name
        of_own = asked(weights={n: w for n, w in preset.weights.items() if n != "sustainability"})
        assert of_own["weights"] == "own"
        for part in ("clusters", "niches", "criteria", "hindsight"):
            assert answer[part] == of_own[part], name
    assert asked() == asked(preset="balanced")


def test_weights_and_a_preset_are_refused_together() -> None:
    with pytest.raises(ValidationError, match="give weights or a preset, not both"):
        asked(preset="growth", weights={"growth": 1.0})
    with pytest.raises(ValidationError, match="balanced"):
        asked(preset="ballanced")


def test_over_http_by_post_and_as_a_link(service: Running) -> None:
    question = {"region_codes": ["R1"], "k": 1, "preset": "growth"}
    posted = httpx.post(f"{service.address}/rank_options", json=question).json()
    assert httpx.get(f"{service.address}/options/R1?k=1&preset=growth").json() == posted
    assert posted["weights"] == "growth"
    found = posted["regions"][0]["hindsight"]
    assert found["clusters"]["difference"] == pytest.approx(1.0)
    assert found["niches"]["of"] == 2
    presets = httpx.get(f"{service.address}/describe").json()["presets"]
    assert [one["name"] for one in presets] == list(PRESETS)
    assert presets[1]["weights"] == {"growth": 3, "risk": 1, "multiplier": 1}


def test_good_bad_and_single_records_are_told_apart() -> None:
    def of(factor: float, regions: list[str]) -> dict[str, Any]:
        past = GROWTH.tables["choice_past"]
        past = past.assign(outcome=factor * past["growth"])
        past = past[past["region_code"].isin(regions)]
        growth = replace(GROWTH, tables={**GROWTH.tables, "choice_past": past})
        found: dict[str, Any] = asked(growth, weights={"growth": 1.0})["hindsight"]["clusters"]
        return found

    assert of(1.0, ["R1", "R2"])["judgement"]["key"] == "hindsight.good"
    assert of(-1.0, ["R1", "R2"])["judgement"]["key"] == "hindsight.bad"
    assert of(0.1, ["R1", "R2"])["judgement"]["key"] == "hindsight.small"
    alone = of(1.0, ["R1"])
    assert alone["judgement"]["key"] == "hindsight.alone"
    assert (alone["lower"], alone["upper"]) == (None, None)
    assert alone["summary"]["key"] == "hindsight.clusters.single"


def test_in_a_terminal_with_a_preset_or_a_file(service: Running, tmp_path: Path) -> None:
    file = tmp_path / "ours.csv"
    file.write_text("criterion,weight\ngrowth,3\nrisk,1\n")
    command = ["ask", "options", "--region", "R1", "--k", "1", "--url", service.address]
    shown = CliRunner().invoke(app, [*command, "--preset", "growth"])
    assert shown.exit_code == 0, shown.output
    text = " ".join(shown.output.split())
    assert "hindsight: the best of each region's clusters" in text
    assert ": chance can explain it" in text
    assert "multiplier not used at 2005 and 2010: the first input-output table" in text
    assert "weights picked for their past prove nothing" in text
    answer = CliRunner().invoke(app, [*command, "--json", "--weights-file", str(file)])
    assert json.loads(answer.output)["weights"] == "own"
    refused = CliRunner().invoke(app, [*command, "--preset", "growth", "--weights-file", str(file)])
    assert refused.exit_code == 2
    assert refused.stderr == "error: give weights or a preset, not both\n"


def test_in_a_report_with_a_preset_or_a_file(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "ours.json"
    file.write_text('{"growth": 3}')

    folder = tmp_path / "report"
    command = ["audit", "--region", "R1", "--output", str(folder)]

    def weights() -> str:
        text = (folder / "audit.json").read_text(encoding="utf-8")
        return str(json.loads(text)["options"]["weights"])

    done = CliRunner().invoke(app, [*command, "--preset", "inclusion"])
    assert done.exit_code == 0, done.output
    assert weights() == "inclusion"
    page = (folder / "audit.html").read_text(encoding="utf-8")
    assert "at the inclusion weights" in page
    assert "Of 3 niches that these weights would have recommended in 2010" in page
    assert CliRunner().invoke(app, [*command, "--weights-file", str(file)]).exit_code == 0
    assert weights() == "own"
    both = CliRunner().invoke(app, [*command, "--preset", "growth", "--weights-file", str(file)])
    assert both.exit_code == 2
    assert both.stderr == "error: give --preset or --weights-file, not both\n"
