"""What is printed of each response, made by hand."""

from typing import Any

import pytest
from pydantic import BaseModel

from features import terminal
from serving.catalogue.contracts import DescribeResponse
from serving.choice import contracts as choice
from serving.choice import simulation_contracts as simulation
from serving.contracts import Call, DataSource, Interval, Metadata, Track
from serving.endpoints import ENDPOINTS
from serving.growth import live_contracts as live
from serving.growth.contracts import (
    ClusterForecast,
    Driver,
    ForecastPoint,
    ForecastResponse,
    Growth,
    GrowthPart,
    SeriesKey,
)
from serving.links import contracts as links
from serving.messages import Message
from serving.niches import contracts as niches
from serving.space.contracts import ActivitySpace
from serving.terminal.blocks import Column, table
from serving.terminal.layouts.growth import drivers
from serving.terminal.printer import LAYOUTS, print_response

OWA = {
    "owa": 0.8,
    "coverage_80": 0.812,
    "worst_coverage_80": 0.75,
    "coverage_95": 0.999,
    "worst_coverage_95": None,
}
METADATA = Metadata(
    task="growth",
    name="cluster-growth",
    model="hybrid",
    version=3,
    cutoff=2015,
    horizon=5,
    forced=True,
    package="test",
    title="Test country",
    sha256="ab",
    created_at="2026-01-02",
    track_record=[
        Track(
            origins=[2005, 2010],
            figures=OWA,
            best_null="theta",
            best_null_owa=0.9,
            order="the tenth that it ranked first then grew 1.2 percentage points a year faster "
            "than all",
        )
    ],
)
NICHES = METADATA.model_copy(
    update={
        "task": "niches",
        "name": "technology-niches",
        "threshold": 1.5,
        "window": 3,
        "counted": "patents",
        "track_record": [
            Track(
                call="entry",
                origins=[2010],
                figures={"ap": 0.3, "base_rate": 0.08, "ece": 0.012},
                best_null="relatedness_density",
                best_null_ap=0.25,
            )
        ],
    }
)
NAME = "Київ [bold] :smile:"
REGION: dict[str, Any] = {"region_code": "R1", "region_name": NAME}


def printed(response: BaseModel) -> str:
    """What a wide terminal shows, its runs of blanks made one."""
    console = terminal.console(400)
    with console.capture() as capture:
        print_response(console, response)
    return " ".join(capture.get().split())


def test_an_answer_names_where_its_data_come_from() -> None:
    sources = [DataSource(title="Accounts", vintage="2025-02-18"), DataSource(title="An [odd] one")]
    response = ForecastResponse(
        metadata=METADATA.model_copy(update={"sources": sources}),
        indicator="jobs",
        indicator_description="",
        unit="persons",
        forecasts=[],
        without_forecast=[],
    )
    assert "data from Accounts (2025-02-18); An [odd] one" in printed(response)


def check(response: BaseModel, *parts: str) -> None:
    text = printed(response)
    for part in parts:
        assert part in text


def interval(lower: float, upper: float, level: int = 80) -> Interval:
    return Interval(level=level, lower=lower, upper=upper)


GROWTH = Growth(median=10, median_per_year=1.94, intervals=[])


def forecast(
    code: str, name: str, growth: Growth | None = GROWTH, driver: str = ""
) -> ClusterForecast:
    parts = [Driver(driver="x", phrase=driver, contribution=1, growth=-0.4)] if driver else []
    return ClusterForecast(
        **REGION,
        cluster_code=code,
        cluster_name=name,
        last_value=None if growth is None else 1234.5,
        growth=growth,
        points=[ForecastPoint(year=2020, step=1, median=110, intervals=[interval(-90.8, 129)])],
        history=[],
        drivers=parts,
    )


def test_growth() -> None:
    check(
        ForecastResponse(
            metadata=METADATA,
            indicator="jobs",
            indicator_description="people employed",
            unit="persons",
            forecasts=[forecast("CAR", "Cars", driver="nation"), forecast("X", "Новый", None)],
            without_forecast=[SeriesKey(region_code="R2", cluster_code="CAR")],
            totals=[forecast("", "all clusters")],
        ),
        f"Growth forecast for {NAME} (R1), persons",
        "2019 2020 median 80 % interval growth a year",
        "Cars 1,234 110 −90.8 to 129 +1.9 % nation −0.4",
        "Новый unknown 110 −90.8 to 129 unknown",
        "all clusters",
        "no forecast: CAR in R2",
        "Test country · cluster-growth version 3 (hybrid, promoted by force) · data to 2015",
        "backtest from 2005, 2010: error 0.8 times the naive forecast's (OWA; best baseline, "
        "theta, 0.9), 80 % intervals contained 81 % of outcomes (worst origin 75 %), 95 % "
        "intervals > 99 % (worst unknown); the tenth that it ranked first then grew 1.2 percentage "
        "points a year faster than all",
    )


