"""A region as plain HTML: the verdict, and the two lists."""

from features.errors import InputError
from serving.champions import Loaded
from serving.choice.answers import rank_options
from serving.choice.contracts import OptionsRequest
from serving.page.addresses import Asked
from serving.page.summary import Summary
from serving.page.unknown import refused


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """The verdict of a region."""
    try:
        answer = rank_options(loaded.need_choice(), OptionsRequest(region_codes=[asked.code]))
    except InputError as error:
        return refused(asked, error)
    (found,) = answer.regions
    return Summary(found.region_name, [one.text for one in found.verdict.summary])
