"""From the query of a page's address to the fields of a request."""

from typing import Any

from pydantic import ValidationError

from serving.choice.contracts import OptionsRequest, WeightsRequest
from serving.http.problems import invalid_request
from serving.http.query import parsed_field
from serving.page.addresses import Asked


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
    try:
        found = WeightsRequest.model_validate(fields, strict=False)
    except ValidationError as error:
        raise invalid_request(error) from None
    return found.model_dump(include=set(fields))


def options_of(asked: Asked, **more: Any) -> OptionsRequest:
    """The question about the options of the region in an address, with its weights.

    Raises
    ------
    ProblemError
        invalid-request
    """
    fields = {"region_codes": [asked.code], **weights_of(asked), **more}
    try:
        return OptionsRequest.model_validate(fields, strict=False)
    except ValidationError as error:
        raise invalid_request(error) from None
