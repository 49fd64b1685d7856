"""The view option as plain HTML."""

from serving.champions import Loaded
from serving.languages.language import say
from serving.page.addresses import Asked
from serving.page.summary import Summary


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """What the view says."""
    return Summary(say("page.title"), [])
