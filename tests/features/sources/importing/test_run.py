"""The whole way from files to a package: written once, revised, never half."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features import package
from features.errors import InputError
from features.package.sheets import Format
from features.sources.importing import refusals, run
from features.sources.importing.report import Report, lines
from features.sources.importing.run import Target
from features.sources.reading import Choices, silent
from tests.features import small_package as small
from tests.features.package.test_labels import labelled
from tests.features.package.test_shapes import collection, feature

CHOICES = Choices()


def imported(to: Path | None, *paths: Path, dry_run: bool = False) -> Report:
    return run(list(paths), Target(to), CHOICES, silent, dry_run)


def text(report: Report) -> str:
    return "\n".join(lines(report))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_an_exported_package_comes_back_the_same(tmp_path: Path, suffix: Format) -> None:
    exported = small.make(tmp_path / "exported", suffix)
    report = imported(tmp_path / "again", exported)
    assert report.state == "new"
    before, after = package.read(exported), package.read(tmp_path / "again")
    assert (after.name, after.title) == (before.name, before.title)
    for name, rows in before.tables.items():
        key = list(rows.columns)
        pd.testing.assert_frame_equal(
            after.tables[name].sort_values(key).reset_index(drop=True),
            rows.sort_values(key).reset_index(drop=True),
        )


def test_names_places_outlines_and_estimates_come_back(tmp_path: Path) -> None:
    content: dict[str, Any] = {**labelled(), "region_shapes": collection(feature("01"))}
    package.write(content, tmp_path / "exported", "small", "Small")
    imported(tmp_path / "again", tmp_path / "exported")
    before, after = (package.read(tmp_path / name) for name in ("exported", "again"))
    assert after.shapes == before.shapes
    for name, rows in before.tables.items():
        key = list(rows.columns)
        pd.testing.assert_frame_equal(
            after.tables[name].sort_values(key).reset_index(drop=True),
            rows.sort_values(key).reset_index(drop=True),
        )


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(",", "utf-16"), (";", "utf-8-sig"), ("\t", "utf-8"), ("|", "utf-8")],
)
def test_order_separator_and_encoding_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, separator: str, encoding: str
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    for name, rows in small.tables().items():
        shuffled = rows.sample(frac=1, random_state=ord(separator))
        decimal = "," if separator == ";" else "."
        content = shuffled.to_csv(index=False, sep=separator, decimal=decimal)
        (folder / f"{name}.txt").write_bytes(content.encode(encoding))
    plain = tmp_path_factory.mktemp("plain")
    imported(plain / "p", small.make(plain / "small"))
    imported(folder / "p", *folder.glob("*.txt"))
    for name in small.ROWS:
        file = f"{name}.csv"
        assert (folder / "p" / file).read_bytes() == (plain / "p" / file).read_bytes()


def test_a_newer_file_keeps_the_state_before(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    imported(folder, small.make(tmp_path / "small"))
    before = package.read(folder)
    newer = tmp_path / "newer.csv"
    newer.write_text(
        "region_code,cluster_code,year,indicator,value\n01,C1,2011,value_added,-1.0\n"
        "01,C1,2012,value_added,3.0\n"
    )
    report = imported(folder, newer)
    assert "value_added: 1 new, 1 of 1 revised (2011, median change 50.0 %, nearly all up)" in text(
        report
    )
    kept = package.read(folder / report.kept_state)
    assert kept.sha256 == before.sha256
    assert report.kept_state.endswith(before.sha256[:12])
    values = package.read(folder).tables["cluster_indicators"]
    assert values["value"].tolist() == [1.5, -1.0, 3.0, 0.0]
    again = imported(folder, newer)
    assert again.state == "unchanged"
    assert len(list((folder / "vintages").iterdir())) == 1


def test_every_former_state_stays(tmp_path: Path) -> None:
    folder, newer = tmp_path / "p", tmp_path / "newer.csv"
    imported(folder, small.make(tmp_path / "small"))
    for value in (7, 8):
        newer.write_text(
            f"region_code,cluster_code,year,indicator,value\n01,C1,2012,value_added,{value}\n"
        )
        imported(folder, newer)
    states = [package.read(it).sha256 for it in (folder / "vintages").iterdir()]
    assert len(set(states)) == 2


TABLE = "Численность занятых, тыс. человек;\nРегион;2019\nг.Москва;5\n{};6\n"


def test_every_table_of_an_archive_has_a_proposal_where_the_user_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile("both.zip", "w") as archive:
        archive.writestr("sure.csv", TABLE.format("Тверская область"))
        archive.writestr("asks.csv", TABLE.format("Город N"))
        archive.writestr("twice.csv", TABLE.format("Москва"))
        archive.writestr("readme.txt", "About these files.\n")
    report = imported(None, Path("both.zip"), dry_run=True)
    first, second, third = report.proposals
    assert first.startswith("sure.csv: is read by the mapping sure.toml")
    assert second.startswith("asks.csv: wrote the mapping asks.toml: answer what it asks")
    assert "correct it or the table (two values for" in third
    assert 'files = ["asks.csv"]' in (tmp_path / "asks.toml").read_text(encoding="utf-8")
    assert report.ignored == ("readme.txt",)


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    source = small.make(tmp_path / "small")
    report = imported(tmp_path / "p", source, dry_run=True)
    assert "would write regions (3 rows)" in text(report)
    assert [it.name for it in tmp_path.iterdir()] == ["small"]


def test_sources_stand_beside_their_table(tmp_path: Path) -> None:
    source = small.make(tmp_path / "small")
    imported(tmp_path / "p", *source.glob("*.csv"))
    sources = package.read(tmp_path / "p").metadata["table_sources"]
    assert isinstance(sources, dict)
    (entry,) = sources["patents"]
    assert entry["title"] == entry["file"] == "patents.csv"
    assert len(entry["sha256"]) == 64
    assert entry["imported"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"notes.txt": "hello\n"}, r"notes\.txt has no official layout .* no rows of numbers"),
        ({"regions.csv": "region_code,region_name,parent_code\nA,a,\n"}, "allow no question yet"),
        (
            {"values.csv": "region_code,cluster_code,year,indicator,value\nA,B,2020,x,many\n"},
            "values.csv, column value, row 2",
        ),
    ],
)
def test_files_that_give_no_package_leave_nothing(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    for name, content in files.items():
        (inputs / name).write_text(content)
    with pytest.raises(InputError, match=message):
        imported(tmp_path / "p", *inputs.iterdir())
    assert [it.name for it in tmp_path.iterdir()] == ["inputs"]


def test_the_command_ends_with_code_2_and_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello\n")
    command = [sys.executable, "-m", "features", "import", str(file), "--to", str(tmp_path / "p")]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"COLUMNS": "80"}
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "docs/import.md" in done.stderr


def test_a_descriptor_of_sources_is_json(tmp_path: Path) -> None:
    imported(tmp_path / "p", small.make(tmp_path / "small"))
    assert json.loads((tmp_path / "p" / "datapackage.json").read_text("utf-8"))["name"] == "small"


def test_files_of_which_nothing_is_kept_say_why(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("nace_r2,unit,geo\\TIME_PERIOD\t2019\nA,PC,AT\t5\n")
    with pytest.raises(InputError, match=r"a package can keep: indicator .* a rate"):
        imported(tmp_path / "p", path)


def test_tables_beyond_the_limit_are_refused_before_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = small.make(tmp_path / "small")
    monkeypatch.setattr(refusals, "MAX_ROWS", 2)
    with pytest.raises(InputError, match=r"3 rows, more than 2: keep fewer years \(--since YEAR\)"):
        imported(tmp_path / "p", source)
    assert not (tmp_path / "p").exists()


def test_a_table_that_asks_says_what_it_asks(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("Place;2019;2020;2021\nSomewhere;1;2;3\nElsewhere;4;5;6\n")
    with pytest.raises(InputError, match=r"needs a mapping that answers .*--dry-run writes one"):
        imported(tmp_path / "p", table)


def test_a_file_that_was_replaced_brings_old_figures_back_with_a_word(tmp_path: Path) -> None:
    folder, first, second = tmp_path / "p", tmp_path / "a.csv", tmp_path / "b.csv"
    imported(folder, small.make(tmp_path / "small"))
    row = "region_code,cluster_code,year,indicator,value\n01,C1,2012,value_added,"
    first.write_text(f"{row}7\n")
    imported(folder, first)
    first.write_text(f"{row}8\n")
    assert not imported(folder, first).notes
    second.write_text(f"{row}7\n")
    (note,) = imported(folder, second).notes
    assert note.startswith("b.csv was imported before and replaced since")


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    said: list[str] = []
    paths = [*sorted(folder.glob("*.csv")), tmp_path / "copy.csv"]
    paths[-1].write_bytes((folder / "patents.csv").read_bytes())
    report = run(paths, Target(tmp_path / "p"), CHOICES, said.append)
    assert "copy.csv is given twice: it is read once" in said
    assert not any(part.left_out for _, part in report.parts)


def test_values_without_a_unit_are_refused_with_the_next_step(tmp_path: Path) -> None:
    values = tmp_path / "values.csv"
    values.write_text("region_code,cluster_code,year,indicator,value\nA,B,2020,x,1\n")
    with pytest.raises(InputError, match=r"values\.csv does not say the unit of x: import it"):
        imported(tmp_path / "p", values)
