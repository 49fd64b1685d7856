"""Routes of feeds."""

import logging
from collections.abc import Callable
from email.utils import formatdate, parsedate_to_datetime

from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from features.errors import InputError
from serving.champions import Champions
from serving.community.addresses import FEEDS, WITH_TOKEN, feed_path, parts_of
from serving.community.feeds import MEDIA_TYPE, Feed, written
from serving.community.lookup import latest
from serving.http.codes import check_codes
from serving.http.problems import ProblemError, asked_language, invalid_field, problem_of
from serving.languages.language import say, speaking, spoken
from serving.served.loaded import Loaded
from serving.tables import Named
from training.community.links import public_url

ASKED = ("language", "package")
"""What the query of a feed may hold."""

logger = logging.getLogger("bentoml.smartspec")


def feed_routes(champions: Champions) -> list[BaseRoute]:
    """One route for all feeds: codes may contain slashes."""
    return [Route(f"{FEEDS}{{code:code}}", _answer(champions), methods=["GET"])]


def _answer(champions: Champions) -> Callable[[HTTPRequest], Response]:
    def endpoint(http: HTTPRequest) -> Response:
        with speaking(asked_language(http.scope)):
            try:
                return _sent(_feed(champions, http), http)
            except InputError as error:
                return problem_of(error).response()

    return endpoint


def _feed(champions: Champions, http: HTTPRequest) -> Feed:
    """The feed that is asked for.

    Raises
    ------
    InputError
        There is no such feed, package or code, or it cannot be read.
    """
    for name in http.query_params:
        if name not in ASKED:
            raise invalid_field(name, say("problem.fault.extra_forbidden"))
    found = parts_of(http.path_params["code"])
    if found is None:
        raise ProblemError("no-such-resource", say("problem.feed_unknown"))
    view, code = found
    served = champions.named(http.query_params.get("package"))
    heading = _title(champions.load(served).in_language(spoken().code), view, code, served.package)
    try:
        entries = latest(served.package, view, code)
    except InputError as error:
        logger.error("%s", error)  # noqa: TRY400 - the sentence is enough
        raise ProblemError("unavailable", say("problem.feed_unreadable")) from None
    base = public_url() or str(http.base_url).rstrip("/")
    path = feed_path(view, code)
    query = f"?{http.url.query}" if http.url.query else ""
    own = "" if http.scope.get(WITH_TOKEN) else f"{base}{path}{query}"
    return Feed(served.package, path, heading, spoken().code, base, own, entries)


def _title(loaded: Loaded, view: str, code: str, package: str) -> str:
    """What a feed is called; ProblemError where nothing has its code."""
    if view == "all":
        return say("feed.all", package=package or "smartspec")
    named: dict[str, Named] = {}
    if view == "region":
        named = dict(loaded.country().regions())
    elif view == "technology":
        named = dict(loaded.niches.activities) if loaded.niches else {}
    else:
        named = dict(loaded.markets.activities) if loaded.markets else {}
        named |= loaded.growth.clusters if loaded.growth else {}
    check_codes(view, {view: code}, named)
    return say("feed.region" if view == "region" else "feed.option", name=named[code].name)


def _sent(feed: Feed, http: HTTPRequest) -> Response:
    """The feed, or that it has not changed since the client has it."""
    headers = {
        "ETag": feed.tag,
        "Cache-Control": "no-cache",
        "Content-Language": feed.language,
        "Vary": "Accept-Language, Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if feed.updated:
        headers["Last-Modified"] = formatdate(feed.updated, usegmt=True)
    if _is_known(feed, http):
        return Response(status_code=304, headers=headers)
    return Response(written(feed), headers=headers, media_type=MEDIA_TYPE)


def _is_known(feed: Feed, http: HTTPRequest) -> bool:
    """Whether the client has the feed, by its tag or else by the moment of its latest entry."""
    if tags := http.headers.get("if-none-match"):
        return feed.tag in tags
    try:
        since = parsedate_to_datetime(http.headers.get("if-modified-since", "")).timestamp()
    except (TypeError, ValueError, OverflowError):
        return False
    return 0 < feed.updated <= since
