"""Rules of style that no linter holds: six arguments at most, no cache that outlives its object."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    file
    for package in ("features", "training", "serving")
    for file in (ROOT / package).rglob("*.py")
)
MOST_ARGUMENTS = 6
VALUES = {"int", "float", "str", "bool", "bytes", "tuple[int, ...]", "tuple[float, ...]"}


def arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Names of what a caller must or may give; self, cls and options of a command are none.

    The parameters of a typer command are options that a user names one by one: annotated with
    typer.Option or typer.Argument, or an alias that ends in Option or Argument.
    """
    listed = function.args
    given = [*listed.posonlyargs, *listed.args, *listed.kwonlyargs]
    given += [rest for rest in (listed.vararg, listed.kwarg) if rest is not None]
    return [one.arg for one in given if one.arg not in {"self", "cls"} and not is_option(one)]


def is_option(argument: ast.arg) -> bool:
    if argument.annotation is None:
        return False
    text = ast.unparse(argument.annotation)
    return (
        "typer.Option" in text or "typer.Argument" in text or text.endswith(("Option", "Argument"))
    )


def functions(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_function_takes_more_than_six_arguments(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    many = {f.name: arguments(f) for f in functions(source) if len(arguments(f)) > MOST_ARGUMENTS}
    assert not many


def cached_by_object(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a decorator keeps results by arguments that are more than numbers and text."""
    kept = any("cache" in ast.unparse(decorator) for decorator in function.decorator_list)
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    kinds = {"" if one.annotation is None else ast.unparse(one.annotation) for one in given}
    return kept and not kinds <= VALUES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_module_keeps_what_was_worked_out_for_an_object(file: Path) -> None:
    """It would keep the object alive, too: results are kept by the object (cached_property)."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    kept = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and cached_by_object(node)
    ]
    assert not kept


def test_a_cache_by_object_is_seen_and_one_by_value_is_not() -> None:
    source = """
@lru_cache(maxsize=8)
def by_object(options: Options, k: int): ...
@cache
def by_value(draws: int, seed: int): ...
"""
    assert [cached_by_object(f) for f in functions(source)] == [True, False]


def test_arguments_of_every_kind_count_and_options_do_not() -> None:
    source = """
class C:
    def method(self, a, /, b, *c, d=1, **e): ...
async def command(a: PathOption, b: Annotated[int, typer.Option(min=1)] = 1, c: int = 2): ...
"""
    assert [arguments(f) for f in functions(source)] == [["c"], ["a", "b", "d", "c", "e"]]
