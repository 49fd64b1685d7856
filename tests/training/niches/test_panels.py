"""A package is counted once for a question, and each cutoff once, all from the past alone."""

from collections import Counter
from dataclasses import dataclass
from weakref import WeakSet

import numpy as np
import pytest

from features import demo
from features.niches import features as kinds
from features.niches.counts import Activity, CountHistory, Counts
from features.niches.question import NicheQuestion
from features.package import Package
from training.niches import panels as panels_module
from training.niches import task as niches
from training.niches.panels import NichePanels


@dataclass(eq=False)
class Sized:
    """Something with a size."""

    size: int


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a package was counted, cut at each year, and given features of each year."""
    found: Counter[str] = Counter()
    create, cut = CountHistory.__init__, CountHistory.until
    own_strength = kinds.own_strength

    def counted(self: CountHistory, *arguments: object) -> None:
        found["package"] += 1
        create(self, *arguments)  # type: ignore[arg-type]

    def until(self: CountHistory, cutoff: int) -> Counts:
        found[f"counts {cutoff}"] += 1
        return cut(self, cutoff)

    def features(counts: Counts, *arguments: object) -> kinds.Features:
        found[f"features {counts.years[-1]}"] += 1
        return own_strength(counts, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(CountHistory, "__init__", counted)
    monkeypatch.setattr(CountHistory, "until", until)
    monkeypatch.setattr(kinds, "own_strength", features)
    return found


@pytest.mark.parametrize("activity", ["technology", "cluster"])
def test_a_training_and_its_backtest_count_a_package_once(
    demo_package: Package, worked: Counter[str], activity: Activity
) -> None:
    panels = NichePanels(demo_package, NicheQuestion(activity=activity))
    (origin,) = niches.default_origins(panels, demo.CUTOFF)
    niches.evaluate(panels, origin, ["density"])
    niches.train(panels, demo.CUTOFF, "density")
    assert worked["package"] == 1
    assert set(worked.values()) == {1}
    assert {f"features {origin}", f"features {demo.CUTOFF}"} < set(worked)


def test_an_evaluation_costs_what_is_new_in_its_origin(
    demo_package: Package, worked: Counter[str]
) -> None:
    panels = NichePanels(demo_package, NicheQuestion())
    niches.evaluate(panels, demo.CUTOFF, ["density"])
    before = set(worked)
    niches.evaluate(panels, demo.CUTOFF, ["density"])
    assert (set(worked), set(worked.values())) == (before, {1})


def test_counts_too_large_to_be_kept_are_counted_again(
    demo_package: Package, worked: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    size = NichePanels(demo_package, NicheQuestion()).counts(2010).cube.nbytes
    monkeypatch.setattr(panels_module, "KEPT_BYTES", 2 * size)
    asked = NichePanels(demo_package, NicheQuestion())
    worked.clear()
    for cutoff in (2009, 2010, 2008, 2010, 2009):
        asked.counts(cutoff)
    assert worked["counts 2010"] == 1  # asked for again while it was kept
    assert (worked["counts 2008"], worked["counts 2009"]) == (1, 2)


def test_what_goes_is_gone_before_another_is_built() -> None:
    alive: WeakSet[Sized] = WeakSet()
    at_hand: list[int] = []

    def build(year: int) -> Sized:
        at_hand.append(len(alive))
        built = Sized(4)
        alive.add(built)
        return built

    kept = panels_module._kept(build, 8, lambda it: it.size, 12)
    for year in (2001, 2002, 2003, 2004, 2004, 2003, 2001):
        kept(year)
    assert at_hand == [0, 1, 2, 2, 2]  # 2001, which went for 2004, is built once more


def test_what_was_asked_before_changes_no_feature(demo_package: Package) -> None:
    question = NicheQuestion()
    fresh, used = (NichePanels(demo_package, question) for _ in range(2))
    used.at(demo.CUTOFF + 3)
    for name, values in fresh.at(demo.CUTOFF).features.items():
        np.testing.assert_array_equal(values, used.at(demo.CUTOFF).features[name], err_msg=name)
