"""Options made by hand, for verdicts."""

from typing import Any

from serving.choice.contracts import (
    ClusterHindsight,
    ClusterOption,
    Criterion,
    Decisive,
    Hindsight,
    NicheHindsight,
    NicheOption,
    OptionsRequest,
    Outlook,
    Rival,
)
from serving.choice.findings import Asked, Findings, Models
from serving.choice.reasons import Standing, decisive_sentence, rival_sentence
from serving.choice.verdict import verdict
from serving.contracts import Metadata, Track
from serving.messages import message

ABOUT: dict[str, Any] = {
    "model": "hybrid",
    "version": 3,
    "cutoff": 2020,
    "horizon": 5,
    "package": "made",
    "title": "Made",
    "sha256": "ab",
    "created_at": "2026-01-02",
}
GROWTH = Metadata(
    task="growth",
    name="cluster-growth",
    price_basis="current",
    prices="in current prices",
    track_record=[],
    **ABOUT,
)
NICHES = Metadata(
    task="niches", name="technology-niches", counted="patents", track_record=[], **ABOUT
)
WEIGHTS = {"growth": 2.0, "multiplier": 1.0, "alignment": 1.0}


def track(skill: float, low: float, slope: float | None = 1.0) -> Track:
    figures = {"rank_skill": skill, "rank_skill_low": low, "rank_skill_high": 2 * skill - low}
    return Track(origins=[2005, 2010], figures={**figures, "growth_slope": slope})


def cluster(
    rank: int, name: str, confidence: float, outgrow: float | None, **fields: Any
) -> ClusterOption:
    """A cluster whose nearest rival is the next, .2 behind; None: no forecast."""
    outlook = outgrow and Outlook(
        lower=0.7, median=4.1, upper=7.6, chance_to_outgrow=outgrow, chance_to_shrink=0.2
    )
    given: dict[str, Any] = {
        "weight_robustness": 0.9,
        "dominated_by": None,
        "dominated_by_name": None,
        "unknown": [],
        "criteria": {"growth": 4.1, "multiplier": 1.3},
        "contributions": {"growth": 0.4, "multiplier": 0.2},
        "reasons": [],
        "decisive": Decisive(
            criterion="multiplier", rank_without=3, summary=decisive_sentence("multiplier", 3)
        ),
        "rival": rival("Energy", 0.2),
        "multiplier_range": None,
    }
    return ClusterOption(
        rank=rank,
        code=name[:3].upper(),
        name=name,
        score=1 - 0.2 * rank,
        confidence=confidence,
        outlook=outlook or None,
        **{**given, **fields},
    )


def rival(name: str, gap: float) -> Rival:
    return Rival(code="X", name=name, score_gap=gap, summary=rival_sentence(name, gap))


def niche(rank: int, name: str, chance: float, **fields: Any) -> NicheOption:
    given: dict[str, Any] = {
        "weight_robustness": 0.9,
        "dominated_by": None,
        "dominated_by_name": None,
        "unknown": [],
        "criteria": {"complexity": 1.0},
        "contributions": {"complexity": 0.6},
        "reasons": [message("reason.related", near=[("Optics", 0.61)])],
        "decisive": None,
        "rival": None,
        "base_rate": 0.07,
    }
    return NicheOption(
        rank=rank,
        code=name[:3].upper(),
        name=name,
        score=0.6 * chance,
        chance=chance,
        chance_low=0.8 * chance,
        chance_high=1.2 * chance,
        usefulness=0.6,
        **{**given, **fields},
    )


def criterion(name: str, weight: float, known: bool = True) -> Criterion:
    return Criterion(
        name=name, meaning="", direction=1, kinds=["cluster"], weight=weight, known=known
    )


def hindsight(judgement: str, lower: float | None = -0.2) -> Hindsight:
    judged = message("hindsight.weak") if judgement == "weak" else message("hindsight.alone")
    past: dict[str, Any] = {
        "origins": [2005, 2010],
        "horizon": 5,
        "k": 5,
        "left_out": [],
        "summary": judged,
        "judgement": judged,
        "lower": lower,
        "upper": None if lower is None else 1.0,
    }
    return Hindsight(
        clusters=ClusterHindsight(
            difference=0.4, better=7, regions=1 if lower is None else 12, **past
        ),
        niches=NicheHindsight(entered=4, of=20, rate=0.2, base_rate=0.07, **past),
        caution=message("hindsight.caution"),
    )


CLUSTERS = [
    cluster(1, "Machinery", 0.82, 0.66),
    cluster(2, "Energy", 0.74, 0.61),
    cluster(3, "Textiles", 0.55, 0.44),
    cluster(4, "Food", 0.50, 0.50),
]


def findings(**fields: Any) -> Findings:
    """Two clusters to back and a niche to enter; fields replace parts of it."""
    given = {
        "clusters": CLUSTERS,
        "niches": [niche(1, "Circuit joining", 0.61)],
        "watch": [niche(1, "Food safety", 0.0997), niche(2, "Power storage", 0.004)],
        "standings": {"MAC": Standing("multiplier", 1.3, 2, 4)},
        "unlikely": None,
        "growth_apart": True,
        "criteria": [criterion("growth", 0.7), criterion("multiplier", 0.3)],
        "hindsight": hindsight("weak"),
        "absent": [],
    }
    return Findings(**{**given, **fields})


def asked(**fields: Any) -> Asked:
    request = OptionsRequest.model_validate({"region_codes": ["R1"], "k": 3, **fields})
    return Asked(request, WEIGHTS, "balanced")


MODELS = Models(GROWTH, NICHES, "value_added")


def texts(
    found: Findings, question: Asked | None = None, models: Models = MODELS
) -> dict[str, list[str]]:
    """The sentences of the verdict by their part."""
    answer = verdict(found, question or asked(), models)
    return {name: [one.text for one in getattr(answer, name)] for name in type(answer).model_fields}
