"""Options of a command from the fields of a request contract.

Values stay text until the contract reads them, so that the terminal refuses what HTTP refuses, in
the same words. Options are repeated for lists of codes, repeated or given commas for numbers;
mappings are NAME=NUMBER, and objects are values separated by colons.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import Parameter
from pathlib import Path
from re import fullmatch, search, sub
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from features.errors import InputError
from serving.choice.weights_file import FORM, read_weights
from serving.contracts import Request
from serving.http.problems import invalid_request
from serving.terminal.series_file import NEEDED as COLUMNS
from serving.terminal.series_file import OPTIONAL, read_series

SERIES = "series"
"""Field that is read from a file, or made of the codes of series in the data."""
WEIGHTS, WEIGHTS_FILE = "weights", "weights_file"
"""Field that may be read from a file instead, and the parameter for the file."""


@dataclass(frozen=True)
class Kind:
    """How values of a type are typed.

    Attributes
    ----------
    annotation : type
        Type of the parameter for typer.
    metavar : str or None
        Form of one value; None for typer's default.
    read : callable
        From the option's name and typer's value to the value of the contract.
    """

    annotation: Any
    metavar: str | None = None
    read: Callable[[str, Any], Any] = lambda _, value: value

    @property
    def repeated(self) -> bool:
        """Whether the option may be given more than once."""
        return get_origin(self.annotation) is list


def parameters(contract: type[Request], preferred: Mapping[str, Any]) -> list[Parameter]:
    """The options of a contract as keyword parameters of a command.

    Parameters
    ----------
    preferred : mapping
        Defaults by field, where they differ from the contract's.
    """
    options = []
    for name, field in contract.model_fields.items():
        if name == SERIES:
            options += _series_parameters()
            continue
        kind, required = _kind(field.annotation), field.is_required()
        option = typer.Option(
            option_name(contract, name) + (f"/--no-{name}" if kind.annotation is bool else ""),
            help=_help(contract, field, kind),
            metavar=kind.metavar,
        )
        annotation = kind.annotation if required else kind.annotation | None
        options.append(
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                default=Parameter.empty if required else preferred.get(name),
                annotation=Annotated[annotation, option],
            )
        )
        if name == WEIGHTS:
            options.append(_weights_file())
    return options


def _weights_file() -> Parameter:
    """A file of weights, instead of one option for each."""
    option = typer.Option("--weights-file", help=f"file of weights: {FORM}")
    return Parameter(
        WEIGHTS_FILE,
        Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[Path | None, option],
    )


def request_of(contract: type[Request], given: Mapping[str, Any]) -> Request:
    """The request of some options; fields that are not given keep the contract's defaults.

    Raises
    ------
    InputError
        An option cannot be read, or the contract refuses the request.
    """
    fields: dict[str, Any] = {}
    for name, field in contract.model_fields.items():
        if name == SERIES:
            fields[name] = _series(given)
        elif given.get(name) is not None:
            kind = _kind(field.annotation)
            fields[name] = kind.read(option_name(contract, name), given[name])
        if name == WEIGHTS and given.get(WEIGHTS_FILE) is not None:
            if name in fields:
                raise InputError("give --weight or --weights-file, not both")
            fields[name] = read_weights(given[WEIGHTS_FILE])
    try:
        return contract.model_validate(fields, strict=False)
    except ValidationError as error:
        faults = invalid_request(error).errors
        raise InputError("; ".join(_fault(contract, **fault) for fault in faults)) from None


def option_name(contract: type[Request], name: str) -> str:
    """region_codes as --region, levels as --level, activity_code as --activity-code."""
    if name != SERIES and _kind(contract.model_fields[name].annotation).repeated:
        singular = name.removesuffix("s")
        short = singular.removesuffix("_code")
        name = singular if short in contract.model_fields else short
    return f"--{name.replace('_', '-')}"


def _kind(annotation: Any) -> Kind:
    """How values of a type are typed.

    Raises
    ------
    TypeError
        For a type without a form.
    """
    plain = _without_none(annotation)
    origin, parts = get_origin(plain), get_args(plain)
    if plain is bool:
        return Kind(bool)
    if origin is Literal:
        return Kind(plain)
    if origin is list:
        return _list_kind(_without_none(parts[0]))
    if origin is dict:
        value = _without_none(parts[1])
        if get_origin(value) is list:
            return Kind(list[str], "NAME=NUMBER,...", _by_name(_numbers, "C1=2,2,1"))
        return Kind(list[str], "NAME=NUMBER", _by_name(_number, "growth=2"))
    if plain in (int, float):
        return Kind(str, "NUMBER", lambda option, text: _number(option, text, text))
    if plain is str:
        return Kind(str, "TEXT")
    raise TypeError(f"no option can give {annotation}")


def _list_kind(item: Any) -> Kind:
    """How a list is typed: an option for each item, numbers also with commas."""
    if item in (int, float):
        return Kind(list[str], "NUMBER,...", _split)
    if get_origin(item) is Literal:
        return Kind(list[str], "|".join(get_args(item)))
    if isinstance(item, type) and issubclass(item, BaseModel):
        form = ":".join(name.removesuffix("_code").upper() for name in item.model_fields)
        return Kind(list[str], form, _objects(item, form))
    return Kind(list[str], "TEXT")


def _without_none(annotation: Any) -> Any:
    """A type without its annotations and without None."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = (part for part in get_args(annotation) if part is not type(None))
        return _without_none(annotation)
    return annotation


