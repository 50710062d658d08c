"""What a chapter is made from: while all of it is the same, so is its page.

Most of it decides what the notebook puts out; the rest only how that is shown. Comments and layout
of the notebook's code decide nothing.
"""

from __future__ import annotations

import ast
import json
import platform
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lscb.cleared import Cleared
from lscb.editions import Edition
from lscb.imports import PACKAGE, imported, modules_in
from lscb.inputs import (
    Part,
    Parts,
    code_digests,
    code_part,
    digest_of,
    installed,
    kept,
    part_digests,
    recalled,
    versions,
)
from lscb.workbench import ReportPlace, Workbench

OUTPUTS_OF = ("ipykernel", "matplotlib", "papermill", "seaborn")
"""Packages that decide what a notebook puts out, besides those that decide a number."""

PAGE_OF = ("beautifulsoup4", "gptables", "jinja2", "mistune", "nbconvert", "xlsxwriter")

OF_OUTPUTS = ("tables", "report", "notebook", "code", "versions")
"""The parts that decide what the notebook puts out."""

OF_PAGE = (*OF_OUTPUTS, "words", "page", "page_versions")
"""All the parts that decide the page."""

EXECUTED = "executed"
"""What is kept beside the parts: the digest of the executed notebook, which decides nothing."""


def chapter_parts(
    workbench: Workbench, held: Cleared, chapter: str, read: bytes | None = None
) -> Parts:
    """All that decides a chapter's page, part by part; `read` is its notebook, where it was read
    already."""
    stated, notebook = held.chapter(chapter), workbench.notebook(chapter)
    content, named = read or notebook.read_bytes(), f"notebooks/{notebook.name}"
    source = notebook_code(content)
    return {
        "tables": {table["name"]: table["digest"] for table in stated["tables"]},
        "report": _report(held, chapter),
        "notebook": {named: digest_of(source.encode())},
        "code": {**code_part(workbench, *_imports(source)), **_running()},
        "versions": held.manifest["versions"] | installed(*OUTPUTS_OF) | _python(),
        "words": {named: digest_of(content)},
        "page": code_part(workbench, "lscb.press.bind"),
        "page_versions": installed(*PAGE_OF),
    }


def code_and_versions() -> dict[str, str]:
    """All that decides any chapter's page on this machine: our own code, and versions.

    Two machines where it is the same make the same page of the same tables and notebook.
    """
    ours = code_digests("lscb.press.batch", "lscb.press.warm", *modules_in("chapters"))
    return {**ours, **versions(), **installed(*OUTPUTS_OF, *PAGE_OF), **_python()}


def edited_since(parts: Parts) -> list[str]:
    """Our own files that are no longer as they were when these parts were stated."""
    stated = {**(parts["code"] or {}), **(parts["page"] or {})}
    return sorted(name for name, was in stated.items() if _digest(PACKAGE / name) != was)


def _digest(path: Path) -> str | None:
    try:
        return digest_of(path.read_bytes())
    except OSError:
        return None


def key_of(parts: Parts, names: Sequence[str] = OF_PAGE) -> str:
    """A digest of all that decides a chapter's page, or of some parts of it."""
    digests = part_digests({name: parts.get(name) for name in names})
    return digest_of(json.dumps(digests, sort_keys=True).encode())


@cache
def notebook_code(content: bytes) -> str:
    """The code of a notebook, cell by cell, without comments and layout; all of one that cannot be
    read."""
    try:
        cells = [cell for cell in json.loads(content)["cells"] if cell["cell_type"] == "code"]
    except (ValueError, LookupError, TypeError):
        return content.decode(errors="replace")
    return "\n".join(f"# {_tags(cell)}\n{plain_code(''.join(cell['source']))}" for cell in cells)


def _tags(cell: dict[str, Any]) -> list[str]:
    """Tags say what is a parameter, and what is not to be run or may fail."""
    return sorted(cell.get("metadata", {}).get("tags", ()))


def plain_code(source: str) -> str:
    """Code without comments and layout; as it stands where it is no Python."""
    try:
        return ast.unparse(ast.parse(source))
    except SyntaxError:
        return source


def remember(
    place: ReportPlace, edition: Edition, chapter: str, parts: Parts, executed: Path
) -> None:
    """Keep what a chapter was made from, so that it can be said later what changed."""
    whole = {**parts, EXECUTED: {executed.name: digest_of(executed.read_bytes())}}
    kept(_memory(place, edition), recalled(_memory(place, edition)) | {chapter: whole})


def remembered(place: ReportPlace, edition: Edition, chapter: str, key: str | None) -> Parts:
    """What the chapter of that key was made from; nothing where that is not known any more."""
    parts: Parts = recalled(_memory(place, edition)).get(chapter, {})
    return parts if parts and key_of(parts) == key else {}


def has_the_outputs(executed: Path, was: Parts, parts: Parts) -> bool:
    """Whether an executed notebook is the one that was made from `was`, and has the outputs that
    one made from `parts` would have."""
    if not was or key_of(was, OF_OUTPUTS) != key_of(parts, OF_OUTPUTS) or not executed.is_file():
        return False
    return was.get(EXECUTED) == {executed.name: digest_of(executed.read_bytes())}


def _memory(place: ReportPlace, edition: Edition) -> Path:
    return place.outputs / f".{edition}-made-from.json"


def _report(held: Cleared, chapter: str) -> Part:
    """What the clearing says to a chapter besides its tables: whether others are stopped is no
    part of it."""
    apart = ("chapters", "stopped", "versions", "tables")
    stated: dict[str, Any] = held.manifest | held.chapter(chapter)
    said = {name: value for name, value in stated.items() if name not in apart}
    return {n: digest_of(json.dumps(value, sort_keys=True).encode()) for n, value in said.items()}


def _imports(source: str) -> tuple[str, ...]:
    try:
        return imported(source.encode())
    except SyntaxError:
        return tuple(modules_in("chapters"))


@cache
def _running() -> dict[str, str]:
    """The code that has a notebook run, which alone decides what its outputs are beside its own."""
    names = ("executed.py", "wire_client.py", "wire_kernel.py")
    here = Path(__file__)
    return {f"press/{n}": digest_of(here.with_name(n).read_bytes()) for n in names}


def _python() -> dict[str, str]:
    """An executed notebook says which Python it was run by."""
    return {"python": platform.python_version()}