@pytest.mark.parametrize("live_too", [False, True])
def test_growth_names_its_prices(live_too: bool) -> None:
    about = METADATA.model_copy(update={"prices": "in constant prices of 2015"})
    shared: dict[str, Any] = {
        "metadata": about,
        "indicator": "gva",
        "indicator_description": "",
        "unit": "million",
    }
    line = "growth: % a year, in constant prices of 2015"
    if live_too:
        check(live.LiveResponse(**shared, totals=[], forecasts=[live_series(10.0)], notes=[]), line)
    else:
        answer = ForecastResponse(
            **shared, forecasts=[forecast("CAR", "Cars")], without_forecast=[]
        )
        check(answer, line)


def live_series(value: float | None) -> live.LiveSeries:
    return live.LiveSeries(
        **REGION,
        cluster_code="BIO",
        cluster_name="Biotech",
        origin=2015,
        last_value=value,
        unit="index, 2015 = 100",
        growth=GROWTH,
        what_if_growth=GROWTH,
        points=[
            live.LivePoint(
                year=2016,
                period=2,
                step=1,
                median=104,
                intervals=[interval(90, 120)],
                what_if=live.Outlook(median=107, intervals=[]),
            )
        ],
        warnings=["short history"],
    )


def test_live_forecasts() -> None:
    check(
        live.LiveResponse(
            metadata=METADATA.model_copy(update={"periods_per_year": 4}),
            indicator="jobs",
            indicator_description="",
            unit="persons",
            totals=[
                live.TotalPath(level="cluster", code="BIO", baseline=[-1, 2], supposed=[3]),
            ],
            forecasts=[live_series(100), live_series(None)],
            notes=["a note"],
        ),
        f"{NAME}, Biotech: no history, so no forecast of its size. short history",
        "Live forecast of jobs, persons",
        f"{NAME}, Biotech 100 in 2016 Q1 2016 Q2 104 +1.9 % 90 to 120 107 +1.9 %",
        f"{NAME}, Biotech index, 2015 = 100 2016 Q2",
        f"{NAME}, Biotech: short history",
        "growth of the cluster BIO, % a year: forecast −1.0 +2.0; assumed +3.0",
        "a note",
    )


def call(kind: Call = "entry") -> niches.NicheCall:
    return niches.NicheCall(
        **REGION,
        activity_code="H04",
        activity_name="Communication",
        call=kind,
        probability=0.6,
        probability_low=0.004,
        probability_high=0.72,
        null_probability=None,
        lift=None if kind == "exit" else 3.04,
        location_quotient=None,
        relatedness_density=None,
        complexity=None,
        warning="few patents",
        reasons=[niches.Reason(reason=f"reason {i}", weight=1) for i in range(3)],
    )


def test_niches() -> None:
    response = niches.NicheResponse(
        metadata=NICHES, activity="cluster", units={}, calls=[call(), call()]
    )
    check(
        response,
        f"Markets that {NAME} (R1) may enter by 2020",
        "H04 Communication 60 % < 1 to 72 % 3.0 reason 0; reason 1; few patents",
        "specialisation: a location quotient of 1.5 or more, over 3 years",
        "entry average precision 0.3 (best simple rule, relatedness density, 0.25, base rate 0.08)"
        ", calibration error 0.012",
    )


def audit(growth: GrowthPart | None, diversity: int | None) -> niches.RegionAudit:
    return niches.RegionAudit(
        **REGION,
        summary=niches.RegionSummary(
            diversity=diversity,
            eci=None,
            fitness=None,
            count=None,
            expected_entries=3.21,
            possible_entries=1100,
            expected_exits=None,
            possible_exits=2,
        ),
        portfolio=[
            niches.Specialisation(
                activity_code="A01",
                activity_name="Farming",
                count=1200,
                location_quotient=1.5,
                previous_location_quotient=None,
                trend="rising",
            )
        ],
        likely_entries=[call()],
        at_risk=[call("exit")],
        growth=growth,
    )


