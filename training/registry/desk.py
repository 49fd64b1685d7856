"""What the MLflow UI shows of runs and versions: columns, descriptions, hyper-parameters, links."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

import pandas as pd

from features.formats import percent
from features.package import Package
from training.backtest import HIGHER_IS_BETTER
from training.registry.location import tracking_uri
from training.trained import Task, Trained

BY_YEAR = "years/"
"""Before the name of a figure that is a curve over origins; such names sort after all others."""
PARENT = "mlflow.parentRunId"
NOTE = "mlflow.note.content"
VIEW = "smartspec"
"""Name of the columns that the UI opens a shared link with."""
LOCAL = "http://127.0.0.1:5000"
"""Where ``smartspec ui`` answers."""
MODE = "workflowType=machine_learning"
"""Without it the UI opens in its mode for language models."""

MEANINGS: dict[Task, dict[str, str]] = {
    "growth": {
        "owa": "error beside the naive forecast: 1 is as good, lower is better",
        "rank_skill": "whether what is forecast to grow faster does: 0 is chance, higher is better",
        "coverage_80": "share of outcomes within the 80 % interval",
    },
    "niches": {
        "entry_ap": "average precision of entries, higher is better",
        "entry_brier": "squared error of the chances of entry, lower is better",
        "exit_ap": "average precision of exits, higher is better",
        "breakthrough_ap": "average precision of breakthroughs, higher is better",
    },
}
"""The figures that decide, in the order of the columns."""
PARAMETERS: dict[Task, Sequence[str]] = {
    "growth": ("horizon", "indicator", "cutoff"),
    "niches": ("horizon", "activity", "cutoff"),
}
HYPER = (
    *("objective", "num_iterations", "learning_rate", "num_leaves", "min_data_in_leaf"),
    *("bagging_fraction", "feature_fraction", "lambda_l2", "seed"),
)
"""Parameters of LightGBM that a run states, under the name of the file of the booster."""
WRITTEN = re.compile(r"^\[(\w+): (.+)\]$", re.MULTILINE)


def experiment_tags(task: Task) -> dict[str, str]:
    """Tags with which the UI opens an experiment on its runs, and says what they are."""
    figures = "\n".join(f"- `{name}`: {meaning}" for name, meaning in MEANINGS[task].items())
    return {
        "mlflow.experimentKind": "custom_model_development",
        NOTE: f"Trainings of {task}, each with the rivals of its backtest below it: the same rows, "
        f"the same origins.\n\n{figures}\n- `{BY_YEAR}…`: the same by origin, the last year "
        "that a fold of the backtest knew\n",
        f"mlflow.sharedViewState.{VIEW}": json.dumps(_view(task)),
    }


def _view(task: Task) -> dict[str, object]:
    """The state of the UI's table of runs: newest first, the figures that decide as columns."""
    columns = [
        *(f"metrics.`{name}`" for name in MEANINGS[task]),
        *(f"tags.`{name}`" for name in ("package", "model")),
        *(f"params.`{name}`" for name in PARAMETERS[task]),
        "attributes.`Description`",
    ]
    return {"selectedColumns": columns, "orderByKey": "attributes.start_time", "orderByAsc": False}


def hyper_parameters(files: Mapping[str, bytes]) -> dict[str, str]:
    """Hyper-parameters and seeds of the boosters, as their own files state them.

    Parameters
    ----------
    files : mapping of str to bytes
        Of ``Trained``; only LightGBM text is read.
    """
    found: dict[str, str] = {}
    for name, content in sorted(files.items()):
        if name.endswith(".txt"):
            written = dict(WRITTEN.findall(content.decode()))
            booster = PurePosixPath(name).stem
            found |= {f"{booster}.{key}": written[key] for key in HYPER if key in written}
    return found


def description(trained: Trained, package: Package, rows: pd.DataFrame, model: str) -> str:
    """A run in words, as Markdown: what was trained on what, and its place among its rivals.

    Parameters
    ----------
    rows : DataFrame
        As in ``training.backtest.Backtest``.
    model : str
        The model of the run: the trained one or a rival.
    """
    what = str(trained.params.get("indicator") or trained.params.get("activity", ""))
    role = "was trained to serve" if model == trained.model else "is a rival in the backtest"
    origins = [str(it) for it in rows["origin"].drop_duplicates() if it != "pooled"]
    lines = [
        f"**{model}** {role}: {trained.task} of {what.replace('_', ' ')}, {trained.horizon} years "
        f"ahead, from {package.name} to {trained.cutoff} ({package.title}).",
        *(_revisions(trained) if model == trained.model else ()),
        "",
        f"Backtest with the origins {', '.join(origins)}, on the same rows for all:",
        "",
        "| figure | value | place | best |",
        "|---|---|---|---|",
        *(_place(*figure, model) for figure in _pooled(trained.task, rows)),
    ]
    return "\n".join(lines) + "\n"


def _revisions(trained: Trained) -> Iterator[str]:
    """A sentence on intervals that are wider by revisions, if they are."""
    if "revision_spread" in trained.params:
        spread = percent(float(trained.params["revision_spread"]), 1)
        yield (
            f"Its intervals are wider by revisions: those of the newest figures have a spread of "
            f"{spread}."
        )


def _pooled(task: Task, rows: pd.DataFrame) -> Iterator[tuple[str, str, pd.Series]]:
    """Each deciding figure: its name in MLflow, its column, and its pooled value by model."""
    pooled = rows[rows["origin"] == "pooled"].set_index("model")
    for name in MEANINGS[task]:
        call, _, figure = name.partition("_") if "call" in rows else ("", "", name)
        part = pooled[pooled["call"] == call] if call else pooled
        if figure in part and part[figure].notna().any():
            yield name, figure, part[figure].dropna()


def _place(name: str, figure: str, found: pd.Series, model: str) -> str:
    """A row of the table: the figure of a model, its place and the best model."""
    if model not in found:
        return f"| {name} | unknown | | |"
    if figure.startswith("coverage"):  # neither high nor low is good
        return f"| {name} | {found[model]:.3f} | | |"
    is_loss = figure not in HIGHER_IS_BETTER
    place = int(found.rank(ascending=is_loss, method="min")[model])
    best = str(found.idxmin() if is_loss else found.idxmax())
    value = f"{found[model]:.3f}"
    return f"| {name} | {value} | {place} of {len(found)} | {best} ({found[best]:.3f}) |"


def address() -> str:
    """Where people open the MLflow UI, without a slash at its end."""
    uri = tracking_uri()
    return (
        os.environ.get("SMARTSPEC_MLFLOW_URL") or (uri if uri.startswith("http") else LOCAL)
    ).rstrip("/")


def runs_link(experiment: str) -> str:
    """The link to an experiment's runs with the columns that decide."""
    return f"{address()}/#/experiments/{experiment}/runs?{MODE}&viewStateShareKey={VIEW}"


def comparison_link(experiments: Sequence[str], runs: Sequence[str]) -> str:
    """The link to the UI's comparison of runs."""
    asked = {"runs": list(runs), "experiments": sorted(set(experiments))}
    query = "&".join(f"{key}={quote(json.dumps(value))}" for key, value in asked.items())
    return f"{address()}/#/compare-runs?{query}&{MODE}"


def start_link(port: int) -> str:
    """The link to all experiments of a UI on this machine."""
    return f"http://127.0.0.1:{port}/#/experiments?{MODE}"
