"""The command audit over a real store with real packages on disk."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from features.errors import InputError
from serving.reports import command
from serving.reports.report import Report
from tests.training import champions
from tests.training.champions import on_disk, register


def run(*arguments: str) -> str:
    app = typer.Typer()
    app.command()(command.audit_command)
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


@dataclass(frozen=True)
class World:
    """A package that the champion in the store was trained on, and one with later years."""

    now: Path
    later: Path
    folder: Path


@pytest.fixture
def world(fresh_store: Path, tmp_path: Path) -> World:
    now = on_disk(champions.package(), tmp_path / "now")
    later = on_disk(champions.package(later=True), tmp_path / "later")
    assert fresh_store.exists()
    assert register(now) == 1
    return World(now, later, tmp_path)


def test_audit_writes_json_and_html(world: World) -> None:
    output = world.folder / "new" / "folder"
    said = run("--package", str(world.now), "--region", "R1", "--output", str(output))
    assert "Rivermouth" in said
    text = (output / "audit.json").read_text(encoding="utf-8")
    found = json.loads(text)
    assert list(found) == list(Report.model_fields)
    assert found["audit"]["metadata"]["version"] == 1
    assert found["growth"] is None
    assert Report.model_validate_json(text).audit.audits[0].region_name == "Rivermouth"
    html = (output / "audit.html").read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "Rivermouth" in html


def test_each_package_has_a_folder_of_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(world.folder)
    run("--package", str(world.now), "--region", "R1")
    folder = world.folder / "reports" / "tiny" / "R1"
    assert {file.name for file in folder.iterdir()} == {"audit.json", "audit.html"}


def test_the_champion_holds_all_that_a_report_needs(world: World) -> None:
    with_package, without = world.folder / "with", world.folder / "without"
    run("--package", str(world.now), "--region", "R1", "--output", str(with_package))
    run("--region", "R1", "--output", str(without))
    for name in ("audit.json", "audit.html"):
        assert (with_package / name).read_bytes() == (without / name).read_bytes()


def test_sources_are_those_that_the_champion_was_trained_on(world: World) -> None:
    descriptor = world.now / "datapackage.json"
    told = json.loads(descriptor.read_text(encoding="utf-8"))
    told |= {"sources": [{"title": "An office"}], "licenses": [{"name": "CC0-1.0"}]}
    descriptor.write_text(json.dumps(told), encoding="utf-8")
    assert register(world.now) == 2
    run("--region", "R1", "--output", str(world.folder / "out"))
    html = (world.folder / "out" / "audit.html").read_text(encoding="utf-8")
    assert "Sources: An office." in html
    assert "Licences: CC0-1.0." in html


def test_audit_of_another_package_writes_nothing(world: World) -> None:
    output = world.folder / "none"
    arguments = ["--package", str(world.later), "--region", "R1", "--output", str(output)]
    with pytest.raises(InputError, match=r"trained on tiny .* not on this tiny .*on this one$"):
        run(*arguments)
    assert not output.exists()


def test_a_package_without_patents_is_sent_to_market_niches() -> None:
    other = champions.package("other", "b" * 64)
    left = {name: rows for name, rows in other.tables.items() if name != "patents"}
    other, niches = replace(other, tables=left), champions.niches()
    with pytest.raises(InputError) as caught:
        command._of_package(niches, other)
    assert str(caught.value).endswith(
        "since this one has no table patents, train, promote and audit market niches with "
        "--activity cluster"
    )
    market = replace(niches, params={**niches.params, "activity": "cluster"})
    with pytest.raises(InputError, match=r"or train and promote a model on this one$"):
        command._of_package(market, other)


def test_a_folder_that_cannot_be_written_is_said_so(world: World) -> None:
    with pytest.raises(InputError, match="cannot write"):
        run("--region", "R1", "--output", str(world.now / "regions.csv"))


def test_the_choice_in_a_report_on_markets_is_among_technology_niches(world: World) -> None:
    assert register(world.now) == 2
    found = command._technologies(replace(champions.niches(), name="market-niches"))
    assert found is not None
    assert (found.name, found.version) == ("technology-niches", 2)
    assert command._technologies(found) is found


@pytest.mark.usefixtures("fresh_store")
@pytest.mark.parametrize("activity", ["technology", "cluster"])
def test_how_to_get_a_champion_is_told(activity: str) -> None:
    with pytest.raises(InputError, match=r"train niches.*--activity cluster"):
        run("--region", "R1", "--activity", activity)
