"""What must hold in every region, at six weightings: of the demo, and of two real packages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.growth.panel import indicator_rows
from features.package import Package, read
from training.choice.context import all_options, choice_context
from training.choice.futures import Futures, joint_futures
from training.choice.options import ClusterOptions, NicheOptions, Options
from training.choice.ranking import FLOOR, ChoiceQuestion, Ranking, rank_clusters, rank_niches
from training.choice.scale import ends, scales
from training.choice.utilities import Criteria, Scale
from training.growth import task as growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.registry.snapshot import unregistered
from training.trained import Trained

DRAWS, REGIONS = 300, 5
ALL = 10_000
"""A choice so large that every weighting picks every option: its robustness costs no time."""
WEIGHTINGS: list[Mapping[str, float] | None] = [
    None,
    {"growth": 1},
    {"growth": 2, "risk": 1},
    {"risk": 1, "complexity": 1, "multiplier": 1},
    {"growth": 1, "externalities": 2, "alignment": 1},
    {"growth": 0.3, "risk": 0.1, "relatedness": 0.7, "complexity": 0.2, "inclusion": 0.9},
]


def asked(weights: Mapping[str, float] | None, floor: float = FLOOR) -> ChoiceQuestion:
    return ChoiceQuestion(weights, floor, ALL, DRAWS)


@dataclass(frozen=True)
class Ready:
    """The options of some regions, with the scales of all, and futures."""

    options: list[Options]
    scale: Mapping[str, Scale]
    futures: list[Futures]

    def rankings(self) -> Iterator[tuple[Options, Futures, ChoiceQuestion]]:
        for options, futures in zip(self.options, self.futures, strict=True):
            for weights in WEIGHTINGS:
                yield options, futures, asked(weights)

    def clusters(self, options: Options, futures: Futures, question: ChoiceQuestion) -> Ranking:
        return rank_clusters(options, futures, self.scale["cluster"], question)

    def niches(self, options: Options, question: ChoiceQuestion) -> Ranking:
        return rank_niches(options, self.scale["niche"], question)[0]

    def with_niches(self) -> Iterator[tuple[Options, NicheOptions]]:
        """Regions with possible entries."""
        for options in self.options:
            if options.niches is not None:
                yield options, options.niches


def entries(package: Package, cutoff: int) -> Trained:
    """A niche model whose chances of entry are random, mostly small."""
    rng = np.random.default_rng(1)
    regions = sorted(package.tables["patents"]["region_code"].unique())
    technologies = sorted(package.tables["patents"]["technology_code"].unique())[:40]
    calls = pd.MultiIndex.from_product(
        [regions, technologies], names=["region_code", "activity_code"]
    ).to_frame(index=False)
    chance = rng.beta(0.6, 3.0, len(calls))
    complexity = pd.Series(rng.normal(size=len(technologies)), index=technologies)
    calls = calls.assign(
        call="entry",
        probability=chance,
        probability_low=0.8 * chance,
        probability_high=np.minimum(1.0, 1.2 * chance),
        complexity=complexity.reindex(calls["activity_code"]).to_numpy(),
    )
    return Trained("niches", "made", cutoff, 5, {"activity": "technology"}, {"calls": calls})


def with_priorities(package: Package) -> Package:
    """A package with a priority for a cluster and for a technology, if it has none."""
    if "priorities" in package.tables:
        return package
    codes = [package.tables[f"{kind}"].iloc[0, 0] for kind in ("clusters", "technologies")]
    rows = pd.DataFrame({"kind": ["cluster", "technology"], "code": codes, "weight": [1.0, 2.0]})
    return replace(package, tables={**package.tables, "priorities": rows})


@pytest.fixture(
    scope="module",
    params=["demo", pytest.param("us-states", marks=pytest.mark.real_data)],
)
def ready(
    request: pytest.FixtureRequest, demo_package: Package, real_data: Callable[[str], Path]
) -> Ready:
    name = request.param
    package = with_priorities(demo_package if name == "demo" else read(real_data(name)))
    last = int(indicator_rows(package, "value_added")["year"].max())
    trained = growth.train(GrowthPanels(package, GrowthQuestion(5)), last, "drift")
    prepared = choice_context(
        unregistered(trained, package), unregistered(entries(package, last), package)
    )
    options = [one for one in all_options(prepared).values() if isinstance(one, Options)]
    scale, some_regions = scales(prepared, options), options[:: -(-len(options) // REGIONS)]
    return Ready(some_regions, scale, [one.clusters.futures(DRAWS) for one in some_regions])


def places(ranking: Ranking) -> dict[str, int]:
    return {code: place for place, code in enumerate(ranking.listed.codes)}


def test_the_order_is_that_of_a_loop_over_futures(ready: Ready) -> None:
    for options, futures in zip(ready.options, ready.futures, strict=True):
        clusters, names = options.clusters, options.clusters.criteria.names
        risk, multiplier = names.index("risk"), names.index("multiplier")
        spread = clusters.multiplier_range[:, 1] - clusters.multiplier_range[:, 0]
        worst, best = np.array(
            [
                ready.scale["cluster"].get(name, (0.0, 0.0))[:: options.direction[name]]
                for name in names
            ]
        ).T
        weights = np.array(
            [
                [1.0 if given is None else given.get(name, 0.0) for given in WEIGHTINGS]
                for name in names
            ]
        )
        total = np.zeros((len(clusters.codes), len(WEIGHTINGS)))
        for drawn, delta in zip(futures.growth, futures.delta, strict=True):
            middle = np.nanmedian(drawn)
            future = clusters.criteria.matrix.copy()
            future[:, risk] = (drawn < middle) + 0.5 * (drawn == middle)
            future[np.isnan(drawn), risk] = np.nan
            future[:, multiplier] += delta * spread
            with_data = ~np.isnan(future).all(axis=0)
            utility = (future - worst) / np.where(best == worst, np.nan, best - worst)
            total += np.where(np.isnan(utility), 0.5, utility)[:, with_data] @ weights[with_data]
        for scores, given in zip(total.T, WEIGHTINGS, strict=True):
            ranking = ready.clusters(options, futures, asked(given))
            loop = pd.Series(scores, clusters.codes)[ranking.listed.codes].to_numpy()
            assert (np.diff(loop) <= 1e-6 * np.abs(loop).max()).all(), options.region_code


def test_a_dominated_option_stands_below_all_that_dominate_it(ready: Ready) -> None:
    dominated = 0
    for options, futures, question in ready.rankings():
        rankings = [ready.clusters(options, futures, question)]
        if options.niches is not None:
            rankings.append(ready.niches(options, question))
        for ranking in rankings:
            values = ranking.listed.criteria
            signs = [options.direction[name] for name in values.names]
            rows = values.matrix * signs
            if "chance" in ranking.listed.extra:
                rows = np.column_stack([ranking.listed.extra["chance"], rows])
            rows = rows[:, ~np.isnan(rows).any(axis=0)]
            for place, row in enumerate(rows):
                later = rows[place + 1 :]
                above = (later >= row).all(axis=1) & (later > row).any(axis=1)
                unknown = np.isnan(values.matrix[place + 1 :]) != np.isnan(values.matrix[place])
                assert not (above & ~unknown.any(axis=1)).any(), options.region_code
            dominated += (ranking.dominated_by >= 0).sum()
            assert (ranking.dominated_by < np.arange(len(rows))).all()
    assert dominated > 0


def some(codes: list[str]) -> list[int]:
    """Places of a few options: the first, one in the middle, the last."""
    return sorted({0, len(codes) // 2, len(codes) - 1})


def test_more_growth_never_lowers_a_rank(ready: Ready) -> None:
    for options in ready.options:
        clusters = options.clusters
        for i in some(clusters.codes):
            growth_ = clusters.growth.copy()
            growth_.iloc[i] += 1.5
            column = growth_["median"].to_numpy()
            criteria = clusters.criteria.replaced("growth", column)
            more = replace(clusters, growth=growth_, criteria=criteria)
            assert_not_lower(ready, options, replace(options, clusters=more), clusters.codes[i])


def test_less_risk_never_lowers_a_rank(ready: Ready) -> None:
    for options, futures, question in ready.rankings():
        before = places(ready.clusters(options, futures, question))
        for i in some(futures.codes):
            risk = futures.risk.copy()
            risk[i] *= 0.9
            after = places(ready.clusters(options, replace(futures, risk=risk), question))
            assert after[futures.codes[i]] <= before[futures.codes[i]]


def test_a_higher_priority_never_lowers_a_rank(ready: Ready) -> None:
    for options, niches in ready.with_niches():
        clusters = options.clusters
        for i in some(clusters.codes):
            more = replace(clusters, criteria=raised(clusters.criteria, "alignment", i))
            assert_not_lower(ready, options, replace(options, clusters=more), clusters.codes[i])
        for i in some(niches.codes):
            likelier = replace(niches, criteria=raised(niches.criteria, "alignment", i))
            assert_niche_not_lower(ready, options, likelier, niches.codes[i])


def test_a_higher_chance_never_lowers_a_rank(ready: Ready) -> None:
    for options, niches in ready.with_niches():
        for i in some(niches.codes):
            chance = niches.chance.copy()
            chance[i] += 0.3 * (1 - chance[i])
            assert_niche_not_lower(ready, options, replace(niches, chance=chance), niches.codes[i])


def raised(criteria: Criteria, name: str, i: int) -> Criteria:
    column = criteria.matrix[:, criteria.names.index(name)].copy()
    column[i] += 0.5
    return criteria.replaced(name, column)


def assert_not_lower(ready: Ready, options: Options, more: Options, code: str) -> None:
    before, after = options.clusters.futures(DRAWS), more.clusters.futures(DRAWS)
    for weights in WEIGHTINGS:
        question = asked(weights)
        first = places(ready.clusters(options, before, question))
        assert places(ready.clusters(more, after, question))[code] <= first[code]


def assert_niche_not_lower(ready: Ready, options: Options, more: NicheOptions, code: str) -> None:
    for weights in WEIGHTINGS:
        question = asked(weights)
        first = places(ready.niches(options, question))
        again = places(ready.niches(replace(options, niches=more), question))
        assert again.get(code, len(more.codes)) <= first.get(code, len(more.codes))


def test_the_unit_of_a_criterion_changes_nothing(ready: Ready) -> None:
    risk_span = -np.subtract(*ready.scale["cluster"]["risk"])
    for name in ("complexity", "multiplier", "inclusion", "growth"):
        factor = 1000.0 if name != "growth" else 0.01
        options = [in_unit(one, name, factor) for one in ready.options]
        futures = [one.clusters.futures(DRAWS) for one in options]
        low, high = ready.scale["cluster"].get(name, (0.0, 0.0))
        scale = {**ready.scale["cluster"], name: (low * factor, high * factor)}
        other = Ready(options, {**ready.scale, "cluster": scale}, futures)
        again = list(other.rankings())
        for mine, converted in zip(ready.rankings(), again, strict=True):
            first, second = ready.clusters(*mine), other.clusters(*converted)
            # Growth is drawn in single precision, so one future may be a tie in one unit alone.
            tie = 0.5 / DRAWS / risk_span if name == "growth" else 1e-9
            np.testing.assert_allclose(second.listed.score, first.listed.score, atol=tie)
            shares = (first.listed.extra["confidence"], second.listed.extra["confidence"])
            by_code = [
                dict(zip(one.listed.codes, share, strict=True))
                for one, share in zip((first, second), shares, strict=True)
            ]
            assert by_code[0] == pytest.approx(by_code[1], abs=2 / DRAWS)


def in_unit(options: Options, name: str, factor: float) -> Options:
    clusters = options.clusters
    column = clusters.criteria.matrix[:, clusters.criteria.names.index(name)] * factor
    changed = replace(clusters, criteria=clusters.criteria.replaced(name, column))
    if name == "growth":
        changed = replace(changed, growth=clusters.growth * factor)
    if name == "multiplier":
        changed = replace(changed, multiplier_range=clusters.multiplier_range * factor)
    return replace(options, clusters=changed)


def test_the_ends_follow_the_unit(ready: Ready) -> None:
    parts = [one.clusters.criteria for one in ready.options]
    inches = [in_unit(one, "complexity", 2.54).clusters.criteria for one in ready.options]
    low, high = ends(parts)["complexity"]
    assert ends(inches)["complexity"] == pytest.approx((2.54 * low, 2.54 * high))


def without(clusters: ClusterOptions, i: int) -> ClusterOptions:
    rest = np.delete(np.arange(len(clusters.codes)), i)
    return replace(
        clusters,
        codes=[clusters.codes[j] for j in rest],
        names=[clusters.names[j] for j in rest],
        criteria=clusters.criteria.rows(rest),
        growth=clusters.growth.iloc[rest],
        multiplier_range=clusters.multiplier_range[rest],
    )


def test_another_option_swaps_no_two_others(ready: Ready) -> None:
    """The ends of the scale and the middle belong to the package and the region, and are held."""
    for options, futures in zip(ready.options, ready.futures, strict=True):
        clusters, share = options.clusters, options.clusters.common_error_share
        for i in some(clusters.codes):
            fewer = without(clusters, i)
            if not fewer.codes:
                continue
            rest = joint_futures(fewer.growth, share, DRAWS, middle=futures.middle)
            for weights in WEIGHTINGS:
                question = asked(weights)
                whole = ready.clusters(options, futures, question).listed.codes
                part = ready.clusters(replace(options, clusters=fewer), rest, question)
                assert part.listed.codes == [one for one in whole if one != clusters.codes[i]]


def test_another_niche_swaps_no_two_others(ready: Ready) -> None:
    for options, niches in ready.with_niches():
        fewer = NicheOptions(
            niches.region_code,
            niches.codes[1:],
            niches.names[1:],
            niches.criteria.rows(np.arange(1, len(niches.codes))),
            *(column[1:] for column in (niches.chance, niches.chance_low, niches.chance_high)),
        )
        for weights in WEIGHTINGS:
            every = ready.niches(options, asked(weights)).listed.codes
            part = ready.niches(replace(options, niches=fewer), asked(weights))
            assert part.listed.codes == [one for one in every if one != niches.codes[0]]


def test_the_number_of_draws_swaps_only_what_is_tied(ready: Ready) -> None:
    """Only the risk is drawn: the error of a difference is at most that of two shares."""
    for options, futures in zip(ready.options, ready.futures, strict=True):
        larger = options.clusters.futures(4 * DRAWS)
        low, high = ready.scale["cluster"]["risk"]
        for weights in WEIGHTINGS:
            question = asked(weights)
            few, many = (ready.clusters(options, drawn, question) for drawn in (futures, larger))
            weight = few.listed.weights.get("risk", 0.0)
            error = weight / (high - low) * np.sqrt(2 * 0.25 / DRAWS)
            score = dict(zip(many.listed.codes, many.listed.score, strict=True))
            in_few = np.array([score[code] for code in few.listed.codes])
            assert (np.maximum.accumulate(in_few[::-1])[::-1] - in_few <= 4 * error + 1e-12).all()


@pytest.mark.parametrize("floor", [0.0, 0.05, 0.1, 0.5, 1.0])
def test_no_niche_below_the_floor_is_recommended(ready: Ready, floor: float) -> None:
    for options, _ in ready.with_niches():
        for weights in WEIGHTINGS:
            found, watch = rank_niches(options, ready.scale["niche"], asked(weights, floor))
            assert (found.listed.extra["chance"] >= floor).all()
            assert (watch.extra["chance"] < floor).all()
            assert len(watch.codes) <= 5
            bound = found.listed.extra["chance"]
            assert ((found.listed.score >= 0) & (found.listed.score <= bound + 1e-12)).all()
