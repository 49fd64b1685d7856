"""Contracts read from an address: its path, which may name a region, and its query.

A list of plain values is given by repeating its parameter; weights are given as growth:2,risk:1 or
as JSON, lists of objects, such as shocks, as JSON: /options/R1?weights={"growth":2}.
"""

import re
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from starlette.requests import Request as HTTPRequest

from serving.contracts import Question
from serving.http.json_text import parsed
from serving.http.problems import ProblemError, invalid_field, invalid_request
from serving.languages.language import say

Contract = TypeVar("Contract", bound=Question)
NUMBERS = re.compile(r"(?:[^,:{}\[\]\"]{1,64}:[0-9.]{1,20}(?:,|$))+(?<!,)")
"""Names with numbers: growth:2,risk:1."""
MAX_QUERY = 8_192
"""Largest query in bytes."""
OF_THE_ADDRESS = ("format", "table")
"""Parameters that say how an answer is sent, and are not of its contract."""


def from_query(contract: type[Contract], http: HTTPRequest) -> Contract:
    """The contract that an address asks for.

    Raises
    ------
    ProblemError
        invalid-request
    """
    query = http.query_params
    if len(http.scope["query_string"]) > MAX_QUERY:
        raise ProblemError("invalid-request", say("problem.query_size", most=MAX_QUERY))
    given: dict[str, Any] = {}
    for name in query:
        if name in OF_THE_ADDRESS:
            continue
        if name == "region_codes" and "region_code" in http.path_params:
            raise invalid_field(name, say("problem.region_in_address"))
        values = query.getlist(name)
        if is_list(contract, name):
            given[name] = values
        elif len(values) > 1:
            raise invalid_field(name, say("problem.twice"))
        else:
            as_json = _is_json(contract, name)
            given[name] = parsed_field(name, values[0]) if as_json else values[0]
    for name, value in http.path_params.items():
        given |= {"region_codes": [value]} if name == "region_code" else {name: value}
    try:
        return contract.model_validate(given, strict=False)
    except ValidationError as error:
        raise invalid_request(error) from None


def fields_of_query(contract: type[Question]) -> dict[str, bool]:
    """Fields of a contract, and whether an address gives them as JSON."""
    return {name: _is_json(contract, name) for name in contract.model_fields}


def _is_json(contract: type[Question], name: str) -> bool:
    field = contract.model_fields.get(name)
    return field is not None and not is_list(contract, name) and _is_deep(field.annotation)


def is_list(contract: type[Question], name: str) -> bool:
    """Whether a field is a list of plain values."""
    field = contract.model_fields.get(name)
    if field is None or get_origin(field.annotation) is not list:
        return False
    return not _is_deep(get_args(field.annotation)[0])


def _is_deep(annotation: Any) -> bool:
    """Whether values of the type are objects, mappings or lists, alone or in a union."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _is_deep(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return any(_is_deep(part) for part in get_args(annotation))
    if origin in (dict, list):
        return True
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def parsed_field(name: str, text: str) -> Any:
    """The value of a field that is given as JSON or as names with numbers; else ProblemError."""
    try:
        return _numbers(name, text) if NUMBERS.fullmatch(text) else parsed(text)
    except ValueError:
        raise invalid_field(name, say("problem.as_json")) from None


def _numbers(name: str, text: str) -> dict[str, float]:
    """growth:2,risk:1 as a mapping; ValueError where a number is none."""
    pairs = [pair.rsplit(":", 1) for pair in text.split(",")]
    if len({key for key, _ in pairs}) < len(pairs):
        raise invalid_field(name, say("problem.name_twice"))
    return {key: float(number) for key, number in pairs}
