"""What a refresh found, as one value, ready for the page and for JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from training.refresh import lines
from training.refresh.advice import ACTIVITY, MOST, Move, Moved
from training.refresh.judging import Judged, Watched, listed
from training.refresh.lines import CALLS
from training.refresh.serving import Served
from training.refresh.settings import Names, Report
from training.refresh.tasks import Plan
from training.refresh.words.saying import Name, Text, text, verbatim

SHOWN = 20
"""Rows of a table of surprises or calls."""


@dataclass
class Model:
    """What became of one model: the plan, and what was done of it.

    Attributes
    ----------
    version : int or None
        The version that the gate judged.
    gate : dict
        As from training.refresh.tasks.judged; empty where nothing was judged.
    error : str
        Why it could not be trained.
    """

    plan: Plan
    version: int | None = None
    gate: Report = field(default_factory=dict)
    error: str = ""

    @property
    def is_promoted(self) -> bool:
        """Whether it serves since this refresh."""
        return bool(self.gate.get("promoted"))

    @property
    def has_failed(self) -> bool:
        """Whether a model that serves could not be trained again."""
        return bool(self.error) and self.plan.champion is not None

    @property
    def title(self) -> Text:
        """What it is a model of."""
        return text(f"subject.{self.plan.subject.told}")

    def report(self, served: Mapping[str, int]) -> Report:
        """For the page; `served` as for outcome."""
        return {
            "title": self.title,
            "name": self.plan.subject.name,
            "outcome": self.outcome(served),
            "version": self.version,
            "promoted": self.is_promoted,
            "failed": self.has_failed,
            "is_shown": bool(self.version or self.error or self.plan.champion),
            "why": self.why(),
            "reason": self.error or self.gate.get("reason") or self.plan.reason,
            "notes": self.gate.get("notes", []),
        }

    def why(self) -> Text:
        """Why it serves or not, in plain words."""
        if self.error:
            return text("why.error", error=self.error)
        if not self.gate:
            return text("why.same") if self.plan.champion else verbatim(self.plan.reason)
        if not self.is_promoted:
            return text("why.refused")
        if gain := self.gate.get("gain"):
            change, low, high = -gain[0], -gain[2], -gain[1]
            return text("why.gain", change=change, low=low, high=high)
        return text("why.passed")

    def outcome(self, served: Mapping[str, int]) -> Text:
        """A few words.

        Parameters
        ----------
        served : mapping
            Name to the version of champions that nobody was told of, of this or an earlier refresh.
        """
        name, champion = self.plan.subject.name, self.plan.champion
        if self.error:
            return text("outcome.error")
        if self.gate and not self.is_promoted:
            key = "outcome.refused.stays" if champion else "outcome.refused"
            return text(key, version=str(self.version), champion=str(champion))
        if name in served:
            return text("outcome.serves", version=str(served[name]))
        return text("outcome.same" if champion else "outcome.none")


@dataclass(frozen=True)
class Found:
    """All findings of a refresh.

    Attributes
    ----------
    imported : dict or None
        As from training.refresh.data.imported; None without files.
    news, quality : dict
        As from training.refresh.data.
    moved : list of Moved
        Empty where no list could be compared; `advice_note` says why, or what is left out.
    """

    package: str
    imported: Report | None
    news: Report
    quality: Report
    watched: Watched
    judged: Sequence[Judged]
    models: Sequence[Model]
    served: Sequence[Served]
    moved: Sequence[Moved]
    advice_note: Text | None
    names: Names


def report(found: Found) -> Report:
    """The findings, ready for the page and, in English, for JSON."""
    served = {it.subject.name: it.version for it in found.served}
    shown = [it for it in found.models if it.version or it.plan.champion]
    return {
        "says": [*(it.identity for it in found.served), *(it.identity for it in found.judged)],
        "headline": _headline(found),
        "lines": {
            "Advice": lines.advised(found.moved, found.advice_note),
            "Models": lines.models([(it.title, it.outcome(served)) for it in shown]),
            "Data": found.news["text"],
            "Quality": lines.quality(found.quality),
            "Surprises": lines.surprises(found.watched, found.names),
            "Earlier calls": lines.calls(found.judged),
        },
        "import": found.imported,
        "news": found.news,
        "quality": found.quality,
        "monitor": _monitor(found.watched, found.names),
        "calls": [_judged(it, found.names) for it in found.judged],
        "models": [it.report(served) for it in found.models],
        "advice": {
            "note": found.advice_note or "",
            "most": MOST,
            "summary": lines.summary(found.moved),
            "moved": [_moved(it, found.names) for it in found.moved if it.has_moved],
        },
    }


def _headline(found: Found) -> Text:
    new = [text(f"subject.{it.subject.told}") for it in found.served]
    trained = [it for it in found.models if it.plan.action == "train" and it.gate]
    refused = [it for it in trained if not it.is_promoted]
    if failed := [it.title for it in found.models if it.has_failed]:
        return text("headline.failed", subjects=failed)
    if new:
        serves = lines.serving(new)
        return lines.changes(serves, found.moved) if found.moved else serves
    return text("headline.refused" if refused else "headline.same")


def _monitor(watched: Watched, names: Names) -> Report:
    keys = ("summary", "n", "n_outside", "n_surprising", "level", "indicator", "unit", "years")
    known = watched.report
    surprising = [
        {
            **row,
            "region_name": names.region(row["region_code"]),
            "cluster_name": names.activity("cluster", row["cluster_code"]),
        }
        for row in known.get("surprising", [])[:SHOWN]
    ]
    return {**{key: known.get(key) for key in keys}, "surprising": surprising}


def _judged(found: Judged, names: Names) -> Report:
    activity = str(found.champion.params.get("activity", "technology"))
    rows: list[dict[str, Any]] = [
        {
            **row,
            "region_name": names.region(row["region_code"]),
            "name": names.activity(activity, row["activity_code"]),
        }
        for row in listed(found)
    ]
    rows.sort(key=lambda row: -row["probability"])
    return {
        **found.report,
        "came_true_first": _shown([row for row in rows if row["came_true"]]),
        "failed_first": _shown([row for row in rows if not row["came_true"]]),
    }


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first of each kind of call: losses are often the surer ones, and would fill the table."""
    most = SHOWN // len(CALLS)
    return [it for call in CALLS for it in [row for row in rows if row["call"] == call][:most]]


def _moved(it: Moved, names: Names) -> Report:
    def named(code: str, name: str) -> Name:
        found = names.activity(ACTIVITY[it.kind], code)
        return found if found.names else Name({}, name)

    def row(move: Move) -> Report:
        return {**vars(move), "name": named(move.code, move.name)}

    return {
        "region_code": it.region_code,
        "region_name": names.region(it.region_code),
        "kind": it.kind,
        "entered": [row(move) for move in it.entered],
        "left": [row(move) for move in it.left],
        "changes": [{**vars(one), "name": named(one.code, one.name)} for one in it.changes],
        "first": named(it.first_code, it.first),
        "first_before": named(it.first_before_code, it.first_before),
        "chance": it.chance,
    }
