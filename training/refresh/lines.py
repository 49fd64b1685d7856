"""The first lines of the page: what changed, in words that are read in half a minute."""

from collections import Counter
from collections.abc import Sequence

from training.choice.criteria import CLUSTER, NICHE
from training.refresh.advice import MOST, Moved
from training.refresh.judging import Judged, Watched
from training.refresh.settings import Names, Report
from training.refresh.words.saying import Text, text, verbatim

NAMED = 2
"""Surprises that are named in the first lines."""
CALLS = ("entry", "exit")
"""Calls of niches in the first lines."""
REASONS = 3
"""Most reasons of moves that are named."""


def summary(found: Sequence[Moved]) -> Report:
    """How many lists moved, by kind, and which reasons are most frequent."""
    by_kind: Report = {}
    for kind in (CLUSTER, NICHE):
        of_kind = [it for it in found if it.kind == kind]
        single = [move for it in of_kind for move in (*it.entered, *it.left)]
        by_kind[kind] = {
            "n": len(of_kind),
            "n_moved": sum(it.has_moved for it in of_kind),
            "n_stirred": sum(it.has_stirred for it in of_kind),
            "n_first": sum(it.first != it.first_before for it in of_kind),
            "n_advised": sum(bool(it.changes) for it in of_kind),
            "n_moves": len(single),
            "n_beyond": sum(not move.is_stated for move in single),
            "reasons": [it for it, _ in Counter(it.reason for it in single).most_common(REASONS)],
        }
    return by_kind


def serving(titles: Sequence[Text]) -> Text:
    """That models serve since now."""
    key = "headline.one" if len(titles) == 1 else "headline.several"
    return text(key, subjects=titles[:-1], last=titles[-1])


def changes(serves: Text, moved: Sequence[Moved]) -> Text:
    """In how many regions other clusters are to be backed, and niches moved beyond expectation."""
    clusters = [it for it in moved if it.kind == CLUSTER]
    changed = sum(it.has_moved for it in clusters)
    key = "headline.changes" if changed else "headline.none"
    found = text(key, serving=serves, n=changed, of=len(clusters))
    if turned := sum(any(one.is_reversed for one in it.changes) for it in clusters):
        found = text("headline.turned", text=found, n=turned)
    if niches := [it for it in moved if it.kind == NICHE]:
        n = sum(it.has_moved for it in niches)
        found = text("headline.niches", text=found, n=n, of=len(niches))
    return found


def advised(moved: Sequence[Moved], note: Text | None) -> Text:
    """How many lists changed, and why."""
    parts = [_of_kind(kind, it) for kind, it in summary(moved).items() if it["n"]] + (
        [note] if note else []
    )
    return text("sentences", parts=parts)


def _of_kind(kind: str, it: Report) -> Text:
    found = text(f"advice.{kind}s", n=it["n"], n_moved=it["n_moved"])
    if it["n_stirred"]:
        found = text("advice.stirred", text=found, n=it["n_stirred"])
    if it["n_moves"]:
        reasons = [text(f"reason.{reason}") for reason in it["reasons"]]
        counts = {"n": it["n_moves"], "n_beyond": it["n_beyond"]}
        found = text("advice.moves", text=found, reasons=reasons, most=MOST, **counts)
    return text("advice.line", text=found)


def models(outcomes: Sequence[tuple[Text, Text]]) -> Text:
    """What became of each model that there is."""
    parts = [text("models.one", subject=title, outcome=it) for title, it in outcomes]
    return text("listed", parts=parts) if parts else text("models.none")


def quality(found: Report) -> Text:
    """How many findings the checks have, and the first serious one."""
    counts = [text(f"quality.{severity}", n=n) for severity, n in found["counts"].items() if n]
    counted = text("quality.counts", counts=counts) if counts else text("quality.none")
    if serious := found["serious"]:
        return text("quality.first", summary=counted, first=serious[0]["text"])
    return text("quality.quiet", summary=counted)


def surprises(watched: Watched, names: Names) -> Text:
    """How many outcomes are outside their interval, and the first surprises."""
    known = watched.report
    if watched.champion is not None and watched.found is None:
        return text("surprises.none", year=watched.champion.cutoff)
    if not known.get("n"):
        return verbatim(str(known["summary"]))
    counts = {key: known[key] for key in ("n", "n_outside", "n_surprising")}
    found = text("surprises", **counts)
    named = [
        text(
            f"surprise.{it['outside']}",
            cluster=names.activity("cluster", it["cluster_code"]),
            region=names.region(it["region_code"]),
            year=it["year"],
        )
        for it in known.get("surprising", [])[:NAMED]
    ]
    return text("surprises.named", text=found, which=named) if named else found


def calls(judged: Sequence[Judged]) -> Text:
    """Which earlier calls came true."""
    parts = [*map(_niche_calls, [it for it in judged if not it.likeliest.empty])]
    for it in (one.report for one in judged if one.likeliest.empty):
        years = {"origin": it["origin"], "first": it["first_year"], "year": it["year"]}
        parts.append(text("calls.growth", n=it["n"], true=it["came_true"], **years))
    return text("sentences", parts=parts) if parts else text("calls.none")


def _niche_calls(found: Judged) -> Text:
    rows = found.likeliest
    parts = []
    for call in CALLS:
        if len(of_call := rows[rows["call"] == call]):
            true, stated = float(of_call["came_true"].mean()), float(of_call["probability"].mean())
            parts.append(text(f"calls.{call}", true=true, n=len(of_call), stated=stated))
    about = found.report
    return text("calls.niches", origin=about["origin"], year=about["year"], calls=parts)
