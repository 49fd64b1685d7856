"""What an entry and a loss are, in words, by the rule of the champion that makes the calls."""

from serving.contracts import Call, Metadata
from serving.languages.language import say
from serving.languages.recognition import recognised


def meaning(about: Metadata, call: Call, origin: int) -> str:
    """When a call from an origin comes true.

    Parameters
    ----------
    about : Metadata
        Of a niche champion, with its threshold, window and unit.
    """
    return say(
        f"members.meaning.{call}",
        counted=recognised(about.counted or "", "counted."),
        threshold=about.threshold,
        when=_years(origin + about.horizon, about.window),
        before=_years(origin, about.window),
    )


def _years(last: int, window: int | None) -> str:
    """The years that are added up."""
    if (window or 1) == 1:
        return say("members.meaning.year", year=last)
    return say("members.meaning.years", first=last - (window or 1) + 1, year=last)
