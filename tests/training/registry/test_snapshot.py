"""The data that a champion keeps: as it stood at the cutoff, input-output tables whole."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from features.package import Package
from tests.training.examples import growth_example
from training.registry import snapshot


def test_later_rows_are_left_out_but_for_input_output_tables(demo_package: Package) -> None:
    cutoff = 2010
    kept = snapshot.known_data(demo_package, cutoff)
    assert kept.tables.keys() == demo_package.tables.keys()
    for name, rows in kept.tables.items():
        if name in snapshot.WHOLE:
            pd.testing.assert_frame_equal(rows, demo_package.tables[name])
        elif "year" in rows:
            assert rows["year"].max() <= cutoff, name
    assert demo_package.tables["cluster_flows"]["year"].max() > cutoff


def test_it_comes_back_as_it_was_written(tmp_path: Path, demo_package: Package) -> None:
    example = growth_example()
    snapshot.write(tmp_path / "s", example.trained, demo_package, example.rows, example.losses)
    champion = snapshot.read(tmp_path / "s", "cluster-growth", 1, pd.Timestamp(0).to_pydatetime())
    assert champion.coverage.empty, "as of a training that kept none"
    expected = snapshot.known_data(demo_package, example.trained.cutoff)
    assert champion.data.name == demo_package.name
    assert champion.data.tables.keys() == expected.tables.keys()
    for name, rows in expected.tables.items():
        pd.testing.assert_frame_equal(champion.data.tables[name], rows.reset_index(drop=True))


def test_the_sources_of_tables_come_back(tmp_path: Path, demo_package: Package) -> None:
    example = growth_example()
    sources = {"table_sources": {"cluster_indicators": [{"title": "S", "vintage": "2025"}]}}
    stated = replace(demo_package, metadata={**sources, "description": "not kept"})
    snapshot.write(tmp_path / "s", example.trained, stated, example.rows, example.losses)
    champion = snapshot.read(tmp_path / "s", "cluster-growth", 1, pd.Timestamp(0).to_pydatetime())
    assert champion.data.metadata == sources


def test_coverage_comes_back(tmp_path: Path, demo_package: Package) -> None:
    made = growth_example()
    coverage = pd.DataFrame({"model": ["hybrid"], "origin": [2003], "coverage_80": [0.8]})
    snapshot.write(tmp_path / "s", made.trained, demo_package, made.rows, made.losses, coverage)
    champion = snapshot.read(tmp_path / "s", "cluster-growth", 1, pd.Timestamp(0).to_pydatetime())
    pd.testing.assert_frame_equal(champion.coverage, coverage)
