"""What the command names does with a package."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from features import __main__ as cli
from features import package
from tests.features import small_package as small

CPC = (
    "code,title,parent_code,title_ru\n"
    "A,HUMAN NECESSITIES,,Нужды\n"
    "A01,AGRICULTURE; FORESTRY,A,\n"
    "B,OPERATIONS,,\n"
    "B01,MIXING,B,\n"
    "B62,VEHICLES,B,\n"
    "B62B,HAND-PROPELLED VEHICLES,B62,\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = small.tables()
    tables["technologies"] = pd.DataFrame(
        [("A", "Section A", ""), ("A01", "Farming", ""), ("B62B", "CPC subclass B62B", "")],
        columns=["technology_code", "technology_name", "parent_code"],
    )
    tables["patents"] = tables["patents"].replace("B01", "B62B")
    package.write(tables, tmp_path / "p", "small", "Small", {"licenses": [{"name": "mine"}]})
    (tmp_path / "cpc.csv").write_text(CPC)
    return tmp_path / "p"


def names(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *options: str, file: str = "cpc.csv"
) -> int:
    given = ["names", str(folder), "--from", str(folder.parent / file), *options]
    monkeypatch.setattr(sys, "argv", ["features", *given])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


def rows(folder: Path, table: str = "technologies") -> list[tuple[str, ...]]:
    return [tuple(row) for row in package.read(folder).tables[table].itertuples(index=False)]


def test_only_what_says_nothing_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    before = package.read(folder)
    assert names(monkeypatch, folder) == 0
    assert rows(folder) == [
        ("A", "Human necessities", "", "Нужды"),
        ("A01", "Farming", "A", ""),
        ("B62B", "Hand-propelled vehicles", "", ""),
    ]
    assert capsys.readouterr().out.splitlines() == [
        "technologies: 2 of 3 codes took their title; 1 keep the name that they have",
        "names in ru: 1",
        "parents: 1 codes took the one of the titles",
    ]
    after = package.read(folder)
    assert after.metadata == before.metadata
    for name in set(before.tables) - {"technologies"}:
        pd.testing.assert_frame_equal(after.tables[name], before.tables[name])


def test_missing_parents_are_added_with_their_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert names(monkeypatch, folder, "--parents", "--replace") == 0
    assert rows(folder) == [
        ("A", "Human necessities", "", "Нужды"),
        ("A01", "Agriculture; forestry", "A", ""),
        ("B62B", "Hand-propelled vehicles", "B62", ""),
        ("B62", "Vehicles", "B", ""),
        ("B", "Operations", "", ""),
    ]
    assert "rows added for parents: 2" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    sha256 = package.read(folder).sha256
    assert names(monkeypatch, folder, "--dry-run") == 0
    assert capsys.readouterr().out.endswith("nothing was written (--dry-run)\n")
    assert package.read(folder).sha256 == sha256


def test_titles_in_a_language_stand_beside_the_names(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    assert names(monkeypatch, folder, "--language", "en") == 0
    found = package.read(folder).tables["technologies"]
    assert found["technology_name"].tolist() == ["Section A", "Farming", "CPC subclass B62B"]
    assert found["technology_name_en"].tolist()[1] == "Agriculture; forestry"


def test_divisions_are_found_by_section_and_number(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    (folder.parent / "nace.csv").write_text(
        "code,title,parent_code\nC,MANUFACTURING,\n1,Ores,C\n2,Fish,C\n1.1,Iron ores,1\n"
    )
    assert names(monkeypatch, folder, "--table", "clusters", "--replace", file="nace.csv") == 0
    assert rows(folder, "clusters") == [("C1", "Ores", ""), ("C2", "Fish", "")]
    assert names(monkeypatch, folder, "--table", "clusters", "--parents", file="nace.csv") == 0
    assert rows(folder, "clusters")[1:] == [("C2", "Fish", "C"), ("C", "Manufacturing", "")]


def test_a_postal_code_finds_its_state_and_keeps_its_parent(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    (folder.parent / "states.csv").write_text(
        "code,postal,title,parent_code\n00,NA,NAMIBIA,\nD1,,Coast,00\n91,01,KHOMAS REGION,D1\n"
    )
    assert names(monkeypatch, folder, "--replace", "--parents", file="states.csv") == 0
    assert rows(folder, "regions") == [
        ("NA", "Namibia", ""),
        ("01", "Khomas Region", "NA"),
        ("02", "Erongo", "NA"),
    ]


@pytest.mark.parametrize(
    ("options", "titles", "expected"),
    [
        ((), "code,title\nX9,None\n", "error: no code of small has a title in the file: "),
        ((), "code,title\nC1,x\nC2,y\nA,z\nA01,w\nB62B,v\n", "clusters and technologies alike"),
        ((), "code,title\n01,x\nX,y\n", "only 33% of the codes of regions have a title"),
        (("--table", "patents"), CPC, "error: small has no table patents of codes: clusters, "),
        (("--language", "rus_"), CPC, "error: --language takes two or three small letters, as ru"),
    ],
)
def test_refusals(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    options: tuple[str, ...],
    titles: str,
    expected: str,
) -> None:
    (folder.parent / "cpc.csv").write_text(titles)
    assert names(monkeypatch, folder, *options) == 2
    assert expected in capsys.readouterr().err