def test_audits() -> None:
    growth = GrowthPart(
        metadata=METADATA, indicator="jobs", unit="persons", forecasts=[forecast("CAR", "Cars")]
    )
    response = niches.AuditResponse(
        metadata=NICHES,
        activity="technology",
        units={},
        audits=[audit(growth, 2), audit(growth, 1), audit(None, None)],
        details=niches.AuditDetails(
            reliability=[niches.ReliabilityBin(call="entry", predicted=0.25, observed=0.2, n=40)],
            trials=[
                niches.Trial(
                    call="exit", model="density", origins=[2005, 2010], n=4, figures={"ap": None}
                )
            ],
            space=ActivitySpace(nodes=[], links=[]),
        ),
    )
    check(
        response,
        f"Portfolio of {NAME} (R1): 2 specialisations (the strongest 1), complexity (ECI) unknown",
        "specialisation patents location quotient trend",
        "A01 Farming 1,200 1.50 rising",
        "expected by 2020: 3.2 of 1,100 possible entries, unknown of 2 possible exits",
        "Reliability of probabilities in the backtest",
        "entry 0.25 0.2 40",
        "exit density 2005, 2010 4 ap unknown",
        "may enter by 2020",
        "may lose by 2020",
        f"Growth forecast for {NAME} (R1), persons",
        f"{NAME} (R1) has no portfolio: the data has no patents for it",
        f"no growth forecasts: no loaded champion forecasts clusters of {NAME} (R1)",
    )
    assert printed(response).count("cluster-growth version 3") == 1
    assert printed(response).count("technology-niches version 3") == 1


def test_breakthroughs() -> None:
    entry: dict[str, Any] = {
        "activity_code": "G06",
        "activity_name": "Computing",
        "probability": 0.5,
    }
    attributes = {"past_growth": 0.9, "novelty": 0.8, "spread": 0.71, "quality": 0.705, "x": 0.1}
    check(
        niches.BreakthroughResponse(
            metadata=NICHES,
            activity="technology",
            units={},
            caution="read these scores with care",
            activities=[
                niches.Breakthrough(**entry, rank=1, share=0.0012, attributes=attributes),
            ],
            points=[
                niches.BreakthroughPoint(
                    **REGION,
                    **entry,
                    location_quotient=None,
                    relatedness_density=0.4,
                    strength=0.995,
                    score=0.375,
                )
            ],
        ),
        "Technologies about to break through by 2020",
        "G06 Computing 50 % 0.12 % past growth, novelty, spread ",
        f"Points of breakthrough of {NAME} (R1)",
        "G06 Computing unknown 0.4 > 99 % 50 % 38 %",
        "read these scores with care",
    )


def said(text: str) -> Message:
    return Message(key="a.message", parameters={}, text=text)


COMMON: dict[str, Any] = {
    "rank": 1,
    "name": "Cars",
    "score": 0.52,
    "dominated_by": "X",
    "dominated_by_name": "Food",
    "unknown": ["alignment", "reach"],
    "contributions": {},
    "reasons": [said("a reason"), said("another")],
    "decisive": choice.Decisive(criterion="growth", rank_without=4, summary=said("decisive")),
    "rival": choice.Rival(code="X", name="Food", score_gap=0.1, summary=said("a rival")),
}


def cluster(outlook: choice.Outlook | None, multiplier: float | None) -> choice.ClusterOption:
    return choice.ClusterOption(
        **COMMON,
        code="CAR",
        weight_robustness=0.78,
        criteria={"multiplier": multiplier},
        outlook=outlook,
        confidence=0.999,
        multiplier_range=choice.Range(lower=1.2, upper=1.4),
    )


def niche(code: str, chance: float, robust: float | None) -> choice.NicheOption:
    return choice.NicheOption(
        **COMMON,
        code=code,
        weight_robustness=robust,
        criteria={"complexity": -0.4},
        chance=chance,
        chance_low=chance / 2,
        chance_high=2 * chance,
        base_rate=0.07,
        usefulness=0.25,
    )


