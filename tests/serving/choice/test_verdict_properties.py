"""What holds of the verdict of every region: of the demo, and of two real packages."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from features.errors import InputError
from features.growth.panel import indicator_rows
from features.package import Package, read
from serving.choice.answers import rank_options
from serving.choice.contracts import OptionsRequest, RegionOptions, Verdict
from serving.choice.findings import enterable
from serving.choice.lookup import ChoiceLookup, choice_lookup
from serving.languages.english import MESSAGES as ENGLISH
from serving.links.lookup import link_lookup
from serving.messages import Message
from tests.serving.conftest import backtest_rows
from tests.training.choice.test_properties import entries, with_priorities
from training.choice.presets import PRESETS
from training.growth import task as growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.registry.snapshot import unregistered
from training.trained import Trained

QUESTIONS: list[dict[str, Any]] = [
    *({"preset": name} for name in PRESETS),
    {"weights": {"growth": 1.0}, "k": 1},
    {"weights": {"complexity": 1.0, "risk": 2.0}, "k": 12, "floor": 0.4},
    {"kinds": ["cluster"], "floor": 0.02},
    {"kinds": ["niche"], "floor": 0.0},
]
Answers = list[tuple[RegionOptions, OptionsRequest]]
NO_NICHE = {f"verdict.enter.{why}" for why in ("none", "below", "rare", "absent")}
"""Keys of sentences that say that no niche is recommended."""
WORDS = 150
"""Most words of a summary, with the names of the demo."""


def with_niches(package: Package, cutoff: int) -> Trained:
    """A niche model with random chances, all small in half of the regions."""
    trained = entries(package, cutoff)
    calls = trained.tables["calls"]
    regions = sorted(calls["region_code"].unique())
    factor = calls["region_code"].map(lambda code: 0.05 if regions.index(code) % 2 else 1.0)
    chances = ["probability", "probability_low", "probability_high"]
    calls = calls.assign(**{name: calls[name] * factor for name in chances})
    activities = calls.groupby("activity_code")["complexity"].first().rename("pci").reset_index()
    tables = {
        "regions": package.tables["regions"],
        "activities": activities.assign(
            activity_name="The " + activities["activity_code"], parent_code=""
        ),
        "calls": calls,
        "portfolio": calls[["region_code", "activity_code"]].assign(
            count=1.0, location_quotient=calls["complexity"].abs()
        ),
    }
    return replace(trained, tables=tables)


@pytest.fixture(
    scope="module",
    params=["demo", pytest.param("us-states", marks=pytest.mark.real_data)],
)
def answers(
    request: pytest.FixtureRequest, demo_package: Package, real_data: Callable[[str], Path]
) -> Answers:
    """The answers to all questions about some regions."""
    name = request.param
    package = with_priorities(demo_package if name == "demo" else read(real_data(name)))
    last = int(indicator_rows(package, "value_added")["year"].max())
    trained = growth.train(GrowthPanels(package, GrowthQuestion(5)), last, "drift")
    track = backtest_rows("growth").replace("hybrid", "drift")
    champion = replace(unregistered(trained, package), track=track)
    niches = None
    if "patents" in package.tables:
        made = unregistered(with_niches(package, last), package)
        niches = replace(made, model="lightgbm", track=backtest_rows("niches"))
    return list(asked(choice_lookup(link_lookup(champion, niches))))


def asked(lookup: ChoiceLookup) -> Iterator[tuple[RegionOptions, OptionsRequest]]:
    step = max(5, len(lookup.options) // 5)
    for region, options in list(lookup.options.items())[::step]:
        if isinstance(options, InputError):
            continue
        for given in QUESTIONS:
            fields = {"region_codes": [region], "draws": 200, **given}
            request = OptionsRequest.model_validate(fields)
            yield rank_options(lookup, request).regions[0], request


def parts(verdict: Verdict) -> dict[str, list[Message]]:
    return {name: getattr(verdict, name) for name in Verdict.model_fields}


def names_in(messages: list[Message]) -> list[str]:
    """The options that sentences name, in their order."""
    found = []
    for one in messages:
        given = one.parameters
        named = given.get("names", given.get("niches", [given["name"]] if "name" in given else []))
        found += [name if isinstance(name, str) else name[0] for name in named]
    return found


def test_what_is_recommended_is_never_warned_of(answers: Answers) -> None:
    seen: set[str] = set()
    for found, request in answers:
        verdict, most = found.verdict, min(3, request.k)
        first = {one.name for one in found.clusters[:most]}
        back, caution = set(names_in(verdict.back)), set(names_in(verdict.caution))
        assert back <= first
        assert bool(back) == bool(found.clusters)
        assert not back & caution
        enter, watch = set(names_in(verdict.enter)), set(names_in(verdict.watch))
        assert enter == {one.name for one in enterable(found.niches, most)}
        assert all(one.chance >= request.floor for one in found.niches)
        assert enter == {one.name for one in found.niches if one.advice}
        assert back - {one.name for one in found.clusters if not one.advice} == {
            one.name for one in found.clusters if one.advice
        }
        assert not enter & (watch | caution)
        assert enter or {one.key for one in verdict.enter} <= NO_NICHE
        seen |= {one.key for messages in parts(verdict).values() for one in messages}
    assert seen >= {"verdict.back.one", "verdict.back.several", "verdict.caution.unsure.one"}


def test_words_agree_with_figures_and_ranks(answers: Answers) -> None:
    for found, _ in answers:
        ranks = {one.name: one.rank for one in found.clusters}
        shown = {one.name: one for one in found.clusters}
        for one in found.verdict.back:
            named = names_in([one])
            assert [ranks[name] for name in named] == sorted(ranks[name] for name in named)
            if one.key in {"verdict.back.one", "verdict.back.several"}:
                for name, chance in zip(named, one.parameters["chances"], strict=True):
                    option = shown[name]
                    assert option.outlook is not None
                    assert option.confidence >= 0.595
                    assert chance == option.outlook.chance_to_outgrow >= 0.595
        entered = [one.name for one in found.niches if one.name in names_in(found.verdict.enter)]
        assert list(dict.fromkeys(names_in(found.verdict.enter))) == entered
        if not found.growth_apart and found.clusters:
            assert found.verdict.limits[0].key.startswith("verdict.limits.not_apart")
            assert not {"verdict.back.one", "verdict.back.several"} & {
                one.key for one in found.verdict.back
            }


def test_every_sentence_is_whole(answers: Answers) -> None:
    """Of the catalogue, without gaps in its figures, and not escaped: a face does that."""
    for found, _ in answers:
        options = [*found.clusters, *found.niches, *found.watch]
        phrases = [one for option in options for one in option.reasons]
        sentences = [one for messages in parts(found.verdict).values() for one in messages]
        for one in (*phrases, *sentences):
            assert one.key in ENGLISH
            assert not re.search(r"\b(nan|None|inf)\b|[{}\[\]]|&amp;|&#", one.text), one.text
        for one in sentences:
            assert one.text.endswith("."), one.text
            assert "  " not in one.text
        json.dumps([one.parameters for one in (*phrases, *sentences)], allow_nan=False)


def test_every_option_has_reasons(answers: Answers) -> None:
    for found, _ in answers:
        for option in (*found.clusters, *found.niches):
            kinds = {one.key for one in option.reasons}
            assert 1 <= len(kinds) == len(option.reasons) <= 3, "each of another kind"
            if option.rival is not None:
                assert option.rival.name in option.rival.summary.text
            if option.decisive is not None:
                assert option.decisive.rank_without != option.rank


def test_a_summary_can_be_read_at_a_glance(
    answers: Answers, request: pytest.FixtureRequest
) -> None:
    is_demo = request.node.callspec.params["answers"] == "demo"
    for found, _ in answers:
        summary = found.verdict.summary
        assert 2 <= len(summary) <= 6
        assert len({one.text for one in summary}) == len(summary)
        why = {one.text for one in found.verdict.why}
        assert why <= {one.text for one in (*found.verdict.back, *found.verdict.enter)}
        assert len(why) <= 3
        words = re.findall(r"[^\W\d_]+", " ".join(one.text for one in summary))
        assert not is_demo or len(words) <= WORDS, " ".join(words)
