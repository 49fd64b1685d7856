"""What a refresh found, as events that people are told of, each once."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from features.links.exposure import SMALLEST_SHARE
from training.champion import Champion
from training.choice.criteria import Kind
from training.community import database, events, subscriptions
from training.community.delivery import outbox
from training.community.events import Event
from training.community.subscriptions import Subscription
from training.refresh import serving
from training.refresh.advice import ACTIVITY, MOST, Move, Moved
from training.refresh.judging import Judged, Watched
from training.refresh.serving import Served
from training.refresh.settings import Names
from training.trained import Progress


@dataclass(frozen=True)
class News:
    """All that people may want to be told.

    Attributes
    ----------
    advisors : mapping of kind to Champion
        Of growth, which ranks clusters, and of niches.
    """

    package: str
    names: Names
    watched: Watched
    judged: Sequence[Judged]
    served: Sequence[Served]
    moved: Sequence[Moved]
    advisors: Mapping[Kind, Champion]


def events_of(news: News) -> list[Event]:
    """The events of a refresh, the most urgent first; found again, they are the same."""
    return [
        *_surprises(news),
        *_advice(news),
        *_champions(news),
        *_calls(news),
        *_exposures(news),
    ]


def _surprises(news: News) -> Iterator[Event]:
    report, champion = news.watched.report, news.watched.champion
    for row in report.get("surprising", []):
        assert champion is not None, "surprises without a champion"
        region, cluster = row["region_code"], row["cluster_code"]
        details = {
            **news.names.region_details(region),
            **news.names.activity_details("cluster", cluster),
            "indicator": str(report["indicator"]).replace("_", " "),
            "unit": report["unit"],
            **{key: row[key] for key in ("year", "value", "low", "high")},
            "level": report["level"] / 100,
            "cutoff": champion.cutoff,
        }
        yield Event("surprise", news.package, str(row["year"]), region, "cluster", cluster, details)


def _exposures(news: News) -> Iterator[Event]:
    report = news.watched.report
    sides = {
        (row["region_code"], row["cluster_code"], row["year"]): row["outside"]
        for row in report.get("surprising", [])
    }
    for row in report.get("exposed", []):
        if row["share"] < SMALLEST_SHARE:
            continue
        region, source, cluster = (
            row[key] for key in ("region_code", "cluster_code", "neighbour_code")
        )
        details = {
            **news.names.region_details(region),
            **news.names.activity_details("cluster", cluster),
            **news.names.region_details(region, "source_region_name"),
            **news.names.activity_details("cluster", source, "source_name"),
            "side": sides.get((region, source, row["year"])) or "above",
            **{key: row[key] for key in ("direction", "share", "year")},
            "effect": row["effect"],
            "low": row["effect_low"],
            "high": row["effect_high"],
            "level": report["level"] / 100,
        }
        happened = f"{row['year']} {source} {row['direction']}"
        yield Event("exposure", news.package, happened, region, "cluster", cluster, details)


def _calls(news: News) -> Iterator[Event]:
    for found in news.judged:
        activity = str(found.champion.params.get("activity", "technology"))
        for row in found.likeliest.to_dict("records"):
            region, code = str(row["region_code"]), str(row["activity_code"])
            low, high = (
                None if row[key] is None or row[key] != row[key] else float(row[key])
                for key in ("probability_low", "probability_high")
            )
            details = {
                **news.names.region_details(region),
                **news.names.activity_details(activity, code),
                "call": str(row["call"]),
                "came_true": bool(row["came_true"]),
                "probability": float(row["probability"]),
                "low": low,
                "high": high,
                "origin": found.champion.cutoff,
                "year": found.until,
            }
            happened = f"{row['call']} {found.champion.cutoff} to {found.until}"
            yield Event("call", news.package, happened, region, activity, code, details)


def _champions(news: News) -> Iterator[Event]:
    for it in news.served:
        details: dict[str, events.Detail] = {
            "subject": it.subject.told,
            "version": it.version,
            "previous_version": it.before,
            "cutoff": it.cutoff,
            "date": it.since[:10],
            **dict(zip(("gain", "low", "high"), it.gain or 3 * [None], strict=True)),
        }
        yield Event("champion", news.package, it.identity, details=details)


def _advice(news: News) -> Iterator[Event]:
    if not news.served:
        return
    by = ", ".join(it.identity for it in serving.present(news.package))
    for it in news.moved:
        if not it.has_moved:
            continue
        advisor = news.advisors[it.kind]
        details = {
            **news.names.region_details(it.region_code),
            "entered": _joined(it.entered),
            "left": _joined(it.left),
            "most": MOST,
            **it.by_change(),
            "first": it.first,
            "first_code": it.first_code,
            "first_before": it.first_before,
            "chance": it.chance,
            "version": advisor.version,
            "cutoff": advisor.cutoff,
        }
        activity = ACTIVITY[it.kind]
        yield Event("advice", news.package, by, it.region_code, activity, "", details)


def _joined(moves: Sequence[Move]) -> str:
    return "; ".join(it.name for it in moves)


def told(found: Sequence[Event], listed: Sequence[Subscription] | None, progress: Progress) -> str:
    """Record events and what subscribers are to be sent, all or nothing; then send it.

    Parameters
    ----------
    listed : sequence of Subscription or None
        Those of the file; None leaves the ones of an earlier file as they are.

    Returns
    -------
    str
        What became of them, in words.

    Raises
    ------
    InputError
        The database cannot be reached.
    """
    now = int(time.time())
    with database.clear_errors():
        engine = database.opened()
        with database.changing(engine) as connection:
            if listed is not None:
                subscriptions.synchronise(connection, listed)
            fresh = events.record(connection, found, now)
        done = outbox.deliver(engine, now, progress)
    return (
        f"{fresh:,} of {len(found):,} events are new; sent {done.sent:,}, to be tried again "
        f"{done.postponed:,}, given up {done.given_up:,}"
    )
