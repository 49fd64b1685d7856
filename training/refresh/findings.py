"""What a refresh found, as one value, and in words that are read in half a minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from features.formats import counted, percent
from training.community import wording
from training.refresh import advice
from training.refresh.advice import MOST, Moved
from training.refresh.judging import Judged, Watched, listed
from training.refresh.serving import Served
from training.refresh.settings import Names, Report
from training.refresh.tasks import Plan

NAMED = 2
"""Surprises that are named in the first lines."""
SHOWN = 20
"""Rows of a table of surprises or calls."""
CALLS = {"entry": "entries", "exit": "losses"}
"""Calls of niches in the first lines."""


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

    def report(self, served: Mapping[str, int]) -> Report:
        """For the page; `served` as for outcome."""
        return {
            "title": self.plan.subject.title,
            "name": self.plan.subject.name,
            "outcome": self.outcome(served),
            "version": self.version,
            "promoted": self.is_promoted,
            "failed": self.has_failed,
            "reason": self.error or self.gate.get("reason") or self.plan.reason,
            "notes": self.gate.get("notes", []),
        }

    def outcome(self, served: Mapping[str, int]) -> str:
        """A few words.

        Parameters
        ----------
        served : mapping
            Name to the version of champions that nobody was told of, of this or an earlier refresh.
        """
        name = self.plan.subject.name
        if self.error:
            return "could not be trained"
        if self.gate and not self.is_promoted:
            stays = f"version {self.plan.champion} still serves" if self.plan.champion else ""
            return ", ".join(filter(None, [f"version {self.version} was refused", stays]))
        if name in served:
            return f"version {served[name]} serves now"
        return "as before" if self.plan.champion else "not trained"


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
    advice_note: str
    names: Names


def report(found: Found) -> Report:
    """The findings, ready for JSON and for the page."""
    served = {it.subject.name: it.version for it in found.served}
    lines = {
        "Advice": _advice(found),
        "Models": _models(found.models, served),
        "Data": found.news["text"],
        "Quality": _quality(found.quality),
        "Surprises": _surprises(found.watched),
        "Earlier calls": _calls(found.judged),
    }
    return {
        "says": [*(it.identity for it in found.served), *(it.identity for it in found.judged)],
        "headline": _headline(found),
        "lines": lines,
        "import": found.imported,
        "news": found.news,
        "quality": found.quality,
        "monitor": _monitor(found.watched),
        "calls": [_judged(it, found.names) for it in found.judged],
        "models": [it.report(served) for it in found.models],
        "advice": {
            "note": found.advice_note,
            "most": MOST,
            "summary": advice.summary(found.moved),
            "moved": [_moved(it, found.names) for it in found.moved if it.has_moved],
        },
    }


def _headline(found: Found) -> str:
    new = [it.subject.title for it in found.served]
    refused = [it.plan.subject.title for it in found.models if it.gate and not it.is_promoted]
    failed = [it.plan.subject.title for it in found.models if it.has_failed]
    every = {it.region_code for it in found.moved}
    if failed:
        return f"The model of {' and '.join(failed)} could not be trained again; the old one serves"
    if new and every:
        return f"{_serving(new)}; {_changes(found.moved, len(every))}"
    if new:
        return _serving(new)
    if refused:
        return "The advice stays: the newly trained models are not good enough to serve"
    return "The advice stays: nothing had to be trained again"


def _changes(moved: Sequence[Moved], n_regions: int) -> str:
    """In how many regions the advice changes, and in how many it only stirs."""
    changed = {it.region_code for it in moved if it.has_moved}
    in_how_many = len(changed) if changed else "none"
    text = f"the advice changes in {in_how_many} of {counted(n_regions, 'region')}"
    turned = {it.region_code for it in moved if any(one.is_reversed for one in it.changes)}
    if turned:
        text += f", in {len(turned)} of them it is reversed for a cluster"
    stirred = {it.region_code for it in moved if it.has_stirred} - changed
    if stirred:
        text += f"; in {len(stirred)} more the lists moved within the ranks that were stated"
    return text


def _serving(titles: Sequence[str]) -> str:
    """That models serve since now."""
    if len(titles) == 1:
        return f"A new model of {titles[0]} serves"
    return f"New models of {', '.join(titles[:-1])} and {titles[-1]} serve"


def _quality(quality: Report) -> str:
    serious = quality["serious"]
    if not serious:
        return f"Nothing serious. {quality['summary']}"
    return f"{quality['summary']} First: {serious[0]['text']}"


def _surprises(watched: Watched) -> str:
    text = str(watched.report["summary"])
    named = [
        f"{it['cluster_name']} in {it['region_name']} ({it['year']}, {it['outside']} its interval)"
        for it in watched.report.get("surprising", [])[:NAMED]
    ]
    which = f": {'; '.join(named)}" if named else ""
    return f"{text[:1].upper()}{text[1:]}{which}."


def _calls(judged: Sequence[Judged]) -> str:
    growth = [it.report for it in judged if it.likeliest.empty]
    parts = [_niche_calls(it) for it in judged if not it.likeliest.empty]
    parts += [
        f"Of {it['n']:,} growth forecasts made from data to {it['origin']} for {_years(it)}, "
        f"{percent(it['came_true'])} came true within their 80 % interval."
        for it in growth
    ]
    return " ".join(parts) or "No further outcome became known."


def _niche_calls(found: Judged) -> str:
    about, rows = found.report, found.likeliest
    parts = []
    for call, noun in CALLS.items():
        if len(of_call := rows[rows["call"] == call]):
            true, stated = of_call["came_true"].mean(), of_call["probability"].mean()
            parts.append(
                f"{percent(true)} of {len(of_call):,} likely {noun} came true, where "
                f"{percent(stated)} were stated"
            )
    return f"From {about['origin']} to {about['year']}, {'; '.join(parts)}."


def _years(it: Report) -> str:
    first, last = it["first_year"], it["year"]
    return f"{last}" if first == last else f"{first} to {last}"


def _models(models: Sequence[Model], served: Mapping[str, int]) -> str:
    texts = [
        f"{it.plan.subject.title}: {it.outcome(served)}"
        for it in models
        if it.version or it.plan.champion
    ]
    text = "; ".join(texts) or "none serves yet, and none could be trained"
    return f"{text[:1].upper()}{text[1:]}."


def _advice(found: Found) -> str:
    if not found.moved:
        return found.advice_note
    parts = []
    nouns = {"cluster": "lists of clusters", "niche": "lists of niches"}
    for kind, it in advice.summary(found.moved).items():
        if it["n"]:
            text = f"Of {it['n']} {nouns[kind]} {it['n_moved']} changed"
            if it["n_stirred"]:
                text += f", {it['n_stirred']} moved within the ranks that were stated"
            if it["n_moves"]:
                text += (
                    f": {counted(it['n_moves'], 'option')} came or went, {it['n_beyond']} of them "
                    "beyond the 80 % range of ranks that was stated. Most frequent reasons: "
                    f"{', '.join(it['reasons'][:3])}"
                )
            if it["n_advised"]:
                text += f". In {counted(it['n_advised'], 'region')} other clusters are to be backed"
            parts.append(f"{text}.")
    return f"{' '.join(parts)} {found.advice_note}".rstrip()


def _monitor(watched: Watched) -> Report:
    keys = ("summary", "n", "n_outside", "n_surprising", "level", "indicator", "unit", "years")
    known = watched.report
    surprising = known.get("surprising", [])
    return {**{key: known.get(key) for key in keys}, "surprising": surprising[:SHOWN]}


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
    changes = [wording.changed(how, which, "en") for how, which in it.by_change().items()]
    return {
        "region_code": it.region_code,
        "region_name": names.region(it.region_code),
        "kind": it.kind,
        "entered": [vars(move) for move in it.entered],
        "left": [vars(move) for move in it.left],
        "changes": changes,
        "first": it.first,
        "first_before": it.first_before,
        "chance": it.chance,
    }
