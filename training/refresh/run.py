"""The steps of a refresh, in their order.

Every step can be repeated: what a killed refresh left undone is found again by the next one, from
the package and the registry alone. The champion changes by one write of the registry, in the step
that judges; people are told, and the notes that they were told are taken, after that.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from features.errors import InputError
from features.files import write
from features.package import Package
from training import audit
from training.champion import Champion
from training.choice.criteria import CLUSTER, NICHE, Kind
from training.figures import monitor_page
from training.record import members
from training.refresh import advice, data, findings, judging, serving, tasks, telling
from training.refresh.advice import Moved
from training.refresh.findings import Found, Model
from training.refresh.journal import Journal
from training.refresh.judging import Watched
from training.refresh.page import page, page_name
from training.refresh.serving import Served
from training.refresh.settings import DONE, FAILED, Report, Settings
from training.refresh.tasks import SUBJECTS
from training.refresh.words.saying import LANGUAGES, Text, text
from training.registry import versions

GROWTH, NICHES = SUBJECTS[0].name, SUBJECTS[1].name


@dataclass(frozen=True)
class Advised:
    """Lists of options of now and before.

    Attributes
    ----------
    note : Text or None
        Why nothing could be compared, or what is left out; None where all could.
    growth, before : Champion or None
        Of growth, now and before.
    niches : Champion or None
        Of niches, now.
    """

    moved: list[Moved]
    note: Text | None
    growth: Champion | None
    before: Champion | None
    niches: Champion | None = None

    @property
    def advisors(self) -> dict[Kind, Champion]:
        """The champions that the lists are by."""
        pairs: list[tuple[Kind, Champion | None]] = [(CLUSTER, self.growth), (NICHE, self.niches)]
        return {kind: champion for kind, champion in pairs if champion is not None}


def refresh(settings: Settings, journal: Journal) -> Report:
    """Bring a package and its champions up to date.

    Returns
    -------
    dict
        exit_code, headline, is_new (whether a page was written), and the parts of the page.

    Raises
    ------
    InputError
        Bad input. Unless the journal has changes, nothing changed.
    """
    audit.check()
    imported = _import(settings, journal)
    with journal.step("check") as step:
        package, quality = data.checked(settings)
        step.outcome = quality["summary"]
    names = data.names_of(package)
    with journal.step("monitor") as step:
        watched = _watched(package)
        step.outcome = watched.report["summary"]
    with journal.step("ledger") as step:
        judged = list(judging.judged(package))
        n_scored = members.resolve(package)
        step.outcome = (
            f"calls of {len(judged)} versions have new outcomes; "
            f"{n_scored} chances of members are scored"
        )
    models = [_train(subject, package, settings, journal) for subject in SUBJECTS]
    for model in models:
        _judge(model, package, journal)
    with journal.step("compare") as step:
        served = serving.unannounced(package.name)
        advised = _advised(served, package)
        moved = sum(it.has_moved for it in advised.moved)
        step.outcome = str(advised.note or "") or f"{moved} of {len(advised.moved)} lists moved"
    known = advised.before or advised.growth or _champion(package)
    found = Found(
        package.name, imported, data.news(known, package), quality, watched, judged, models, served,
        advised.moved, advised.note, names,
    )  # fmt: skip
    report = {**_about(package, settings), **findings.report(found)}
    report["exit_code"] = FAILED if any(it.has_failed for it in models) else DONE
    report["is_new"] = _is_new(report, found, settings)
    if report["is_new"]:
        _write(report, watched, settings, journal)
    _tell(found, advised, settings, journal)
    return report


def _import(settings: Settings, journal: Journal) -> Report | None:
    if not settings.files:
        data.state_of(settings.folder)
        return None
    with journal.step("import") as step:
        found = data.imported(settings, journal.progress)
        step.outcome = found["state"]
        if found["state"] != "unchanged":
            journal.changes.append("import")
    return found


def _watched(package: Package) -> Watched:
    """The champion beside newer years, or else the one before, if nobody was told of the change."""
    present = judging.watched(package)
    if present.found is not None:
        return present
    growth = [it for it in serving.unannounced(package.name) if it.subject.name == GROWTH]
    if not growth or growth[0].before is None:
        return present
    former = judging.watched(package, growth[0].before)
    return present if former.found is None else former


def _train(subject: tasks.Subject, package: Package, settings: Settings, journal: Journal) -> Model:
    """Train a model again if it has to be; what the data do not allow is an outcome."""
    with journal.step(f"train {subject.title}") as step:
        plan = tasks.plan(subject, package)
        model = Model(plan, plan.version)
        if plan.action == "train":
            try:
                version = tasks.trained(plan, package, settings, journal.progress)
            except InputError as error:
                model.error = str(error)
                step.outcome = f"could not be trained: {error}"
            else:
                journal.changes.append(step.name)
                model.version = version
                step.outcome = f"version {version}"
        else:
            step.outcome = plan.reason
    return model


def _judge(model: Model, package: Package, journal: Journal) -> None:
    """Let the gate decide on a version that was trained now, or waits since an earlier refresh."""
    if model.version is None:
        return
    with journal.step(f"judge {model.plan.subject.title}") as step:
        serving.to_be_judged(model.plan.subject.name, model.version)
        model.gate = tasks.judged(model.plan.subject, model.version, package.name)
        did = "promoted" if model.is_promoted else "refused"
        step.outcome = f"version {model.version} {did}: {model.gate['reason']}"
        if model.is_promoted:
            journal.changes.append(step.name)


def _advised(served: list[Served], package: Package) -> Advised:
    """The lists of options by the champions of now and by those before them."""
    before = {it.subject.name: it.before for it in served}
    growth = _loaded(GROWTH, versions.champions(GROWTH).get(package.name))
    if not {GROWTH, NICHES} & before.keys():
        return Advised([], text("note.same"), growth, None)
    former = _loaded(GROWTH, before[GROWTH]) if GROWTH in before else growth
    if growth is None or former is None:
        return Advised([], text("note.first"), growth, None)
    niches = _loaded(NICHES, versions.champions(NICHES).get(package.name))
    former_niches = _loaded(NICHES, before[NICHES]) if NICHES in before else niches
    try:
        lists = advice.lists(former, former_niches), advice.lists(growth, niches)
        moved = advice.moves(*lists, advice.present(former_niches), advice.present(niches))
        if not moved:
            return Advised([], text("note.no_list"), growth, former)
    except InputError as error:
        return Advised([], text("note.impossible", error=str(error)), growth, former)
    note = None
    if niches is not None and niches.sha256 != growth.sha256:
        of_models = {"version": str(niches.version), "growth": str(growth.version)}
        note = text("note.other_data", **of_models)
    return Advised(moved, note, growth, former, niches)


def _loaded(name: str, version: int | None) -> Champion | None:
    """A version; None without one, or where its files cannot be read any more."""
    try:
        return None if version is None else versions.load(name, version)
    except InputError:
        return None


def _champion(package: Package) -> Champion | None:
    """A champion of the package of any subject, to compare its data with."""
    for subject in SUBJECTS:
        found = _loaded(subject.name, versions.champions(subject.name).get(package.name))
        if found is not None:
            return found
    return None


def _about(package: Package, settings: Settings) -> Report:
    now = datetime.now(UTC).replace(microsecond=0)
    about = {
        "package": package.name,
        "title": package.title,
        "sha256": package.sha256,
        "folder": str(settings.folder),
        "date": now.date().isoformat(),
        "at": now.isoformat(),
    }
    return {"about": about}


def _is_new(report: Report, found: Found, settings: Settings) -> bool:
    """Whether there is something to say that the last page does not say already."""
    is_changed = found.imported is not None and found.imported["state"] != "unchanged"
    is_trained = any(it.plan.action == "train" and it.version for it in found.models)
    if is_changed or is_trained:
        return True
    try:
        last = json.loads((settings.reports / "refresh.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return True
    said = set(last.get("says", []))
    is_same = last.get("about", {}).get("sha256") == report["about"]["sha256"]
    return not (is_same and said.issuperset(report["says"]))


def _write(report: Report, watched: Watched, settings: Settings, journal: Journal) -> None:
    with journal.step("page") as step:
        report["steps"] = list(journal.steps)
        if watched.found is not None:
            content = monitor_page.page(watched.report).encode()
            write(settings.reports / "monitor.html", content)
        line = json.dumps(report, ensure_ascii=False, default=str)
        write(settings.reports / "refresh.json", f"{line}\n".encode())
        for language in LANGUAGES:
            write(settings.reports / page_name(language), page(report, language).encode())
        step.outcome = str(settings.reports / "refresh.html")


def _tell(found: Found, advised: Advised, settings: Settings, journal: Journal) -> None:
    """Record what happened, send it, and note that it was told."""
    with journal.step("tell") as step:
        news = telling.News(
            found.package, found.names, found.watched, found.judged, found.served, advised.moved,
            advised.advisors,
        )  # fmt: skip
        step.outcome = telling.told(
            telling.events_of(news), settings.subscriptions, journal.progress
        )
        for served in [*found.served, *serving.known_before(found.package)]:
            serving.announced(served)
        for judged in found.judged:
            judging.told(judged)
