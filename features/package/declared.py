"""How a file is written, as its entry in datapackage.json declares it (Frictionless).

What is declared is honoured or refused, never ignored; notes for people, such as a title, are free.
"""

import codecs
import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from features.package.contract.columns import Table
from features.package.schema import extended

NOTES = {
    "name", "path", "rows", "title", "description", "homepage", "sources", "licenses",
    "contributors", "version", "created", "keywords", "image", "mediatype", "type", "$schema",
}  # fmt: skip
"""Properties of a resource that do not change how its file is read, or are read elsewhere."""

PROFILES = ("data-resource", "tabular-data-resource")
TYPES = {
    "string": ("string", "any"),
    "integer": ("integer", "year", "any"),
    "number": ("number", "integer", "any"),
}
"""Type of the contract to the declared types that it fits."""

CONSTRAINTS = (
    "required", "unique", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum",
    "pattern", "minLength", "maxLength",
)  # fmt: skip

NUMBER_MARKS = "declare it in schema.fields of each column of numbers"

Texts = Mapping[str, str]
EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Declared:
    """What a resource declares of its file; the defaults are those of a plain CSV in UTF-8.

    Attributes
    ----------
    encoding, delimiter, quote : str
    double_quote : bool
        Whether a quote inside quotes is written twice.
    missing : mapping of str to tuple of str
        Column to the texts of unknown cells; "" for the columns without an entry. Empty where
        none are declared: then an empty cell is unknown where the contract allows it.
    decimal, group : mapping of str to str
        Column to its decimal mark and to the mark between groups of digits.
    constraints : mapping of str to mapping
        Column to its CONSTRAINTS.
    fields : tuple of str
        Names of schema.fields, which the file must have.
    size : int
        Bytes of the file, 0 if not declared.
    digest : str
        As "sha256:...", empty if not declared.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    double_quote: bool = True
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decimal: Texts = field(default_factory=dict)
    group: Texts = field(default_factory=dict)
    constraints: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    size: int = 0
    digest: str = ""

    def missing_in(self, column: str) -> tuple[str, ...]:
        """Texts that stand for an unknown cell of a column."""
        return self.missing.get(column, self.missing.get("", ()))


PLAIN = Declared()


class RefusedError(Exception):
    """A declared property that cannot be honoured; the message continues "resource 3 "."""


def declared(entry: Mapping[str, Any], table: Table) -> Declared:
    """What an entry of resources declares, or RefusedError."""
    _check_resource(entry)
    dialect = _object(entry, "dialect")
    schema = _object(entry, "schema")
    _check_dialect(dialect)
    _check_schema(schema, table)
    fields = {it["name"]: it for it in schema.get("fields", ())}
    for name, properties in fields.items():
        _check_field(name, properties, table)
    missing = {
        name: _missing(properties["missingValues"])
        for name, properties in fields.items()
        if "missingValues" in properties
    }
    if "missingValues" in schema:
        missing[""] = _missing(schema["missingValues"])
    return Declared(
        _encoding(entry.get("encoding", "utf-8")),
        _mark(dialect, "delimiter", "\t" if str(entry.get("path")).endswith(".tsv") else ","),
        _mark(dialect, "quoteChar", '"'),
        bool(dialect.get("doubleQuote", True)),
        missing,
        {name: _mark(it, "decimalChar", ".") for name, it in fields.items()},
        {name: _mark(it, "groupChar", "") for name, it in fields.items() if "groupChar" in it},
        {name: it["constraints"] for name, it in fields.items() if it.get("constraints")},
        tuple(fields),
        _size(entry.get("bytes", 0)),
        _digest(entry.get("hash", "")),
    )


def declared_shapes(entry: Mapping[str, Any]) -> Declared:
    """What an entry of resources declares of outlines of regions, or RefusedError."""
    refused = {
        "data": "save it as a file",
        "compression": "unpack the file",
        "schema": "outlines have no columns: remove it",
        "dialect": "outlines have no delimiter: remove it",
    }
    honoured = {"profile", "format", "encoding", "bytes", "hash"}
    _refuse_unread(entry, NOTES | honoured, refused, "", strict=False)
    if entry.get("profile", PROFILES[0]) != PROFILES[0]:
        raise RefusedError(f"has the profile {entry['profile']!r}: use {PROFILES[0]}")
    if str(entry.get("format", "json")).lower() not in ("json", "geojson", "topojson"):
        raise RefusedError(f"has the format {entry['format']!r}: use geojson or topojson")
    if _encoding(entry.get("encoding", "utf-8")) != "utf-8":
        raise RefusedError(f"has the encoding {entry['encoding']!r}: save the file as UTF-8")
    return Declared(size=_size(entry.get("bytes", 0)), digest=_digest(entry.get("hash", "")))


def _check_resource(entry: Mapping[str, Any]) -> None:
    honoured = {"profile", "format", "encoding", "dialect", "schema", "bytes", "hash"}
    refused = {
        "data": "save its rows as a CSV or Parquet file",
        "compression": "unpack the file",
        "missingValues": "declare it inside schema",
        "delimiter": "declare it inside dialect",
        "primaryKey": "declare it inside schema",
        "foreignKeys": "declare it inside schema",
        "fields": "declare it inside schema",
        "decimalChar": NUMBER_MARKS,
        "groupChar": NUMBER_MARKS,
        "extrapaths": "list one file",
        "layout": "make the first row the header and remove other rows",
    }
    _refuse_unread(entry, NOTES | honoured, refused, "", strict=False)
    if entry.get("profile", PROFILES[0]) not in PROFILES:
        raise RefusedError(f"has the profile {entry['profile']!r}: use {' or '.join(PROFILES)}")
    suffix = str(entry.get("path", "")).rpartition(".")[2]
    if entry.get("format", suffix) not in (suffix, suffix.upper()):
        raise RefusedError(f"has the format {entry['format']!r}, but its file is a {suffix} file")


def _check_dialect(dialect: Mapping[str, Any]) -> None:
    """Properties of a dialect that would change how the file is read."""
    only: dict[str, tuple[tuple[Any, ...], str]] = {
        "header": ((True,), "give the file a row of column names"),
        "headerRows": (([1],), "make row 1 the row of column names"),
        "skipInitialSpace": ((False,), "remove the spaces after the delimiters"),
        "commentChar": ((None, ""), "remove the comments from the file"),
        "commentRows": ((None, []), "remove the comments from the file"),
        "escapeChar": ((None, ""), "put quotes around the cells instead"),
        "nullSequence": ((None,), "declare missingValues inside schema"),
        "lineTerminator": (("\r\n", "\n"), "end the lines with a line feed"),
    }
    free = {"delimiter", "quoteChar", "doubleQuote", "caseSensitiveHeader", "csvddfVersion"}
    free |= {"$schema", "title", "description", "name"}
    misplaced = dict.fromkeys(("decimalChar", "groupChar"), NUMBER_MARKS)
    _refuse_unread(dialect, free | set(only), misplaced, "dialect.", strict=True)
    for name, (values, advice) in only.items():
        if name in dialect and dialect[name] not in values:
            raise RefusedError(
                f"declares dialect.{name} {dialect[name]!r}, which is not read: {advice}"
            )


def _check_schema(schema: Mapping[str, Any], table: Table) -> None:
    """The keys of a table schema: those of the contract, or what follows from them."""
    names = {"fields", "missingValues", "primaryKey", "foreignKeys", "uniqueKeys"}
    notes = {"$schema", "title", "description", "name"}
    advice = {"fieldsMatch": "the columns must be those of the contract: remove it"}
    advice |= dict.fromkeys(("decimalChar", "groupChar"), NUMBER_MARKS)
    _refuse_unread(schema, names | notes, advice, "schema.", strict=True)
    fields = schema.get("fields", [])
    if not isinstance(fields, list) or not all(_is_field(it) for it in fields):
        raise RefusedError("has schema.fields that are not a list of objects with a name")
    counts = Counter(it["name"] for it in fields)
    for name in (name for name, count in counts.items() if count > 1):
        raise RefusedError(f"declares the column {name} twice in schema.fields: keep one")
    for key in [schema.get("primaryKey"), *(schema.get("uniqueKeys") or [])]:
        # A wider key than that of the contract is unique if the contract's is.
        if key and not set(table.key) <= set(_names(key)):
            raise RefusedError(
                f"declares the key {', '.join(_names(key))}, but rows of {table.name} are told "
                f"apart by {', '.join(table.key)}: declare that key or none"
            )
    homes = {column.name: column.references for column in table.columns}
    for foreign in schema.get("foreignKeys") or []:
        _check_foreign(foreign, homes, table)


def _check_foreign(foreign: Any, homes: Mapping[str, str], table: Table) -> None:
    reference = foreign.get("reference") if isinstance(foreign, Mapping) else None
    if not isinstance(reference, Mapping):
        raise RefusedError("has a foreign key without fields and reference")
    home = str(reference.get("resource") or table.name).replace("-", "_")
    ours, theirs = _names(foreign.get("fields", [])), _names(reference.get("fields", []))
    if len(ours) != 1 or len(theirs) != 1 or homes.get(ours[0]) != f"{home}.{theirs[0]}":
        places = ", ".join(f"{home}.{name}" for name in theirs)
        raise RefusedError(
            f"declares the foreign key {', '.join(ours)} to {places}, which is not checked: "
            "remove it"
        )


def _check_field(name: str, properties: Mapping[str, Any], table: Table) -> None:
    """Properties of one column."""
    types = {column.name: column.type for column in extended(table, [name]).columns}
    kind = types.get(name, "number" if table.open else "")
    notes = {"name", "title", "description", "example", "examples", "rdfType", "unit", "sources"}
    honoured = {"type", "format", "constraints", "missingValues", "bareNumber"}
    honoured |= {"decimalChar", "groupChar"} if kind == "number" else set()
    advice = {"trueValues": "no column holds yes or no", "falseValues": "no column holds yes or no"}
    advice |= {"categories": "declare constraints.enum", "decimalChar": "write it as whole numbers"}
    advice |= {"groupChar": "write the numbers without it"}
    _refuse_unread(properties, notes | honoured, advice, f"{name}.", strict=False)
    given = properties.get("type", kind)
    if kind and given not in TYPES[kind]:
        raise RefusedError(f"declares {name} as {given}, but it is read as {kind}: declare it so")
    if properties.get("format", "default") not in ("default", "any"):
        raise RefusedError(
            f"declares {name}.format {properties['format']!r}, which is not checked: remove it"
        )
    if properties.get("bareNumber", True) is not True:
        raise RefusedError(
            f"declares {name}.bareNumber false: remove signs such as % from the numbers"
        )
    constraints = properties.get("constraints") or {}
    if not isinstance(constraints, Mapping):
        raise RefusedError(f"has {name}.constraints that are not an object")
    _refuse_unread(constraints, set(CONSTRAINTS), {}, f"{name}.constraints.", strict=True)


def _refuse_unread(
    properties: Mapping[str, Any], read: set[str], advice: Texts, place: str, strict: bool
) -> None:
    """Refuse properties with an advice or close to one that is read; if strict, all others too."""
    for name, value in properties.items():
        if name in read or value is None:
            continue
        near = difflib.get_close_matches(name.lower(), [it.lower() for it in read], 1, cutoff=0.85)
        if name in advice:
            raise RefusedError(f"declares {place}{name}, which is not read there: {advice[name]}")
        if near:
            meant = next(it for it in read if it.lower() == near[0])
            raise RefusedError(f"declares {place}{name}, which is not read: did you mean {meant}?")
        if strict:
            raise RefusedError(f"declares {place}{name}, which is not read: remove it")


def _object(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = entry.get(name)
    if value is None:
        return EMPTY
    if not isinstance(value, Mapping):
        raise RefusedError(f"has a {name} that is not an object: write it into datapackage.json")
    return value


def _is_field(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("name"), str)


def _names(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(name) for name in value]


def _encoding(value: Any) -> str:
    try:
        return codecs.lookup(value).name
    except (LookupError, TypeError):
        raise RefusedError(
            f"has the unknown encoding {value!r}: save the file as CSV UTF-8"
        ) from None


def _mark(properties: Mapping[str, Any], name: str, default: str) -> str:
    """A mark of one character; only groups of digits may be parted by none, or not in ASCII."""
    value = properties.get(name, default)
    one = isinstance(value, str) and len(value) == 1 and (value.isascii() or name == "groupChar")
    if not one and value != default:
        raise RefusedError(f"has {name} {value!r}: it must be one character")
    return str(value)


def _missing(value: Any) -> tuple[str, ...]:
    """Texts of missing values, given as texts or, since version 2, with labels."""
    if not isinstance(value, list):
        raise RefusedError("has missingValues that are not a list of texts")
    texts = [it.get("value") if isinstance(it, Mapping) else it for it in value]
    if not all(isinstance(text, str) for text in texts):
        raise RefusedError('has missingValues that are not all text: write ["", "-99"]')
    return tuple(str(text) for text in texts)


def _size(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise RefusedError(f"has bytes {value!r}: it must be the size of the file")
    return value


def _digest(value: Any) -> str:
    """A hash with its algorithm; md5 if none is named."""
    if not value:
        return ""
    name, _, digest = str(value).rpartition(":")
    if (name or "md5") not in ("md5", "sha1", "sha256", "sha512") or not digest:
        raise RefusedError(f"has the hash {value!r}: use md5, sha1, sha256 or sha512")
    return f"{name or 'md5'}:{digest.lower()}"
