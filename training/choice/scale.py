"""The ends between which criteria are scaled: fixed for a package, the same in all its regions."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from features.errors import InputError
from features.package import Package
from training.choice.context import SCALE_TABLE, ChoiceContext, all_options, choice_context
from training.choice.criteria import CLUSTER, NICHE
from training.choice.options import Options, with_risk
from training.choice.utilities import Criteria, Scale
from training.registry import snapshot
from training.trained import Trained

LOWEST, HIGHEST = 0.05, 0.95
"""Quantiles of a criterion at the ends of its scale."""


def ends(parts: Sequence[Criteria]) -> dict[str, tuple[float, float]]:
    """Low and high end of each criterion with data, over the options of one kind of all regions.

    The 5th and 95th percentile of expected values, so that an extreme option does not make all
    others alike; where they coincide, as of priorities of which most are 0, the smallest and the
    largest value.
    """
    found: dict[str, tuple[float, float]] = {}
    if not parts:
        return found
    columns = np.concatenate([part.matrix for part in parts]).T
    for name, column in zip(parts[0].names, columns, strict=True):
        values = column[~np.isnan(column)]
        if len(values):
            low, high = np.quantile(values, [LOWEST, HIGHEST])
            if not low < high:
                low, high = values.min(), values.max()
            found[name] = (float(low), float(high))
    return found


def scales(prepared: ChoiceContext, options: Collection[Options]) -> dict[str, Scale]:
    """Scale of each kind of option.

    That of clusters is the one stored at training; a champion without it gets the same from the
    options of all regions, and risks of the default draws. That of niches is over all
    possible entries of all regions.
    """
    niches = [one.niches.criteria for one in options if one.niches is not None]
    return {
        CLUSTER: cluster_scale(options) if prepared.scale is None else _stored(prepared.scale),
        NICHE: ends(niches),
    }


def cluster_scale(options: Collection[Options]) -> Scale:
    """Scale of clusters from the options of all regions."""
    return ends([with_risk(one.clusters, one.clusters.futures()) for one in options])


def _stored(table: pd.DataFrame) -> Scale:
    rows = table[table["kind"] == CLUSTER]
    pairs = zip(rows["low"].tolist(), rows["high"].tolist(), strict=True)
    return dict(zip(rows["criterion"].tolist(), pairs, strict=True))


def with_scale(trained: Trained, package: Package) -> Trained:
    """A trained growth model with its table of ends; unchanged if the data allows no choice."""
    try:
        prepared = choice_context(snapshot.unregistered(trained, package))
        found = all_options(prepared)
    except InputError:
        return trained
    of_regions = [one for one in found.values() if isinstance(one, Options)]
    rows = [(CLUSTER, name, low, high) for name, (low, high) in cluster_scale(of_regions).items()]
    table = pd.DataFrame(rows, columns=["kind", "criterion", "low", "high"])
    return replace(trained, tables={**trained.tables, SCALE_TABLE: table})
