"""What a browser gets after a form of members: its page again, or what is shown once."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.responses import HTMLResponse, RedirectResponse, Response

from features.formats import sentence
from serving.languages.language import say, speaking
from serving.page.addresses import PLAIN
from serving.page.shell import TEMPLATES
from serving.page.static_files import version

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SHOWN_ONCE = (
    *("invite", "give_chance", "give_practice_chance", "set_mail", "set_webhook"),
    *("leave", "export_own", "remove_member"),
)
"""Forms whose answer is shown, before the reader goes back."""
LISTS = {"give_chance": PLAIN["expect"], "give_practice_chance": PLAIN["practice"]}
"""Forms of a list that is shown again, with what was answered above it."""
GIVEN = "given"
"""Name in the query of the address of such a list: what a chance was given for."""


def after_form(name: str, found: Any, back: str, language: str) -> Response:
    """The response to a form.

    Parameters
    ----------
    name : str
        Of the endpoint.
    found : response of the endpoint
    back : str
        Address of the page that the form was on.
    """
    if name == "export_own":
        disposition = 'attachment; filename="smartspec-member.json"'
        content = found.model_dump_json(indent=2)
        headers = {"Content-Disposition": disposition}
        return Response(content, media_type="application/json", headers=headers)
    if urlsplit(back).path == LISTS.get(name):
        return RedirectResponse(_naming(back, found.id), 303)
    if name not in SHOWN_ONCE:
        return RedirectResponse(back, 303)
    with speaking(language):
        if name == "invite":
            said = [say("members.page.invitation", code=found.code, expires=found.expires)]
            said.append(say("members.page.invitation_once"))
        elif name == "set_webhook":
            said = [found.said, say("members.webhook.secret", secret=found.secret)]
        else:
            said = [found.said]
        return _page(say("members.page.done"), said, back, language)


def _naming(address: str, id_: str) -> str:
    """The address of a list, which names what a chance was given for."""
    parts = urlsplit(address)
    kept = [it for it in parse_qsl(parts.query) if it[0] != GIVEN]
    return f"{parts.path}?{urlencode([*kept, (GIVEN, id_)])}"


def refused(problem: Any, back: str, language: str) -> Response:
    """Why a form was refused, as a page."""
    with speaking(language):
        response = _page(problem.title, [sentence(problem.detail)], back, language)
    response.status_code = problem.response().status_code
    return response


def _page(title: str, sentences: list[str], back: str, language: str) -> Response:
    html = TEMPLATES.get_template("done.html").render(
        language=language, title=title, sentences=sentences, back=back, version=version(), say=say
    )
    headers = {"Content-Security-Policy": POLICY, "Content-Language": language}
    return HTMLResponse(html, headers=headers)
