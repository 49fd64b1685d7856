"""Tables of versions, whose figures are never cut."""

import pandas as pd
import pytest

from training.cli import tables


def versions() -> pd.DataFrame:
    figures = {"owa": 0.4321, "coverage_80": 0.8125, "coverage_95": 0.9512, "totals_owa": 1234.5678}
    return pd.DataFrame(
        {
            "version": [2, 1, 0],
            "alias": ["challenger", "champion", ""],
            "model": ["hybrid", "a_method_with_a_very_long_name_of_its_own", "naive"],
            "cutoff": "2015",
            "horizon": "5",
            "package": "a-package-with-a-long-name",
            "deflator": "",
            "promoted_at": ["", "2026-01-02T03:04:05+00:00", ""],
            "forced": [False, True, False],
            **figures,
        }
    )


@pytest.mark.parametrize("columns", ["40", "200"])
def test_no_figure_of_a_version_is_cut(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    tables.versions("cluster-growth", versions())
    printed = capsys.readouterr().out
    assert "\u2026" not in printed
    rows = [line.split() for line in printed.splitlines()]
    end = ["2015", "5", "a-package-with-a-long-name", "0.432", "0.812", "0.951", "1,234.568"]
    assert ["2", "challenger", "hybrid", *end] in rows
    assert ["1", "champion", "a_method_with_a_very_long_name_of_its_own", *end] in rows
    assert ["naive", *end] in rows
    assert printed.endswith("version 1 was promoted on 2026-01-02 by force\n")


def test_deflators_are_shown_where_a_version_has_one(capsys: pytest.CaptureFixture[str]) -> None:
    tables.versions("cluster-growth", versions())
    assert "deflator" not in capsys.readouterr().out
    tables.versions("cluster-growth", versions().assign(deflator=["cpi", "", ""]))
    printed = capsys.readouterr().out
    assert "deflator" in printed
    assert "cpi" in printed
