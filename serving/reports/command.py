"""The command audit: the report of a region as a page and as JSON."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from features.errors import InputError
from features.lookalikes import composed
from features.package import Package, read
from serving.choice.contracts import OptionsRequest
from serving.choice.weights_file import FORM, read_weights
from serving.contracts import Activity
from serving.growth.lookup import growth_lookup
from serving.http.problems import ProblemError
from serving.languages.language import CODES, ENGLISH, speaking
from serving.members.region_notes import region_notes
from serving.niches.lookup import niche_lookup
from serving.reports.document import PAGES, SIZES, Places, document
from serving.reports.dossier import NOTES
from serving.reports.pdf import pdf
from serving.reports.report import Report, as_dossier, region_report
from serving.served.loaded import Loaded
from training.champion import Champion, registered_name
from training.choice.presets import DEFAULT, PresetName
from training.cli.output import report_folder, write
from training.registry import versions


def audit_command(
    region: Annotated[str, typer.Option("--region", help="region_code")],
    package: Annotated[
        Path | None,
        typer.Option(
            "--package",
            help="folder of the data package; refuses champions trained on another one",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            help="folder; reports/PACKAGE/REGION by default, REGION-cluster for clusters",
        ),
    ] = None,
    activity: Annotated[
        Activity, typer.Option(help="niches of technologies or of clusters")
    ] = "technology",
    preset: Annotated[
        PresetName | None,
        typer.Option(help=f"weights of the options to back; {DEFAULT} by default"),
    ] = None,
    weights_file: Annotated[
        Path | None, typer.Option("--weights-file", help=f"file of weights instead: {FORM}")
    ] = None,
    language: Annotated[str, typer.Option(help=f"of the report: {' or '.join(CODES)}")] = ENGLISH,
    as_pdf: Annotated[bool, typer.Option("--pdf", help="write audit.pdf too")] = False,
) -> None:
    """Write the report of a region: audit.html, and audit.json with the service's responses.

    Example: smartspec audit --region ORV01
    """
    if language not in CODES:
        raise InputError(f"there is no language {language[:20]!r}: give {' or '.join(CODES)}")
    region = composed(region)
    asked = _asked(region, preset, weights_file)
    data = None if package is None else read(package)
    niches = _niches(activity, None if data is None else data.name)
    if data is not None:
        niches = _of_package(niches, data)
    growth = _champion(registered_name("growth"), niches.package)
    kind = "" if activity == "technology" else activity
    folder = output or report_folder(niches.package, region, kind=kind)
    with speaking(language):
        report = region_report(region, niches, growth, _technologies(niches), asked)
        report = _with_notes(report, niches, growth)
        files = _files(report, as_pdf)
    for name, content in files.items():
        write(folder / name, content)
    named = " and ".join(str(folder / name) for name in reversed(files))
    typer.echo(f"{report.audit.audits[0].region_name}: {named}")


def _with_notes(report: Report, niches: Champion, growth: Champion | None) -> Report:
    """The report with what members wrote; a warning where that cannot be read."""
    region = report.audit.audits[0].region_code
    loaded = Loaded().replaced(niche_lookup(niches))
    loaded = loaded.replaced(growth_lookup(growth)) if growth and report.growth else loaded
    try:
        found = region_notes(loaded, niches.package, [region], NOTES)
    except ProblemError as problem:
        return report.model_copy(update={"notes": [*report.notes, problem.detail]})
    return report.model_copy(update={"member_notes": found.notes})


def _files(report: Report, as_pdf: bool) -> dict[str, bytes]:
    """The files of a report by name, in the language that is spoken."""
    found = as_dossier(report)
    files = {
        "audit.json": report.model_dump_json(indent=1).encode(),
        "audit.html": document("report", found, Places()).encode(),
    }
    if as_pdf:
        sizes = PAGES["report"], SIZES
        files["audit.pdf"] = pdf(lambda size: document("report", found, Places(), size), *sizes)
    return files


def _asked(region: str, preset: PresetName | None, weights_file: Path | None) -> OptionsRequest:
    """Which options to rank by which weights."""
    if preset is not None and weights_file is not None:
        raise InputError("give --preset or --weights-file, not both")
    weights = None if weights_file is None else read_weights(weights_file)
    return OptionsRequest(region_codes=[region], weights=weights, preset=preset)


def _champion(name: str, package: str | None) -> Champion | None:
    """The champion of a package, or of the only one that has one; None without one."""
    version = versions.champion_version(name, package)
    return versions.load(name, version) if version else None


def _technologies(niches: Champion) -> Champion | None:
    """The champion of technology niches, which are options in every report."""
    name = registered_name("niches")
    return niches if niches.name == name else _champion(name, niches.package)


def _niches(activity: str, package: str | None) -> Champion:
    """The champion for niches of technologies or clusters, or InputError."""
    name = registered_name("niches", activity)
    found = _champion(name, package if package in versions.champions(name) else None)
    if found is None:
        task = "niches --activity cluster" if activity == "cluster" else "niches"
        other = "" if activity == "cluster" else "; for market niches use --activity cluster"
        raise InputError(
            f"{name} has no champion: train a version with smartspec train {task}, then "
            f"smartspec promote {task}{other}"
        )
    return found


def _of_package(champion: Champion, package: Package) -> Champion:
    """The champion with the metadata of the package that it must have been trained on.

    Champions of earlier releases have neither sources nor licences.
    """
    if champion.sha256 == package.sha256:
        return replace(champion, data=replace(champion.data, metadata=package.metadata))
    missing = [name for name in ("patents", "technologies") if name not in package.tables]
    other = "or train and promote a model on this one"
    if missing and champion.params["activity"] == "technology":
        other = (
            f"or, since this one has no table {' and no table '.join(missing)}, train, promote and "
            "audit market niches with --activity cluster"
        )
    raise InputError(
        f"the champion {champion.name} version {champion.version} was trained on "
        f"{champion.package} (sha256 {champion.sha256[:12]}), not on this {package.name} "
        f"(sha256 {package.sha256[:12]}): give the package that it was trained on, {other}"
    )
