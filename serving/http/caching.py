"""How long browsers and proxies may keep an answer, and the tag that they ask for it again by."""

import hashlib
from importlib.metadata import PackageNotFoundError, version

from serving.contracts import Request
from serving.languages.language import spoken
from serving.sent.clock import this_year
from serving.tabular.formats import Wanted

try:
    RELEASE = version("smartspec")
except PackageNotFoundError:  # run from a checkout that is not installed
    RELEASE = ""
SECONDS = 31_536_000
"""A year, the longest that caches keep anything."""


def cache_control(request: Request) -> str:
    """Answers of a version do not change; others are asked for again, mostly for a 304.

    Where reading needs a key, access makes the answer private on its way out.
    """
    if request.version is None:
        return "no-cache"
    return f"public, max-age={SECONDS}, immutable"


def tag_of(name: str, identity: str, request: Request, wanted: Wanted) -> str:
    """The tag of an answer in the language that is spoken, without working the answer out.

    It is weak, as one answer is sent in several encodings. Sentences say how many years have
    passed, so that it changes with the year.

    Parameters
    ----------
    identity : str
        Of what answers, as ``Loaded.identity``.
    """
    asked = request.model_dump_json(exclude={"language"})
    parts = (name, identity, RELEASE, spoken().code, this_year(), wanted, asked)
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
    return f'W/"{digest}"'