def _split(option: str, texts: Iterable[str]) -> list[str]:
    """Numbers from texts with commas."""
    return [number for text in texts for number in _numbers(option, text, text)]


def _numbers(option: str, text: str, whole: str) -> list[str]:
    return [_number(option, number, whole) for number in text.split(",")]


def _number(option: str, text: str, whole: str, form: str = "numbers, as 2 or 1.5") -> str:
    """The text of a number as it is; InputError for any other text."""
    try:
        float(text)
    except ValueError:
        raise InputError(f"{option} takes {form}, not {whole!r}") from None
    return text


def _by_name(read: Callable[[str, str, str], Any], example: str) -> Callable[..., Any]:
    """Reads a mapping from NAME=VALUE; a name may contain an equals sign."""

    def mapping(option: str, texts: Iterable[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for text in texts:
            name, _, value = text.rpartition("=")
            if not name:
                raise InputError(f"{option} takes NAME=NUMBER, as {example}, not {text!r}")
            if name in found:
                raise InputError(f"{option} is given twice for {name}: give it once")
            found[name] = read(option, value, text)
        return found

    return mapping


def _objects(item: type[BaseModel], form: str) -> Callable[..., Any]:
    """Reads objects from values with colons; the first value may contain colons."""
    numeric = {
        name: _without_none(field.annotation) in (int, float)
        for name, field in item.model_fields.items()
    }

    def objects(option: str, texts: Iterable[str]) -> list[dict[str, str]]:
        found = []
        for text in texts:
            values = text.rsplit(":", len(numeric) - 1)
            if len(values) < len(numeric):
                raise InputError(f"{option} takes {form}, not {text!r}")
            for value, is_number in zip(values, numeric.values(), strict=True):
                if is_number:
                    _number(option, value, text, form)
            found.append(dict(zip(numeric, values, strict=True)))
        return found

    return objects


def _help(contract: type[Request], field: FieldInfo, kind: Kind) -> str:
    """Description of a field, whether its option is repeated, and its default."""
    about = [_with_options(contract, field.description or "")]
    about += ["may be repeated"] if kind.repeated else []
    default = None if field.is_required() else field.get_default()
    if isinstance(default, list):
        default = ", ".join(map(str, default))
    if not isinstance(default, bool) and default not in (None, "", {}):
        about.append(f"default: {default}")
    return "; ".join(filter(None, about))


def _with_options(contract: type[Request], text: str) -> str:
    """A text with options in place of names of fields."""
    for name in contract.model_fields:
        if "_" in name:
            text = sub(rf"\b{name}\b", option_name(contract, name), text)
    return text


def _fault(contract: type[Request], field: str, detail: str) -> str:
    """A fault of the request by option: levels[0] as --level, weights.growth as --weight growth."""
    name, rest = field, ""
    if place := search(r"[.\[]", field):
        name, rest = field[: place.start()], field[place.start() :]
    if name not in contract.model_fields:
        return _with_options(contract, detail)
    rest = "" if fullmatch(r"\[\d+\]", rest) else rest.replace(".", " ", 1)
    return f"{option_name(contract, name)}{rest}: {_with_options(contract, detail)}"


def _series_parameters() -> list[Parameter]:
    """A file of series, and the codes of series in the data."""
    options: list[tuple[str, Any, str]] = [
        (SERIES, Path, f"CSV with {', '.join(COLUMNS)} and optionally {', '.join(OPTIONAL)}"),
        ("region", str, "region of series in the data"),
        ("cluster", list[str], "cluster of a series in the data; may be repeated"),
    ]
    return [
        Parameter(
            name,
            Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[kind | None, typer.Option(f"--{name}", help=about)],
        )
        for name, kind, about in options
    ]


def _series(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The series of the file, then those in the data."""
    file, region, clusters = (given.get(name) for name in (SERIES, "region", "cluster"))
    if bool(region) != bool(clusters) or not (file or region):
        raise InputError("give --series FILE, or --region and --cluster of series in the data")
    in_data = [{"region_code": region, "cluster_code": code} for code in clusters or []]
    return [*(read_series(file) if file else []), *in_data]
