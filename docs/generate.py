"""Write what is generated: commands, contracts, indicators, layouts, rooms, and catalogues.

Run it after a change of any of them: python docs/generate.py. A test compares.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGES = ("features", "training", "serving")
FORMATS_BEGIN, FORMATS_END = "<!-- formats -->", "<!-- /formats -->"
GIVES = {
    "accounts": "indicators",
    "patents": "patents",
    "input_output": "flows and output",
    "tables": "what the mapping says",
}
"""Room of `features/sources/` to what a package gets of its layouts."""
WIDTH, ROW, GAP = 330, 62, 24
"""Pixels of a house, a room and the space between houses in the picture."""
HEAD = """
<title>serving imports training, training imports features; rooms import those above them</title>
<style>
text { font: 11px system-ui, sans-serif; fill: #37474b } .package { font: 600 17px system-ui }
.name { font: 600 13px ui-monospace, monospace; fill: #1f6f78 }
.house { fill: #f3f2ee; stroke: #c9cdc8 } .room { fill: #fff; stroke: #dfe2de }
path { stroke: #5b686c; stroke-width: 2 }
</style>
<marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
<path d="M0 0 8 4 0 8z" fill="#5b686c"/></marker>
"""


def rooms() -> str:
    """A picture of the rooms in the order in which they may import, with what each is for."""
    order = _assigned(ROOT / "tests" / "test_architecture.py", "ROOMS")
    columns = {
        package: [
            name
            for name in dict.fromkeys(room.split("/")[0] for room in order[package].split())
            if (ROOT / package / name).is_dir()
        ]
        for package in PACKAGES
    }
    height = 90 + ROW * max(map(len, columns.values()))
    houses = [
        _house(place, package, names, height)
        for place, (package, names) in enumerate(columns.items())
    ]
    size = f'viewBox="0 0 {len(PACKAGES) * (WIDTH + GAP)} {height}" role="img"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{HEAD}{"".join(houses)}</svg>\n'


def _house(place: int, package: str, names: list[str], height: int) -> str:
    """One package with its rooms, and the arrow to the package that it imports."""
    left = 10 + place * (WIDTH + GAP)
    parts = [
        f'<rect x="{left}" y="10" width="{WIDTH}" height="{height - 20}" rx="10" class="house"/>',
        f'<text x="{left + 16}" y="38" class="package">{package}/</text>',
        f'<text x="{left + 16}" y="58">{escape(_purpose(ROOT / package))}</text>',
    ]
    for line, name in enumerate(names):
        top = 72 + line * ROW
        first, rest = _broken(_purpose(ROOT / package / name))
        parts += [
            f'<rect x="{left + 10}" y="{top}" width="{WIDTH - 20}" height="{ROW - 8}" rx="6" '
            'class="room"/>',
            f'<text x="{left + 20}" y="{top + 17}" class="name">{name}/</text>',
            f'<text x="{left + 20}" y="{top + 33}">{escape(first)}</text>',
            f'<text x="{left + 20}" y="{top + 47}">{escape(rest)}</text>',
        ]
    if place:
        parts.append(f'<path d="M {left - 2} 34 h -{GAP - 6}" marker-end="url(#end)"/>')
    return "".join(parts)


def _assigned(file: Path, name: str) -> Mapping[str, str]:
    """A constant of a file, read without running it."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return dict(ast.literal_eval(node.value))
    raise LookupError(f"{file} has no {name}")


def _purpose(folder: Path) -> str:
    """The first line of a package's docstring; what is in a folder without Python."""
    file = folder / "__init__.py"
    if not file.exists():
        return ", ".join(sorted(one.name for one in folder.iterdir()))
    return (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").split("\n")[0]


def _broken(text: str, width: int = 54) -> tuple[str, str]:
    """A text on two lines."""
    if len(text) <= width:
        return text, ""
    cut = text.rindex(" ", 0, width)
    return text[:cut], text[cut + 1 :]


def commands() -> str:
    """Every command of smartspec with its options, from the commands themselves."""
    from serving.terminal.smartspec import COMMANDS, load

    lines = [
        "# Commands",
        "",
        "`python -m features`, `training` and `serving` have the same commands, by package.",
        "This page is written by `python docs/generate.py`.",
    ]
    for name in COMMANDS:
        group = load(name)
        for path, command in [((name,), group), *_commands(group, (name,))]:
            level = "##" if len(path) == 1 else "###"
            lines += ["", f"{level} smartspec {' '.join(path)}", "", _paragraphs(command.help)]
            lines += _options(command)
    return "\n".join(lines) + "\n"


def _commands(group: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The commands below a group, those of its groups too; hidden ones are left out."""
    import click

    if not hasattr(group, "list_commands"):
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        yield (*above, name), command
        yield from _commands(command, (*above, name))


def _options(command: Any) -> list[str]:
    """A table of the parameters of a command."""
    rows = []
    for parameter in command.params:
        if getattr(parameter, "hidden", False) or parameter.name in ("help",):
            continue
        argument = parameter.param_type_name == "argument"
        names = parameter.name.upper() if argument else ", ".join(parameter.opts)
        if getattr(parameter, "secondary_opts", []):
            names += " / " + ", ".join(parameter.secondary_opts)
        help_text = (getattr(parameter, "help", None) or "").replace("|", "\\|")
        default = parameter.default
        shown = "required" if parameter.required else "" if default in (None, (), []) else default
        if callable(shown):
            shown = ""
        rows.append(f"| `{names}` | {shown} | {help_text} |".replace("  ", " "))
    head = ["", "| option | default | meaning |", "|---|---|---|"]
    return [*head, *rows] if rows else []


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())


def _paragraphs(text: str | None) -> str:
    """A help text; its example as code."""
    parts = (text or "").strip().split("\n\n")
    shown = []
    for part in parts:
        line = " ".join(part.split())
        example = line.removeprefix("Example: ")
        shown.append(f"Example: `{example}`" if example != line else line)
    return "\n\n".join(shown)


ASKED = ("| POST | as a link (GET) | request | response | answer |", "|---|---|---|---|---|")


def _asked(one: Any) -> str:
    """The row of an endpoint."""
    return (
        f"| `/{one.name}` | {', '.join(f'`{path}`' for path in one.paths)} "
        f"| [{one.request.__name__}](#{one.request.__name__.lower()}) "
        f"| [{one.response.__name__}](#{one.response.__name__.lower()}) | {one.summary} |"
    )


def contracts() -> str:
    """Every endpoint, and the fields of every contract, from the OpenAPI document."""
    from serving.endpoints import ENDPOINTS
    from serving.http.openapi import openapi_document
    from serving.http.problems import KINDS, PREFIX
    from serving.languages.language import say
    from serving.members.endpoints import COMMUNITY

    document = openapi_document()
    schemas = document["components"]["schemas"]
    lines = [
        "# Contracts",
        "",
        "What can be asked over HTTP, and what is answered. The service shows the same at `/docs`;",
        "this page is written by `python docs/generate.py`.",
        "",
        *ASKED,
        *(_asked(one) for one in ENDPOINTS),
        "",
        "## Members",
        "",
        "What members of the space ask and contribute ([space](space.md)). What changes something",
        "is asked by POST alone and needs the right to contribute.",
        "",
        *ASKED,
        *(_asked(one) for one in COMMUNITY),
    ]
    lines += ["", "## Problems", "", "| status | type | title |", "|---|---|---|"]
    lines += [
        f"| {status} | `{PREFIX}{kind}` | {say(f'problem.{kind}.title')} |"
        for kind, status in KINDS.items()
    ]
    lines += ["", "## Criteria", "", *_criteria(), "", "## Presets", "", *_presets()]
    for name, schema in sorted(schemas.items()):
        lines += ["", f"## {name}", "", _sentence(schema.get("description"))]
        if fields := schema.get("properties", {}):
            lines += ["", "| field | type | default | meaning |", "|---|---|---|---|"]
            required = schema.get("required", [])
            lines += [_field(key, value, key in required) for key, value in fields.items()]
    return "\n".join(lines) + "\n"


def _criteria() -> list[str]:
    """The criteria that weights name, and those that a package adds."""
    from training.choice.criteria import CRITERIA
    from training.choice.evidence import SUSTAINABILITY

    rows = [
        f"| `{name}` | {'more' if one.direction > 0 else 'less'} | {one.meaning} |"
        for name, one in CRITERIA.items()
    ]
    added = ", ".join(f"`{name}`" for name in SUSTAINABILITY)
    return [
        "What `weights` may name. Criteria without data are not used, and the answer names them.",
        "",
        "| criterion | better | meaning |",
        "|---|---|---|",
        *rows,
        "",
        f"Where `cluster_indicators` has one of them, also {added}: per unit of size.",
    ]


def _presets() -> list[str]:
    """Weights with a name."""
    from training.choice.presets import DEFAULT, PRESETS

    rows = [
        f"| `{name}` | {preset.meaning} | "
        + ", ".join(f"{criterion} {weight:g}" for criterion, weight in preset.weights.items())
        + " |"
        for name, preset in PRESETS.items()
    ]
    return [
        f"What `preset` may name; `{DEFAULT}` is the default. The sustainability criteria of a "
        "package share the weight of sustainability.",
        "",
        "| preset | for | weights |",
        "|---|---|---|",
        *rows,
    ]


def _field(name: str, schema: Mapping[str, Any], required: bool) -> str:
    default = f"`{schema['default']!r}`" if "default" in schema else "required" * required
    text = _sentence(schema.get("description")).replace("|", "\\|")
    return f"| {name} | {_type(schema)} | {default} | {text} |"


def _type(schema: Mapping[str, Any]) -> str:
    """A type in words, with its limits."""
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"])
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("type") == "array":
        most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
        return f"list of {_type(schema['items'])}{most}"
    if schema.get("type") == "object" and "additionalProperties" in schema:
        inner = schema["additionalProperties"]
        return f"mapping of text to {_type(inner)}" if isinstance(inner, dict) else "object"
    low, high = schema.get("minimum"), schema.get("maximum")
    limits = "" if low is None and high is None else f", {low} to {high}"
    return f"{schema.get('type', 'any')}{limits}"


def indicators() -> str:
    """Every indicator of the indicator table: unit, formula, source."""
    from docs.indicator_page import markdown

    return markdown()


def imports() -> str:
    """The page about import, with the table of the layouts that are recognised."""
    page = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    before, _, rest = page.partition(FORMATS_BEGIN)
    after = rest.partition(FORMATS_END)[2]
    return f"{before}{FORMATS_BEGIN}\n{_layouts()}\n{FORMATS_END}{after}"


def _layouts() -> str:
    """Every layout with the tables that a package gets of it, and the terms of its office."""
    from features.sources.formats import FORMATS

    rows = [
        f"| {one.title} | {GIVES.get(one.read.__module__.split('.')[2], 'its own table')} "
        f"| {one.licence or 'your own'} |"
        for one in FORMATS
    ]
    return "\n".join(["| layout | gives | terms |", "|---|---|---|", *rows])


PAGES = {
    "rooms.svg": rooms,
    "commands.md": commands,
    "contracts.md": contracts,
    "indicators.md": indicators,
    "import.md": imports,
}


def main() -> None:
    """Write every page, and every catalogue of translations."""
    sys.path.insert(0, str(ROOT))
    for name, make in PAGES.items():
        (ROOT / "docs" / name).write_text(make(), encoding="utf-8")
    from serving.languages import catalogues

    for file in catalogues.files():
        file.write_text(catalogues.updated(file), encoding="utf-8")


if __name__ == "__main__":
    main()
