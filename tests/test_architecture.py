"""One direction: serving -> training -> features, and inside each one order of subjects.

MLflow is spoken to in training/registry alone, and nothing is ever unpickled.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("features", "training", "serving")
FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))

# Each room may import those before it, and itself; a name with a slash is a room inside a subject.
ROOMS = {
    "features": """
        lookalikes errors arrays code_changes formats files terminal package quality
        sources/opening sources/reading sources/classifications sources sources/formats
        sources/importing sources/naming sources/recoding sources/outlines sources/command
        vintages indicators niches indicators/table indicators/command growth links demo __main__
    """,
    "training": """
        trained champion columns work processes audit resampling growth/order backtest provenance
        yearly
        growth/question growth/panels
        growth/metrics growth/statistical growth/intervals growth/global_model growth/fitted
        growth/discontinued growth/late growth/revised growth/explain growth/models growth/coherence
        growth/evaluation growth/live growth/task
        niches registry community/tables community/reading community/matching community/events
        community/texts community/wording community/links community/database community choice
        record figures cli refresh cli/refresh __main__
    """,
    "serving": """
        languages later contracts messages tables sent
        http/who http/head http/problems http/codes http/json_text http/deprecated http/query
        http/host http/framing
        record_words tabular http/caching track_record
        space growth niches links choice everywhere country
        catalogue record chain data served activities comparison endpoints members champions
        reports http/openapi page/addresses community/addresses http/patterns
        community page http/routes http/transport access
        service terminal __main__
    """,
}
MAX_FILES = 14
"""Python files in a folder: more of them are several subjects."""
PICKLES = {"pickle", "joblib", "cloudpickle", "dill"}


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


def room(name: str) -> tuple[int, int]:
    """Place of a module: that of its package, and that of its room in the package's order."""
    package, _, inside = name.partition(".")
    rooms = ROOMS[package].split()
    parts = inside.split(".")
    for depth in (2, 1):
        found = "/".join(parts[:depth])
        if found in rooms:
            return PACKAGES.index(package), rooms.index(found)
    raise AssertionError(f"{name} has no place in ROOMS")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_imports_go_one_way(file: Path) -> None:
    relative, names = file.relative_to(ROOT).with_suffix(""), imported(file)
    ours = {name for name in names if name.split(".")[0] in PACKAGES}
    if relative.name != "__init__":
        here = room(".".join(relative.parts))
        upward = {name for name in ours if "." in name and room(name) > here}
        assert not upward
    if relative.parts[:2] != ("training", "registry"):
        assert not {name for name in names if name.split(".")[0] == "mlflow"}
    assert not {name for name in names if name.split(".")[0] in PICKLES}


def test_the_code_that_is_stored_beside_a_model_stands_alone() -> None:
    names = imported(ROOT / "training" / "registry" / "pyfunc_model.py")
    assert not {name for name in names if name.split(".")[0] in PACKAGES}


@pytest.mark.parametrize(
    "folder",
    sorted({file.parent for file in FILES}),
    ids=lambda folder: folder.relative_to(ROOT).as_posix(),
)
def test_a_folder_can_be_seen_at_a_glance(folder: Path) -> None:
    files = [file.name for file in FILES if file.parent == folder]
    assert len(files) <= MAX_FILES, f"split by subject: {', '.join(files)}"