def options_answer(
    niches_: list[choice.NicheOption], likeliest: float = 0.05
) -> choice.OptionsResponse:
    growth: dict[str, Any] = {"meaning": "", "direction": 1, "kinds": ["cluster"]}
    outlook = choice.Outlook(
        lower=-0.7, median=4.1, upper=7.6, chance_to_outgrow=0.66, chance_to_shrink=0.2
    )
    return choice.OptionsResponse(
        metadata=METADATA,
        niches=NICHES,
        weights="equal",
        floor=0.1,
        k=1,
        draws=4000,
        seed=0,
        regions=[
            choice.RegionOptions(
                **REGION,
                verdict=choice.Verdict(
                    summary=[said("Back Cars.")],
                    back=[said("Back Cars."), said("Cars stand out.")],
                    enter=[],
                    watch=[],
                    caution=[said("Do not count on Food.")],
                    change=[],
                    limits=[],
                ),
                clusters=[cluster(outlook, 1.3), cluster(None, None)],
                niches=niches_,
                watch=[niche("B62", likeliest, None)],
                growth_apart=True,
                criteria=[
                    choice.Criterion(name="growth", weight=1, known=True, **growth),
                    choice.Criterion(name="alignment", weight=0, known=False, **growth),
                ],
                notes=[said("a note")],
            )
        ],
    )


def test_options() -> None:
    check(
        options_answer([niche("A01", 0.3, 0.9)]),
        f"Clusters, ranked, in {NAME} (R1): the best 1 of 2, and the next",
        "1 Cars (CAR); dominated by Food; unknown: alignment, reach 0.52 "
        "+4.1 (−0.7 to +7.6) 66 % 20 % > 99 % 78 % 1.30",
        "0.52 unknown unknown unknown > 99 % 78 % unknown",
        f"Niches, ranked, in {NAME} (R1): the best of 1",
        "0.52 30 % (15 to 60 %) 7 % 0.25 −0.40 90 %",
        "Cars: A reason; another; decisive; a rival.",
        "To watch: the likeliest niches below 10 %",
        "weights: growth 1.00; without data, not used: alignment",
        "A note.",
        "share of 4,000 simulated futures",
        "cluster-growth version 3",
        "technology-niches version 3",
    )


def test_the_verdict_stands_on_top_and_says_nothing_twice() -> None:
    text = printed(options_answer([]))
    head = f"What to back and to enter in {NAME} (R1) Back Cars. Clusters in more detail - Cars"
    assert text.startswith(f"{head} stand out. What not to count on - Do not count on Food.")


def test_a_chance_below_the_floor_is_not_rounded_up_to_it() -> None:
    check(options_answer([], likeliest=0.0997), "0.52 9.9 % (5 to 20 %)")


def test_multipliers() -> None:
    check(
        links.MultiplierResponse(
            metadata=METADATA,
            method="flq",
            deltas=[0.1, 0.3],
            units={},
            regions=[
                links.RegionMultipliers(
                    **REGION,
                    source_region="R0",
                    table_year=2017,
                    clusters=[
                        links.ClusterMultipliers(
                            cluster_code="CAR",
                            cluster_name="Cars",
                            output_multiplier=1.3,
                            output_multiplier_low=1.2,
                            output_multiplier_high=1.456,
                        )
                    ],
                    flows=[
                        links.Flow(
                            from_cluster_code="CAR",
                            from_cluster_name="Cars",
                            to_cluster_code="FOO",
                            to_cluster_name="Food",
                            flow=1200,
                            sales_share=0.123,
                            input_share=None,
                        )
                    ],
                )
            ],
        ),
        f"Multipliers of {NAME} (R1) from the table of R0 in 2017 (FLQ, delta 0.1, 0.3)",
        "Cars (CAR) 1.30 1.20 to 1.46 unknown unknown unknown unknown",
        f"Strongest flows in {NAME} (R1)",
        "Cars (CAR) Food (FOO) 1,200 12.3 % unknown",
    )


def test_externalities() -> None:
    tie = links.Tie(
        kind="cluster",
        target="FOO",
        target_name="Food",
        strength=0.25,
        standard_error=None,
        region_share=0.123,
    )
    check(
        links.ExternalityResponse(
            metadata=METADATA,
            cluster_code="CAR",
            cluster_name="Cars",
            units={"cluster": "proximity, 0 to 1"},
            spillover=links.Slope(slope=-0.05, standard_error=0.02, n=1200),
            regions=[links.RegionTies(**REGION, ties=[tie])],
        ),
        f"Ties of Cars (CAR) in {NAME} (R1)",
        "cluster Food (FOO) 0.25 unknown 12.3 % proximity, 0 to 1",
        "−0.05 (standard error 0.02, 1,200 observations); ties are associations, no proof of cause",
    )


