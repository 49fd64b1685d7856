"""The commands audit and ledger over a real store with real packages on disk."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from features.errors import InputError
from features.package import Package, read, write
from serving.reports import command
from tests.training import champions
from tests.training.examples import niche_losses
from training.cli import ledger
from training.registry import promotion, versions
from training.trained import Trained

NAME = "technology-niches"


@dataclass(frozen=True)
class World:
    """A store with a champion, the package it was trained on, and one with later years."""

    now: Path
    later: Path
    folder: Path

    def run(self, *arguments: str) -> str:
        app = typer.Typer()
        app.command("ledger")(ledger.ledger_command)
        app.command("audit")(command.audit_command)
        result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        assert result.exit_code == 0
        return result.output

    def champion(self) -> int:
        """Log and promote one more version."""
        package, made = read(self.now), champions.niches()
        trained = Trained("niches", made.model, 2010, 2, made.params, made.tables)
        losses = niche_losses({"lightgbm": 0.4}, {"lightgbm": 0.1})
        version = versions.log(trained, package, made.track, losses)
        promotion.promote(NAME, version, force=True)
        return version


def on_disk(package: Package, folder: Path) -> Path:
    names = ("regions", "indicators", "technologies", "patents")
    tables = {name: package.tables[name] for name in names}
    write(tables, folder, package.name, package.title)
    return folder


@pytest.fixture
def world(store: Path, tmp_path: Path) -> World:
    now = on_disk(champions.package(), tmp_path / "now")
    later = on_disk(champions.package(later=True), tmp_path / "later")
    made = World(now, later, tmp_path)
    assert made.champion() == 1
    return made


def test_audit_writes_json_and_html(world: World) -> None:
    output = world.folder / "new" / "folder"
    said = world.run(
        "audit", "--package", str(world.now), "--region", "R1", "--output", str(output)
    )
    assert "Rivermouth" in said
    found = json.loads((output / "audit.json").read_text(encoding="utf-8"))
    assert found["metadata"]["version"] == 1
    assert found["growth"] is None
    html = (output / "audit.html").read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "Rivermouth" in html


def test_each_package_has_a_folder_of_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(world.folder)
    world.run("audit", "--package", str(world.now), "--region", "R1")
    folder = world.folder / "reports" / "tiny" / "R1"
    assert {file.name for file in folder.iterdir()} == {"audit.json", "audit.html"}


def test_audit_of_another_package_writes_nothing(world: World) -> None:
    output = world.folder / "none"
    arguments = ["--package", str(world.later), "--region", "R1", "--output", str(output)]
    with pytest.raises(InputError, match="was trained on tiny"):
        world.run("audit", *arguments)
    assert not output.exists()


def test_a_folder_that_cannot_be_written_is_said_so(world: World) -> None:
    with pytest.raises(InputError, match="cannot write"):
        world.run(
            *("audit", "--package", str(world.now), "--region", "R1"),
            *("--output", str(world.now / "regions.csv")),
        )
    with pytest.raises(InputError, match="cannot write"):
        world.run("ledger", "--output", str(world.now / "regions.csv"))


def test_the_ledger_judges_every_version_that_was_ever_champion(world: World) -> None:
    world.champion()
    promotion.rollback(NAME)
    output = world.folder / "ledger"
    said = world.run(
        "ledger", "--package", str(world.later), "--json", "-", "--output", str(output)
    )
    rows = pd.DataFrame(json.loads(said.strip().splitlines()[-1])[NAME])
    assert set(rows["version"]) == {1, 2}
    assert (rows["known"] == rows["n"]).all()
    calls = pd.read_parquet(output / f"{NAME}.parquet")
    assert len(calls) == 2 * len(champions.niches().tables["calls"]) == rows["n"].sum()
    assert calls["outcome"].notna().all()


def test_the_ledger_leaves_out_what_was_never_champion(world: World) -> None:
    package, made = read(world.now), champions.niches()
    trained = Trained("niches", made.model, 2010, 2, made.params, made.tables)
    losses = niche_losses({"lightgbm": 0.4}, {"lightgbm": 0.1})
    assert versions.log(trained, package, made.track, losses) == 2
    assert ledger.promoted(NAME) == [1]


def test_without_later_years_the_ledger_says_that_nothing_is_judged(world: World) -> None:
    assert "not judged" not in world.run("ledger")
    said = world.run("ledger", "--package", str(world.now))
    assert "technology-niches version 1 is not judged" in said
    assert "up to 2012" in said


def test_the_ledger_of_a_package_has_its_own_champions_alone(world: World) -> None:
    package, made = champions.package(name="other", sha256="b" * 64), champions.niches()
    trained = Trained("niches", made.model, 2010, 2, made.params, made.tables)
    losses = niche_losses({"lightgbm": 0.4}, {"lightgbm": 0.1})
    promotion.promote(NAME, versions.log(trained, package, made.track, losses), force=True)
    said = world.run("ledger", "--package", str(world.later), "--json", "-")
    assert {row["version"] for row in json.loads(said.splitlines()[-1])[NAME]} == {1}
    strange = on_disk(champions.package(name="strange"), world.folder / "strange")
    with pytest.raises(InputError, match="no champion was trained on strange yet"):
        world.run("ledger", "--package", str(strange))


def test_the_choice_in_a_report_on_markets_is_among_technology_niches(world: World) -> None:
    world.champion()
    found = command._technologies(replace(champions.niches(), name="market-niches"))
    assert found is not None
    assert (found.name, found.version) == (NAME, 2)
    assert command._technologies(found) is found


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("activity", ["technology", "cluster"])
def test_how_to_get_a_champion_is_told(tmp_path: Path, activity: str) -> None:
    folder = on_disk(champions.package(), tmp_path / "now")
    arguments = ["audit", "--package", str(folder), "--region", "R1", "--activity", activity]
    app = typer.Typer()
    app.command("ledger")(ledger.ledger_command)
    app.command("audit")(command.audit_command)
    with pytest.raises(InputError, match=r"train niches .*--activity cluster"):
        CliRunner().invoke(app, arguments, catch_exceptions=False)


@pytest.mark.usefixtures("store")
def test_an_empty_ledger_is_said_so() -> None:
    app = typer.Typer()
    app.command("ledger")(ledger.ledger_command)
    app.command("audit")(command.audit_command)
    with pytest.raises(InputError, match="the ledger is empty"):
        CliRunner().invoke(app, ["ledger"], catch_exceptions=False)
