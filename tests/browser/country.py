"""A small country whose names are as awkward as names can be, trained by the real commands.

It has outlines, neighbours, coordinates, names in Russian, an input-output table and patents, so
that every view has something to draw.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.package import write
from training.__main__ import main
from training.growth import task as growth

LONG = "The Autonomous and Exceptionally Long-Named Region of " + "Lower, Middle and Upper " * 11
NAMES = {
    "R1": '<script>alert("R1")</script> & Sons',
    "R2": "$$ Ridge {of} ${braces} `ticks`",
    "R3": LONG[:300].strip(),
    "R4": "Алтайский край",
    "R5": "محافظة العاصمة",
    "R/6": "Brelavia",
    "R 7": "Corvenia",
    "R8": "Dremor",
}
RUSSIAN = {"R/6": "Брелавия", "R 7": "Корвения", "R8": "Дремор"}
CLUSTERS = {
    "C1": "Machinery",
    "C2": "Food & drink",
    "C3": '<img src=x onerror="alert(1)">',
    "C4": "Wood, paper, printing; reproduction of recorded media and everything else that " * 3,
    "C5": "Электроника",
    "C6": "$5 & up",
}
TECHNOLOGIES = {f"T{n:02}": f"Technology {n}" for n in range(1, 13)} | {"T03": "<b>Оптика</b>"}
YEARS = range(1998, 2016)
TITLE = "Test country <of> awkward names (invented regions)"


def tables() -> dict[str, pd.DataFrame]:
    """Every table of the package: growth that differs by cluster, patents with a structure."""
    rng = np.random.default_rng(11)
    codes, clusters, technologies = list(NAMES), list(CLUSTERS), list(TECHNOLOGIES)
    regions = pd.DataFrame(
        {
            "region_code": ["R0", *codes],
            "region_name": ["Testland", *NAMES.values()],
            "region_name_ru": ["Тестландия", *(RUSSIAN.get(code, "") for code in codes)],
            "parent_code": ["", *["R0"] * len(codes)],
        }
    )
    level = rng.lognormal(5, 1, (len(codes), len(clusters)))
    rate = 0.01 + 0.03 * np.arange(len(clusters)) / len(clusters)
    noise = rng.normal(0, 0.02, (len(codes), len(clusters), len(YEARS))).cumsum(axis=2)
    path = level[:, :, None] * np.exp(rate[None, :, None] * np.arange(len(YEARS)) + noise)
    cells = pd.MultiIndex.from_product([codes, clusters, YEARS]).to_frame(index=False)
    cells.columns = pd.Index(["region_code", "cluster_code", "year"])
    walk = rng.normal(0, 0.35, (len(codes), len(technologies), len(YEARS))).cumsum(axis=2)
    patents = rng.poisson(8 * np.exp(rng.normal(0, 1, (len(codes), len(technologies), 1)) + walk))
    counted = pd.MultiIndex.from_product([codes, technologies, YEARS]).to_frame(index=False)
    counted.columns = pd.Index(["region_code", "technology_code", "year"])
    pairs = pd.MultiIndex.from_product([clusters, clusters]).to_frame(index=False)
    pairs.columns = pd.Index(["from_cluster_code", "to_cluster_code"])
    return {
        "regions": regions,
        "clusters": pd.DataFrame(
            {"cluster_code": clusters, "cluster_name": CLUSTERS.values(), "parent_code": ""}
        ),
        "technologies": pd.DataFrame(
            {
                "technology_code": technologies,
                "technology_name": TECHNOLOGIES.values(),
                "parent_code": "",
            }
        ),
        "indicators": pd.DataFrame(
            {
                "indicator": ["value_added", "population"],
                "unit": ["million EUR", "persons"],
                "description": ["gross value added", "people"],
                "price_basis": ["current", "none"],
            }
        ),
        "cluster_indicators": cells.assign(indicator="value_added", value=path.ravel().round(3)),
        "patents": counted.assign(patents=patents.ravel()),
        "cluster_flows": pairs.assign(
            region_code="R0", year=2014, flow=rng.uniform(5, 60, len(pairs)).round(1)
        ),
        "cluster_output": pd.DataFrame(
            {"region_code": "R0", "year": 2014, "cluster_code": clusters, "output": 800.0}
        ),
        "neighbours": pd.DataFrame(
            {"region_code": codes[:-1], "neighbour_code": codes[1:], "weight": 1.0}
        ),
    }


def outlines() -> dict[str, object]:
    """A square for each region, in two rows."""
    squares = []
    for place, code in enumerate(NAMES):
        left, low = 10.0 + 2 * (place % 4), 50.0 + 2 * (place // 4)
        ring = [[left, low], [left, low + 2], [left + 2, low + 2], [left + 2, low], [left, low]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        squares.append(
            {"type": "Feature", "properties": {"region_code": code}, "geometry": geometry}
        )
    return {"type": "FeatureCollection", "features": squares}


def make(folder: Path) -> None:
    """Write the package and a store below a folder; train and promote every model."""
    package = folder / "package"
    write({**tables(), "region_shapes": outlines()}, package, "awkward", TITLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
        patch.setattr(growth, "QUICK_MODELS", ["naive", "drift"])
        for task in (["growth"], ["niches"], ["niches", "--activity", "cluster"]):
            origins = ["--model", "theta"] if task == ["growth"] else []
            _run(patch, "train", *task, *origins, "--package", str(package))
            _run(patch, "promote", *task, "--force")


def _run(patch: pytest.MonkeyPatch, *arguments: str) -> None:
    """A command in this process: a new one spends seconds on imports."""
    patch.setattr(sys, "argv", ["training", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert not stopped.value.code, arguments
