"""One direction: serving -> training -> features; MLflow in one place.

What serving answers from a champion it looks up, and so needs training.registry alone. The choice
is different: weights, shocks and deltas come with the request, so serving also runs the pure
functions that rank, regionalise and simulate; and so it is with series that a request brings, for
which the champion's model runs live. They read nothing and train nothing.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("features", "training", "serving")
FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))

TALKS_TO_MLFLOW = {
    "training/store.py",
    "training/runs.py",
    "training/registry.py",
    "training/promotion.py",
    "training/pyfunc_model.py",
}
SERVING_MAY_IMPORT = {
    "features.schema",
    "features.errors",
    "features.periods",
    "training.registry",
    # which models are baselines
    "training.gate",
    "training.growth.intervals",
    "training.growth.drivers",
    # a request's own series: the champion's model, read from its files, is a pure function of them
    "training.growth.live",
    "training.growth.what_if",
    # one sentence, in the words of reports
    "training.niches.caution",
    # pure functions of the choice
    "features.externalities",
    "features.package",
    "features.regionalization",
    "training.choice.ranking",
    "training.choice.criteria",
    "training.choice.support",
    "training.choice.utilities",
}


def imported(file: Path) -> set[str]:
    """Dotted names that a file imports, wherever in the file; from a import b gives a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def within(name: str, modules: set[str]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_imports_go_one_way(file: Path) -> None:
    relative, names = file.relative_to(ROOT).as_posix(), imported(file)
    package = relative.split("/")[0]
    ours = {name for name in names if within(name, set(PACKAGES))}
    if package == "features":
        assert not {name for name in ours if not within(name, {"features"})}
    elif package == "training":
        assert not {name for name in ours if within(name, {"serving"})}
    else:
        assert not {name for name in ours if not within(name, {"serving", *SERVING_MAY_IMPORT})}
    if relative not in TALKS_TO_MLFLOW:
        assert not {name for name in names if within(name, {"mlflow"})}
    assert not {name for name in names if within(name, {"pickle", "joblib", "cloudpickle", "dill"})}


def test_the_code_that_is_stored_beside_a_model_stands_alone() -> None:
    names = imported(ROOT / "training" / "pyfunc_model.py")
    assert not {name for name in names if within(name, set(PACKAGES))}
