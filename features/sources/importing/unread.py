"""Files of no known layout: why they cannot be read, and mappings that are proposed for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from features.errors import InputError, listed
from features.files import write
from features.sources.opening import SourceFile
from features.sources.tables.mapping import proposed, read_with
from features.sources.tables.plan import Plan
from features.sources.tables.writing import to_toml


def refuse_unread(others: Sequence[SourceFile]) -> None:
    """InputError for files of no known layout that the user named himself, with the reason."""
    named = [file for file in others if file.name == file.given]
    if named:
        more = f" (and {len(named) - 1} more files of no known layout)" if len(named) > 1 else ""
        raise InputError(f"{_why_unread(named[0])}{more}")


def _why_unread(file: SourceFile) -> str:
    """Why a file is no official file that is known here, and no table that reads by itself."""
    try:
        asked = proposed([file]).plan.questions()
    except InputError as error:
        return f"{file.name} has no official layout that is known here, and as a table: {error}"
    return (
        f"{file.name} has no official layout that is known here; as a table it needs a mapping "
        f"that answers {listed(asked)}: --dry-run writes one to correct, --map takes it"
    )


def propose(tables: Sequence[SourceFile], others: Sequence[SourceFile]) -> dict[SourceFile, str]:
    """Write a proposed mapping for every table, and say where; one that is there stays.

    A file of an archive that is no table is none; a file that the user named himself is refused.
    """
    found = {}
    for file in (*tables, *others):
        path = Path(f"{Path(file.name).stem}.toml")
        if path.exists():
            found[file] = f"{file.name}: {path} is there already; remove it for a new proposal"
            continue
        try:
            proposal = proposed([file], by_name=len(tables) + len(others) > 1)
        except InputError:
            if file.name == file.given:
                raise
            continue
        write(path, to_toml(proposal, file.name).encode())
        found[file] = _next_step(file, path, proposal.plan)
    return found


def _next_step(file: SourceFile, path: Path, plan: Plan) -> str:
    """What a user has to do with a proposed mapping."""
    wrote, then = f"{file.name}: wrote the mapping {path}", f"then import with --map {path}"
    if asked := plan.questions():
        return f"{wrote}: answer what it asks ({listed(asked)}), {then}"
    try:
        read_with(plan, [file])
    except InputError as error:
        return f"{wrote}: correct it or the table ({error}), {then}"
    return (
        f"{file.name}: is read by the mapping {path}, written for you to see; if you change it, "
        f"import with --map {path}"
    )
