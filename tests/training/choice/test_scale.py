"""The fixed ends of the scale: by hand, stored at training, and the same when computed at load."""

from dataclasses import replace

import numpy as np

from features.package import Package
from tests.training.support_example import CUTOFF, champion
from training.choice.context import SCALE_TABLE, all_options, choice_context
from training.choice.options import Options
from training.choice.scale import ends, scales, with_scale
from training.choice.utilities import Criteria
from training.trained import Trained


def test_the_ends_are_quantiles_over_all_regions() -> None:
    values = np.arange(101.0)
    parts = [
        Criteria(["a", "b"], np.column_stack([half, half * np.nan]))
        for half in (values[:40], values[40:])
    ]
    assert ends(parts) == {"a": (5.0, 95.0)}
    assert ends([]) == {}


def test_one_extreme_option_does_not_move_the_ends() -> None:
    values = np.arange(101.0)[:, None]
    wild = values.copy()
    wild[100] = 1e9
    assert ends([Criteria(["a"], values)]) == ends([Criteria(["a"], wild)])


def test_a_criterion_that_few_options_have_still_tells_them_apart() -> None:
    rare = np.zeros((100, 1))
    rare[7] = 1.0
    assert ends([Criteria(["alignment"], rare)]) == {"alignment": (0.0, 1.0)}
    assert ends([Criteria(["alignment"], rare * 0)]) == {"alignment": (0.0, 0.0)}


def trained(package: Package) -> Trained:
    growth = champion(package, "growth")
    return Trained("growth", "theta", CUTOFF, 2, growth.params, growth.tables)


def test_the_stored_scale_is_that_which_is_computed_at_load(demo_package: Package) -> None:
    niches = champion(demo_package, "niches")
    stored = with_scale(trained(demo_package), demo_package).tables[SCALE_TABLE]
    assert list(stored.columns) == ["kind", "criterion", "low", "high"]
    assert set(stored["kind"]) == {"cluster"}
    growth = champion(demo_package, "growth")
    without = choice_context(growth, niches)
    told = choice_context(replace(growth, tables={**growth.tables, SCALE_TABLE: stored}), niches)
    options = [one for one in all_options(without).values() if isinstance(one, Options)]
    computed, read = scales(without, options), scales(told, options)
    assert read == computed
    assert {"growth", "risk", "multiplier"} <= set(read["cluster"])
    assert "growth" not in read["niche"]
    # The stored ends serve, not those of the options that happen to be asked about.
    assert scales(told, options[:1])["cluster"] == read["cluster"]
    assert scales(without, options[:1])["cluster"] != read["cluster"]


def test_without_data_for_a_choice_the_model_is_trained_all_the_same(demo_package: Package) -> None:
    model = trained(demo_package)
    bare = {**demo_package.tables}
    bare["cluster_indicators"] = bare["cluster_indicators"].query("indicator == 'none'")
    found = with_scale(model, replace(demo_package, tables=bare))
    assert found.tables.keys() == model.tables.keys()
