"""What to train again, and with which settings: those of the champion."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from features.errors import InputError
from features.niches.counts import Activity
from features.niches.question import NicheQuestion
from features.package import Package
from features.vintages.reading import former
from training import audit
from training.champion import registered_name
from training.cli import growth, niches
from training.cli.growth import GrowthTraining
from training.cli.niches import NicheTraining
from training.cli.steps import indicator_of
from training.refresh.settings import Report, Settings
from training.registry import champions, promotion, runs, versions
from training.registry.champions import Known
from training.trained import Progress, silent

Asked = GrowthTraining | NicheTraining


@dataclass(frozen=True)
class Subject:
    """One model that a package can have a champion of.

    Attributes
    ----------
    title, told : str
        In words: "growth of clusters"; and as events have it, "growth".
    table : str
        What a package needs for it.
    """

    title: str
    told: str
    table: str
    activity: Activity | None = None

    @property
    def name(self) -> str:
        """The registered name."""
        if self.activity is None:
            return registered_name("growth")
        return registered_name("niches", self.activity)


SUBJECTS = (
    Subject("growth of clusters", "growth", "cluster_indicators"),
    Subject("niches of technologies", "niches", "patents", "technology"),
    Subject("niches of clusters", "markets", "cluster_indicators", "cluster"),
)


@dataclass(frozen=True)
class Plan:
    """What a refresh will do about a subject.

    Attributes
    ----------
    action : "train", "judge" or "leave"
        Judge: a version that was trained on these data waits for the gate already.
    reason : str
        One sentence.
    asked : GrowthTraining, NicheTraining or None
        What to train.
    version : int or None
        What to judge.
    champion : int or None
        The version that serves now.
    """

    subject: Subject
    action: Literal["train", "judge", "leave"]
    reason: str
    asked: Asked | None = None
    version: int | None = None
    champion: int | None = None


def plan(subject: Subject, package: Package) -> Plan:
    """Decide from the registry alone, so that a second run does what the first left undone."""
    name = subject.name
    champion = versions.champions(name).get(package.name)
    if subject.table not in package.tables:
        return Plan(subject, "leave", f"the package has no table {subject.table}", None, None, None)
    if champion is None:
        try:
            asked = _first(subject, package)
        except InputError as error:
            return Plan(subject, "leave", str(error))
    else:
        known = champions.known(name, champion)
        if known.sha256 == package.sha256:
            reason = f"version {champion}, the champion, was trained on these data"
            return Plan(subject, "leave", reason, champion=champion)
        asked = _again(subject, known)
    same = [
        it
        for it in champions.trained_on(name, package.name, package.sha256)
        if _question(it.params) == _question(_params(asked))
    ]
    return _decided(subject, asked, same, champion)


def _decided(subject: Subject, asked: Asked, same: list[Known], champion: int | None) -> Plan:
    """The plan, given the versions that were trained on the same data for the same question."""
    waiting = [it.number for it in same if not it.has_served]
    served = [it.number for it in same if it.has_served]
    if served:
        reason = (
            f"version {served[-1]} was trained on these data and has been champion; version "
            f"{champion} serves in its place"
        )
        return Plan(subject, "leave", reason, champion=champion)
    if waiting:
        reason = f"version {waiting[-1]} was trained on these data already"
        return Plan(subject, "judge", reason, version=waiting[-1], champion=champion)
    since = "the package has no champion yet" if champion is None else "the data are new"
    return Plan(subject, "train", since, asked, champion=champion)


def _first(subject: Subject, package: Package) -> Asked:
    """Settings of a first training: the defaults of the command train."""
    if subject.activity is None:
        return GrowthTraining(indicator=indicator_of(package, "", silent))
    indicator = indicator_of(package, "", silent) if subject.activity == "cluster" else None
    return NicheTraining(NicheQuestion(activity=subject.activity, indicator=indicator))


def _again(subject: Subject, champion: Known) -> Asked:
    """Settings of the champion; its method is chosen anew unless its training named it."""
    params, horizon = champion.params, int(champion.params["horizon"])
    if subject.activity is None:
        return GrowthTraining(
            horizon=horizon,
            indicator=params["indicator"],
            model="" if promotion.CHOSEN_ON in params else params["model"],
            reconcile=params.get("reconciled", "True") == "True",
            deflator=params.get("deflator", ""),
        )
    question = NicheQuestion(
        horizon,
        int(params.get("window", NicheQuestion.window)),
        float(params.get("threshold", NicheQuestion.threshold)),
        float(params.get("minimum", NicheQuestion.minimum)),
        cast(Activity, params.get("activity", "technology")),
        params.get("indicator") or None,
    )
    return NicheTraining(question, model=params["model"])


def _params(asked: Asked) -> dict[str, str]:
    """Parameters that a run of this training would have."""
    if isinstance(asked, GrowthTraining):
        found = {"indicator": asked.indicator, "horizon": asked.horizon, "deflator": asked.deflator}
    else:
        found = {**asked.question.params(), "horizon": asked.question.horizon}
    return {key: str(value) for key, value in found.items()}


def _question(params: Mapping[str, str]) -> dict[str, str]:
    """The question in the parameters of a run; the data say what their periods are."""
    found = {**promotion.DEFAULTS, **params}
    return {key: found[key] for key in runs.QUESTION if key in found and key != "periods_per_year"}


def trained(found: Plan, package: Package, settings: Settings, progress: Progress) -> int:
    """The version that was trained and logged as challenger.

    Raises
    ------
    InputError
        The data do not allow it.
    """
    scheduler = settings.scheduler
    if isinstance(found.asked, GrowthTraining):
        vintages = former(settings.folder, progress)
        return growth.challenger(package, vintages, found.asked, progress, scheduler).version
    assert found.asked is not None, "a plan to train without settings"
    return niches.challenger(package, found.asked, progress, scheduler).version


def judged(subject: Subject, version: int, package: str) -> Report:
    """Let the gate decide, never against it: version, promoted, reason and notes."""
    audit.check()
    try:
        _, decision = promotion.promote(subject.name, version, package=package)
    except promotion.RefusedError as error:
        decision = error.decision
    else:
        right = f"the gate passed it: {decision.reason}"
        audit.changed("promote", subject.name, version, right)
    return {
        "version": version,
        "promoted": decision.passed,
        "reason": decision.reason,
        "notes": list(decision.notes),
        "gain": decision.gain,
        "instead": decision.instead,
    }
