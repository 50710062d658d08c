"""Our own code that a module reaches: the files read when it is imported, and no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent

_WORD = re.compile(rb"\bimport\b")
_PLAIN = re.compile(
    rb"^[ \t]*(?:from[ ](\w[\w.]*)[ ]import[ ](?:\(([\w\s,]*)\)|([\w, ]+))|import[ ]([\w., ]+))$",
    re.MULTILINE,
)
"""An import as it is usually written, alone on its line or lines."""


Known = dict[str, tuple[Path | None, tuple[str, ...]]]
"""Where a module is, None where the name is none of a module of ours, and what it needs."""


def code(*modules: str, known: Known | None = None) -> list[Path]:
    """The files that the modules reach, in order: modules, and what lies beside them for reading.

    The imports are read and nothing is imported. A module that is imported by a name that is put
    together at run time is not found: name it, too. What is `known` of modules is not looked for
    again, and what is found is known from then on.
    """
    known = {} if known is None else known
    found: set[str] = set()
    to_follow = list(modules)
    while to_follow:
        name = to_follow.pop()
        if name in found:
            continue
        found.add(name)
        if name not in known:
            path = _file(name)
            needs = (name.rpartition(".")[0], *_imported_by(path.read_bytes())) if path else ()
            known[name] = path, needs
        to_follow += known[name][1]
    files = {path for name in found if (path := known[name][0])}
    folders = {path.parent for path in files} - {PACKAGE}
    beside = {path for folder in folders for path in _read_from(folder)}
    return sorted(files | beside)


def modules_in(room: str) -> list[str]:
    """All modules of a room, such as `lscb.measures.child_deaths`."""
    files = sorted((PACKAGE / room).rglob("*.py"))
    inside = [path.relative_to(PACKAGE).with_suffix("").parts for path in files]
    return [".".join(["lscb", *parts]).removesuffix(".__init__") for parts in inside]


@cache
def imported(source: bytes) -> tuple[str, ...]:
    """What Python source imports of ours, wherever in it, with names that are no module among them.

    Raises SyntaxError where it is no Python.
    """
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return tuple(name for name in names if name.split(".")[0] == "lscb")


@cache
def _imported_by(source: bytes) -> tuple[str, ...]:
    """As `imported`, soon told where all imports are plain ones: parsing takes most of the time.

    One within a string is then taken for an import.
    """
    plain = _PLAIN.findall(source)
    if len(plain) != len(_WORD.findall(source)):
        return imported(source)
    names: list[str] = []
    for module, inside, beside, modules in plain:
        parts = [part.split()[0].decode() for part in (inside + beside).split(b",") if part.split()]
        whole = [part.split()[0].decode() for part in modules.split(b",") if part.split()]
        names += [module.decode(), *(f"{module.decode()}.{part}" for part in parts), *whole]
    return tuple(name for name in names if name.split(".")[0] == "lscb")


def _file(module: str) -> Path | None:
    """Where a module of ours is; None where the name is none of a module of ours."""
    first, *rest = module.split(".")
    path = PACKAGE.joinpath(*rest)
    candidates = (path / "__init__.py", path.with_suffix(".py")) if first == "lscb" else ()
    return next((each for each in candidates if each.is_file()), None)


def _read_from(folder: Path) -> Iterator[Path]:
    """What a module finds beside itself: presets, templates, styles; not other modules."""
    for path in folder.iterdir():
        if path.is_dir():
            if not any(path.glob("*.py")) and path.name != "__pycache__":
                yield from _read_from(path)
        elif path.suffix != ".py":
            yield path