def test_partners() -> None:
    partner = links.Partner(
        **REGION,
        score=0.5,
        added_density=0.25,
        link_factor=2,
        specialised=True,
        brings=[links.Offer(activity_code="A", activity_name="Farming", proximity=0.613)],
    )
    check(
        links.PartnerResponse(
            metadata=METADATA,
            activity_code="H04",
            activity_name="Communication",
            kind="technology",
            regions=[links.RegionPartners(**REGION, partners=[partner])],
        ),
        f"Partners of {NAME} (R1) for Communication",
        f"{NAME} (R1) 0.50 0.25 2.00 yes Farming (0.61)",
        "score: added density times link",
    )


@pytest.mark.parametrize(
    ("groups", "text"),
    [(1, "regions form no types"), (3, "type 2 of 3, 14 regions")],
)
def test_peers(groups: int, text: str) -> None:
    apart = [links.Difference(indicator="x", label="wages", difference=-1.25)]
    peer = links.Peer(region_code="R2", region_name="Corvenia", distance=0.5, group=0, apart=apart)
    group = links.Group(group=1, regions=14, probability=1, groups=groups, stability=1)
    check(
        links.PeerResponse(
            metadata=METADATA,
            regions=[links.RegionPeers(**REGION, group=group, peers=[peer], sets_apart=[])],
        ),
        f"Peers of {NAME} (R1) ({text})",
        f"{NAME} minus peer, in standard deviations",
        "Corvenia (R2) 0.50 wages −1.2",
    )


def test_shocks_are_shown_in_the_year_of_their_largest_effect() -> None:
    points = [
        simulation.EffectPoint(
            year=year,
            baseline=1000,
            effect=effect,
            effect_low=effect - 1,
            effect_high=effect + 1,
            median=1000 + effect,
            intervals=[interval(900, 1100)],
            strain=0.004,
        )
        for year, effect in ((2016, 5.0), (2017, -20.0))
    ]
    path = simulation.ClusterPath(cluster_code="CAR", cluster_name="Cars", points=points)
    check(
        simulation.SimulateResponse(
            metadata=METADATA,
            indicator="jobs",
            unit="persons",
            method="flq",
            caution="a demand model",
            regions=[
                simulation.RegionPaths(**REGION, source_region="R0", table_year=2017, paths=[path])
            ],
        ),
        f"Scenario for {NAME} (R1): jobs, persons",
        "Cars (CAR) 2017 1,000 −20 −21 to −19 980 900 to 1,100 < 1 %",
        "a demand model",
    )


def test_a_response_without_a_layout_is_printed_plainly() -> None:
    check(
        DescribeResponse(
            growth=None, niches=None, markets=None, presets=[], limits={"region_codes": 100}
        ),
        "growth: none",
        "limits: region codes 100",
    )
    with_layout = {endpoint.name for endpoint in ENDPOINTS if endpoint.response in LAYOUTS}
    assert {"forecast_growth", "flag_niches", "audit_region", "rank_options"} <= with_layout


def test_the_largest_parts_are_named_and_the_rest_summed() -> None:
    def parts(*growth: tuple[str, float | None]) -> list[Driver]:
        return [
            Driver(driver="", phrase=name, contribution=0, growth=value) for name, value in growth
        ]

    found = parts(
        ("nation", 1.2),
        ("sector", 0.1),
        ("region", 0.2),
        ("own momentum", 0.3),
        ("limits and totals", -0.7),
        ("patents", None),
    )
    assert drivers(found) == "nation +1.2, limits and totals −0.7, own momentum +0.3, other +0.3"
    found = parts(("a", 0.9), ("b", 0.9), ("c", 0.9), ("d", -0.7), ("e", 0.3))
    assert drivers(found) == "a +0.9, b +0.9, c +0.9, d −0.7, other +0.3"


def test_a_figure_in_a_table_stays_beside_its_sign() -> None:
    (cell,) = table("", ["30 %"], [Column("chance", str)]).columns[0].cells
    assert str(cell) == "30\N{NO-BREAK SPACE}%"
