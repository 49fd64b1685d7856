"""What the command names does with a package."""

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features import __main__ as cli
from features import package
from features.errors import InputError
from features.sources.naming.naming import Matches, best_table, name_codes
from features.sources.naming.titles import Title, read_titles
from features.sources.opening import unpacked
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
    codes = ("regions", "clusters", "indicators")
    tables = small.tables(*codes, "cluster_indicators", "patents")
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
    *said, kept = capsys.readouterr().out.splitlines()
    assert kept.startswith("the former state is kept in vintages/")
    assert package.read(folder / kept.rpartition(" ")[2]).sha256 == before.sha256
    assert said == [
        "technologies: 2 of 3 codes took their title; 1 keep the name that they have",
        "names in ru: 1",
        "parents: 1 code took the one of the titles",
    ]
    after = package.read(folder)
    metadata: dict[str, Any] = dict(after.metadata)
    (source,) = metadata.pop("table_sources")["technologies"]
    assert (source["title"], source["file"]) == ("Titles of technologies", "cpc.csv")
    assert metadata == before.metadata
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


def test_the_same_titles_again_write_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert names(monkeypatch, folder) == 0
    digest = package.read(folder).sha256
    capsys.readouterr()
    assert names(monkeypatch, folder) == 0
    assert "nothing changes: nothing was written" in capsys.readouterr().out
    assert package.read(folder).sha256 == digest
    assert len(list((folder / "vintages").iterdir())) == 1


def named(folder: Path, table: str, titles: str, **options: Any) -> list[tuple[str, ...]]:
    """Rows of a table after the titles of a file."""
    (folder.parent / "t.csv").write_text(titles)
    found = read_titles(unpacked([folder.parent / "t.csv"], folder.parent))
    done = name_codes(package.read(folder), table, found, **options)
    return [tuple(row) for row in done.rows.itertuples(index=False)]


def test_titles_in_a_language_stand_beside_the_names(folder: Path) -> None:
    rows_ = named(folder, "technologies", CPC, language="en")
    assert rows_[1] == ("A01", "Farming", "A", "Agriculture; forestry", "")


def test_divisions_are_found_by_section_and_number(folder: Path) -> None:
    nace = "code,title,parent_code\nC,MANUFACTURING,\n1,Ores,C\n2,Fish,C\n1.1,Iron ores,1\n"
    assert named(folder, "clusters", nace, replace=True, add_parents=True) == [
        *(("C1", "Ores", "C"), ("C2", "Fish", "C"), ("C", "Manufacturing", "")),
    ]


def test_a_postal_code_finds_its_state_and_keeps_its_parent(folder: Path) -> None:
    states = "code,postal,title,parent_code\n00,NA,NAMIBIA,\nD1,,Coast,00\n91,01,KHOMAS REGION,D1\n"
    assert named(folder, "regions", states, replace=True, add_parents=True) == [
        ("NA", "Namibia", ""),
        ("01", "Khomas Region", "NA"),
        ("02", "Erongo", "NA"),
    ]


def test_parents_that_would_close_a_circle_are_not_taken(folder: Path) -> None:
    titles = "code,title,parent_code\nNA,Nation,01\n01,Khomas,\n"
    assert [row[2] for row in named(folder, "regions", titles)] == ["", "NA", "NA"]


def test_titles_of_other_codes_are_refused(folder: Path) -> None:
    given = package.read(folder)
    for codes, expected in (
        (["X9"], "no code of small has a title in the file: regions have 01, 02, NA"),
        (["01", "X"], "only 33% of the codes of regions have a title in the file: if it is theirs"),
        (["C1", "C2", "A", "A01", "B62B"], "the titles fit clusters and technologies alike"),
    ):
        with pytest.raises(InputError, match=expected):
            best_table(given, Matches([Title(code, "x") for code in codes]))
    with pytest.raises(InputError, match="small has no table patents of codes: clusters, regions"):
        name_codes(given, "patents", [])
    with pytest.raises(InputError, match="--language takes two or three small letters, as ru"):
        name_codes(given, "regions", [], language="rus_")
