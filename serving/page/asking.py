"""What the summaries of views share: from an address to a request, and the age of an answer."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from serving.choice.contracts import WeightsRequest
from serving.contracts import Metadata, Question
from serving.http.problems import ProblemError, invalid_request
from serving.http.query import parsed_field
from serving.languages.language import say
from serving.page.addresses import Asked

Contract = TypeVar("Contract", bound=Question)


def request(contract: type[Contract], fields: Mapping[str, Any]) -> Contract:
    """The question with the fields of an address, which are texts.

    Raises
    ------
    ProblemError
        invalid-request
    """
    try:
        return contract.model_validate(fields, strict=False)
    except ValidationError as error:
        raise invalid_request(error) from None


def weights_of(asked: Asked) -> dict[str, Any]:
    """The weights, the preset and the floor that an address asks for; defaults are left out.

    Raises
    ------
    ProblemError
        invalid-request
    """
    fields: dict[str, Any] = {}
    if text := asked.one("weights"):
        fields["weights"] = parsed_field("weights", text)
    elif preset := asked.one("preset"):
        fields["preset"] = preset
    if floor := asked.one("floor"):
        fields["floor"] = floor
    return request(WeightsRequest, fields).model_dump(include=set(fields))


def weights_or_note(asked: Asked) -> tuple[dict[str, Any], list[str]]:
    """As weights_of; where they are not valid, none of them and a sentence that says so."""
    try:
        return weights_of(asked), []
    except ProblemError as error:
        return {}, [say("region.weights_refused", reason=error.detail)]


def ages_of(*metadata: Metadata | None) -> list[str]:
    """Sentences on calls whose years are over; static/elements.js says the same."""
    ages = [one.age.text for one in metadata if one and one.age]
    return list(dict.fromkeys(ages))
