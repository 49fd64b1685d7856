"""What an answer says about its model: name, training data and track record."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from serving.contracts import DataSource, Metadata, Task, Track
from serving.record_words import basis_by_unit, in_words, record_in_words
from serving.tables import number
from training.champion import Champion
from training.growth import order
from training.provenance import is_demo, licences, table_sources
from training.registry.gate import BASELINES

# The figures of a backtest that make the track record in every answer.
TRACK_FIGURES = {
    "growth": (
        *("owa", "smape", "mase", "coverage_80", "coverage_95"),
        *(name for figure in order.FIGURES for name in (figure, *order.end_columns(figure))),
    ),
    "niches": ("ap", "ece", "brier", "base_rate"),
}


FLOWS = ("cluster_flows", "cluster_output")
"""Tables of multipliers."""


def metadata(champion: Champion, further: tuple[str, ...] = ()) -> Metadata:
    """Which model it is, which data it was trained on, and its track record.

    Parameters
    ----------
    champion : Champion
    further : tuple of str
        Tables that answers use beside those that the model was trained on.
    """
    facts = Metadata(
        task=champion.task,
        name=champion.name,
        model=champion.model,
        version=champion.version,
        cutoff=champion.cutoff,
        horizon=champion.horizon,
        periods_per_year=int(champion.params.get("periods_per_year", 1)),
        **(_growth(champion) if champion.task == "growth" else _specialisation(champion)),
        forced=champion.forced,
        package=champion.package,
        title=champion.title,
        sha256=champion.sha256,
        demo=is_demo(champion.data),
        sources=[
            DataSource(**source)
            for source in table_sources(champion.data, (*_learned_from(champion), *further))
        ],
        licenses=licences(champion.data),
        created_at=champion.created_at.isoformat(timespec="seconds"),
        track_record=track_record(champion, champion.model),
    )
    return in_words(facts)


def _learned_from(champion: Champion) -> tuple[str, ...]:
    """Tables that a model was trained on."""
    if champion.task == "growth":
        deflated = bool(champion.params.get("deflator"))
        return ("cluster_indicators", *(("region_indicators",) if deflated else ()))
    is_market = champion.params.get("activity") == "cluster"
    return ("cluster_indicators",) if is_market else ("patents",)


def _growth(champion: Champion) -> dict[str, Any]:
    """The prices that growth is measured in, and how far its last values are still revised."""
    indicators = champion.tables["indicators"]
    units = indicators.loc[indicators["indicator"] == champion.params.get("indicator"), "unit"]
    basis = basis_by_unit(champion.prices.basis, str(next(iter(units), "")))
    spread = champion.params.get("revision_spread")
    return {
        "price_basis": basis,
        "price_year": champion.prices.year,
        "revision_spread": None if spread is None else float(spread),
    }


def _specialisation(champion: Champion) -> dict[str, Any]:
    """Threshold, window and unit of specialisations."""
    return {
        "threshold": float(champion.params.get("threshold", 1.0)),
        "window": champion.params.get("window"),
        "counted": champion.counted,
    }


def track_record(champion: Champion, model: str) -> list[Track]:
    """The pooled figures of a model in the champion's own backtest, one row per call for niches."""
    rows = champion.track[champion.track["model"] == model]
    pooled = rows[rows["origin"] == "pooled"]
    origins = sorted({int(origin) for origin in rows["origin"] if origin != "pooled"})
    found = [
        Track(
            call=row.get("call"),
            origins=origins,
            n=int(row["n"]),
            figures=_figures(champion.task, row, rows),
            **(_best_order(champion, model, row) if champion.task == "growth" else {}),
            **(
                _best_baseline(champion, model)
                if champion.task == "growth"
                else _best_null(champion, model, row["call"])
            ),
        )
        for row in pooled.to_dict(orient="records")
    ]
    return [record_in_words(record) for record in found]


def _figures(
    task: Task, pooled: Mapping[Hashable, Any], rows: pd.DataFrame
) -> dict[str, float | None]:
    """Pooled figures; for intervals also the coverage at the worst origin."""
    # Older trainings lack the figures of the order.
    figures = {name: number(pooled.get(name, np.nan)) for name in TRACK_FIGURES[task]}
    if task == "growth":
        origins = rows[rows["origin"] != "pooled"]
        worst = {f"worst_{name}": name for name in ("coverage_80", "coverage_95")}
        figures |= {key: number(origins[name].min()) for key, name in worst.items()}
    return figures


def _best_order(champion: Champion, model: str, pooled: Mapping[Hashable, Any]) -> dict[str, Any]:
    """The baseline whose own first tenth grew most, where the model claims an order."""
    if not np.isfinite([pooled.get(it, np.nan) for it in ("top_tenth_lift", "growth_slope")]).all():
        return {}
    rivals = _baselines(champion, model).dropna(subset=["top_tenth_lift", "growth_slope"])
    return next(
        (
            {"best_order": str(best["model"]), "best_order_lift": float(best["top_tenth_lift"])}
            for best in rivals.nlargest(1, "top_tenth_lift").to_dict(orient="records")
        ),
        {},
    )


def _best_baseline(champion: Champion, model: str) -> dict[str, Any]:
    """The baseline with the smallest error on the same series."""
    return _named(_baselines(champion, model).nsmallest(1, "owa"), "owa")


def _baselines(champion: Champion, model: str) -> pd.DataFrame:
    """Pooled rows of the baselines of growth on the same series."""
    track, names = champion.track, set(BASELINES["growth"]) - {model}
    return track[(track["origin"] == "pooled") & track["model"].isin(names)]


def _best_null(champion: Champion, model: str, call: str) -> dict[str, Any]:
    """The simple rule that the champion names, else the best rival, on the same cells."""
    track = champion.track
    rivals = track[
        (track["origin"] == "pooled") & (track["call"] == call) & (track["model"] != model)
    ]
    if named := champion.params.get(f"best_null_{call}"):
        rivals = rivals[rivals["model"] == named]
    return _named(rivals.nlargest(1, "ap"), "ap")


def _named(best: pd.DataFrame, figure: str) -> dict[str, Any]:
    """Fields of a Track about the best rival, if there is one."""
    if best.empty:
        return {}
    return {
        "best_null": str(best["model"].iloc[0]),
        f"best_null_{figure}": number(best[figure].iloc[0]),
    }
