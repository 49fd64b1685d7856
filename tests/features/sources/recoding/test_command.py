"""The command recode, as a user runs it."""

import sys
from pathlib import Path
from typing import Any

import pytest

from features import __main__ as cli
from features import package
from features.package.sheets import Format
from tests.features import small_package as small


def recode(monkeypatch: pytest.MonkeyPatch, folder: Path, table: str, *options: str) -> int:
    (folder.parent / "t.csv").write_text(table)
    given = ["recode", str(folder), "--with", str(folder.parent / "t.csv"), *options]
    monkeypatch.setattr(sys, "argv", ["features", *given])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


def made(folder: Path, suffix: Format = "csv") -> Path:
    tables = small.tables("regions", "clusters", "indicators", "cluster_indicators")
    package.write(tables, folder / "small", "small", "Small", format=suffix)
    return folder / "small"


SCHEMES = ("--from", "old", "--to", "new")


def test_a_new_package_beside_the_old(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = made(tmp_path, "parquet")
    before = package.read(folder).sha256
    target = tmp_path / "new"
    done = recode(
        monkeypatch, folder, "old,new\nC1,C7\nC1,C8\n", *SCHEMES, "--to-folder", str(target)
    )
    assert done == 0
    assert capsys.readouterr().out.splitlines() == [
        f"clusters: old to new, written to {target}",
        "1 code is split, and the values of the parts estimated: C1",
        "split into equal parts: C1",
        "cluster_indicators value_added: 100 % of all values was estimated",
    ]
    assert package.read(folder).sha256 == before
    assert (target / "clusters.parquet").is_file()
    codes = package.read(target).tables["clusters"]["cluster_code"].tolist()
    assert codes == ["C2", "C7", "C8"]


def test_the_package_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = made(tmp_path)
    assert recode(monkeypatch, folder, "old,new\n01,K1\n", *SCHEMES) == 0
    first, kept, *_ = capsys.readouterr().out.splitlines()
    assert first == f"regions: old to new, written to {folder}"
    assert kept.startswith("the former state is kept in vintages/")
    after = package.read(folder)
    assert after.tables["regions"]["region_code"].tolist() == ["NA", "K1", "02"]
    sources: Any = after.metadata["table_sources"]
    assert set(sources) == {"regions", "cluster_indicators"}
    (source,) = sources["cluster_indicators"]
    assert (source["title"], source["file"], len(source["sha256"])) == ("old to new", "t.csv", 64)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), "error: small has none of the old codes: its regions are 01, 02, NA"),
        (("--table", "patents"), "error: small has no table patents of codes: clusters, regions"),
    ],
)
def test_refusals(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    options: tuple[str, ...],
    expected: str,
) -> None:
    folder = made(tmp_path)
    assert recode(monkeypatch, folder, "old,new\nQ,R\n", *SCHEMES, *options) == 2
    assert expected in capsys.readouterr().err


def test_a_code_of_another_scheme_takes_in_no_namesake(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = made(tmp_path)
    before = package.read(folder).sha256
    # C2 is none of the old codes, and stands beside C1 in 2011.
    assert recode(monkeypatch, folder, "old,new\nC1,C2\n", *SCHEMES) == 2
    assert "C2 stands beside C1 in the same years, but is no code of old" in capsys.readouterr().err
    assert package.read(folder).sha256 == before
