"""The command ledger over a real store with real packages on disk."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from features.errors import InputError
from features.package import read
from tests.training import champions
from tests.training.champions import on_disk, register
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
        app.command("audit")(ledger.audit_command)
        result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        assert result.exit_code == 0
        return result.output

    def champion(self) -> int:
        """Log and promote one more version."""
        return register(self.now)


@pytest.fixture
def world(store: Path, tmp_path: Path) -> World:
    now = on_disk(champions.package(), tmp_path / "now")
    later = on_disk(champions.package(later=True), tmp_path / "later")
    made = World(now, later, tmp_path)
    assert made.champion() == 1
    return made


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
    assert "cannot be judged" not in world.run("ledger")
    said = world.run("ledger", "--package", str(world.now))
    assert "technology-niches version 1 cannot be judged" in said
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


@pytest.mark.usefixtures("store")
def test_an_empty_ledger_is_said_so() -> None:
    app = typer.Typer()
    app.command("ledger")(ledger.ledger_command)
    app.command("audit")(ledger.audit_command)
    with pytest.raises(InputError, match="the ledger is empty"):
        CliRunner().invoke(app, ["ledger"], catch_exceptions=False)


def test_a_folder_that_cannot_be_written_is_said_so(world: World) -> None:
    with pytest.raises(InputError, match="cannot write"):
        world.run("ledger", "--output", str(world.now / "regions.csv"))


def test_audit_says_where_it_went() -> None:
    app = typer.Typer()
    app.command("ledger")(ledger.ledger_command)
    app.command("audit")(ledger.audit_command)
    with pytest.raises(InputError, match="smartspec audit --region CODE"):
        CliRunner().invoke(app, ["audit"], catch_exceptions=False)
