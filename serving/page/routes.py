"""Routes of the page: its views, and the files that they load."""

from collections.abc import Callable

from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from features.errors import InputError
from serving.champions import Champions
from serving.http.framing import embed_hosts, frame_ancestors
from serving.http.problems import ProblemError
from serving.languages.language import say, speaking
from serving.page.addresses import PLAIN, VIEWS, Asked, asked
from serving.page.documents import DOCUMENTS, document_of
from serving.page.embed import embedded
from serving.page.members import expecting
from serving.page.members import views as of_members_views
from serving.page.members.corner import corner
from serving.page.members.tokens import token_routes
from serving.page.search import exact, in_other_case
from serving.page.shell import NOTHING, OfMembers, rendered
from serving.page.static_files import static_files, version
from serving.page.summary import Summary
from serving.page.switch import first_of, with_package
from serving.sent.answered import note_models
from serving.served.loaded import Loaded

SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'self'"
)
"""Nothing from other hosts, and no script that stands in a page."""
UNFRAMED = frame_ancestors(())
MEMBER_VIEWS = {
    "members": (of_members_views.directory, "directory"),
    "changes": (of_members_views.changes, "changes"),
    "expect": (expecting.expect, "expect"),
    "practice": (expecting.practice, "practice"),
}
"""View of members to what makes it, and the message that names it."""
FOREVER = "public, max-age=31536000, immutable"


def page_routes(champions: Champions) -> list[BaseRoute]:
    """A route for each view, and one for the files."""
    views = [
        Route(path.replace("}", ":code}"), _view(champions, name), methods=["GET"])
        for name, path in VIEWS.items()
    ]
    papers = [
        Route(path.replace("}", ":code}"), _safe(document_of(champions, kind)), methods=["GET"])
        for kind, path in DOCUMENTS.items()
    ]
    return [
        *views,
        *(
            Route(path, _of_members(champions, name), methods=["GET"])
            for name, path in PLAIN.items()
        ),
        *papers,
        *token_routes(),
        Route("/static/{version}/{path:path}", _static, methods=["GET"]),
        Route("/embed/{code:code}", _embedded(frame_ancestors(embed_hosts())), methods=["GET"]),
    ]


def _view(champions: Champions, name: str) -> Callable[[HTTPRequest], Response]:
    def endpoint(http: HTTPRequest) -> Response:
        found = asked(name, http)
        states = champions.states()
        if found.package is None and len(states) > 1:
            return RedirectResponse(with_package(found, first_of(states)), 303)
        try:
            with speaking(found.language):
                served = champions.named(found.package)
                loaded = champions.load(served, with_choice=found.view != "data")
        except ProblemError as problem:
            status, html = rendered(Loaded(), found, states, problem)
            return _html(found, status, html, UNFRAMED)
        if target := _target(loaded, found):
            return RedirectResponse(target, 303)
        note_models(loaded.models)
        of_members = OfMembers(corner(http.scope, loaded, found, served.package))
        status, html = rendered(loaded, found, states, of_members=of_members)
        return _html(found, status, html, UNFRAMED, of_members)

    return endpoint


def _of_members(champions: Champions, name: str) -> Callable[[HTTPRequest], Response]:
    """A view of members, in plain HTML."""
    look, key = MEMBER_VIEWS[name]

    def endpoint(http: HTTPRequest) -> Response:
        found, states = asked(name, http), champions.states()
        if found.package is None and len(states) > 1:
            return RedirectResponse(with_package(found, first_of(states)), 303)
        loaded, of_members = Loaded(), NOTHING
        try:
            with speaking(found.language):
                served = champions.named(found.package)
                loaded = champions.load(served, with_choice=True)
                here, seen = look(http, loaded, found, served.package)
                summary = Summary(say(f"members.page.{key}"), [])
            of_members = OfMembers(here, summary, seen)
            problem = None
        except ProblemError as error:
            problem = error
        status, html = rendered(loaded, found, states, problem, of_members)
        return _html(found, status, html, UNFRAMED, of_members)

    return endpoint


def _embedded(ancestors: str) -> Callable[[HTTPRequest], Response]:
    def endpoint(http: HTTPRequest) -> Response:
        found = asked("embed", http)
        status, html = embedded(found)
        return _html(found, status, html, ancestors)

    return endpoint


def _html(
    asked: Asked, status: int, html: str, ancestors: str, of_members: OfMembers = NOTHING
) -> Response:
    headers = {
        **SAFE,
        "Content-Security-Policy": f"{POLICY}; {ancestors}",
        "Content-Language": asked.language,
        "Vary": "Accept-Language",
    }
    if of_members.corner is not None:
        headers["Cache-Control"] = "private, no-store"  # it says who asks
    return HTMLResponse(html, status, headers)


def _target(loaded: Loaded, found: Asked) -> str | None:
    """Where a search leads that only one entry answers to, or a code in other capitals."""
    if found.code:
        try:
            code = in_other_case(loaded, found.view, found.code)
        except InputError:
            return None
        return found.link(found.view, code, **found.query) if code else None
    text = found.one("find") if found.view == "country" else None
    try:
        entry = exact(loaded, text) if text else None
    except InputError:  # nothing is loaded, as the view itself says
        return None
    return found.link(entry.view, entry.code) if entry else None


def _safe(endpoint: Callable[[HTTPRequest], Response]) -> Callable[[HTTPRequest], Response]:
    """The endpoint, under the policy of the page."""

    def guarded(http: HTTPRequest) -> Response:
        response = endpoint(http)
        response.headers.update({**SAFE, "Content-Security-Policy": f"{POLICY}; {UNFRAMED}"})
        return response

    return guarded


def _static(http: HTTPRequest) -> Response:
    """A file; it may be kept for good, since another version has another address.

    Below the address of another version, as while versions are exchanged, it may not.
    """
    file = static_files().get(http.path_params["path"])
    is_own = http.path_params["version"] == version()
    if file is None:
        return ProblemError("no-such-resource", say("problem.no_file")).response()
    headers = {
        **SAFE,
        "Cache-Control": FOREVER if is_own else "no-store",
        "Vary": "Accept-Encoding",
    }
    if "gzip" in http.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.compressed, headers=headers, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)
