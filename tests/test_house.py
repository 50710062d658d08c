"""The rules of the house. A rule that is broken on purpose is changed here, with the reason."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

from lscb.cli import main
from lscb.dictionaries import data_dictionary, parameter_dictionary
from tests.environment import environment

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "lib" / "lscb"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

GROUND = {
    "colours",
    "editions",
    "errors",
    "years",
    "report",
    "workbench",
    "tables",
    "csvw",
    "letters",
    "comparators",
    "registration",
    "ledger",
    "imports",
    "inputs",
    "cleared",
    "locks",
}
MAY_IMPORT = {
    "colours": set(),
    "editions": set(),
    "errors": set(),
    "years": set(),
    "plain_yaml": set(),
    "tables": set(),
    "registration": {"errors", "tables"},
    "ledger": {"errors", "registration", "tables"},
    "csvw": {"tables"},
    "letters": {"errors", "csvw"},
    "report": {"colours", "errors", "plain_yaml", "years"},
    "workbench": {"editions", "errors", "ledger", "report", "years"},
    "imports": set(),
    "inputs": {"editions", "imports", "workbench"},
    "comparators": {"errors", "report", "workbench", "years", "tables", "statistics"},
    "scope": {"editions", "report", "years", "comparators", "records"},
    "locks": set(),
    "cleared": {
        *("editions", "errors", "inputs", "locks", "registration", "workbench", "tables", "csvw"),
    },
    "statistics": set(),
    "records": {"errors", "report", "workbench", "years", "statistics"},
    "measures": {"records", "statistics", "comparators", "scope", "tables", "years"},
    "disclosure": {"editions", "errors", "ledger", "registration", "statistics", "tables"},
    # The audit shares the registration with the protection, and nothing else.
    "audit": {
        *("cleared", "errors", "inputs", "ledger"),
        *("registration", "tables", "workbench"),
    },
    "clearing": {"records", "scope", "disclosure", "audit", *GROUND},
    "figures": {"cleared", "tables"},
    "chapters": {"figures", *GROUND},
    # Of the clearing only the process that it has a report cleared by.
    "press": {"clearing", "plain_yaml", *GROUND},
    "synthetic": {"records", "statistics", "years"},
    "new": {"clearing", "records", "synthetic", *GROUND},
    "dictionaries": {"records", "measures", "scope", *GROUND},
    "sealing": {"cleared", "csvw", "inputs", "workbench"},
    "publishing": {"audit", "clearing", "press", "sealing", *GROUND},
    "cli": {"audit", "clearing", "press", "publishing", "new", "synthetic", *GROUND},
    "__main__": {"cli"},
    "__init__": set(),
}
"""Imports point down, in two wings that meet only in the press and on the ground."""


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    inside = path.relative_to(PACKAGE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def imported_rooms(path: Path) -> set[str]:
    """The rooms a module imports from, wherever in it the import stands."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "lscb":
            parts = node.module.split(".")
            rooms |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            rooms |= {a.name.split(".")[1] for a in node.names if a.name.startswith("lscb.")}
    return rooms - {"__version__"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path):
    assert imported_rooms(path) <= MAY_IMPORT[room(path)] | {room(path)}


@pytest.mark.parametrize("room_name", ["measures", "chapters"])
def test_measures_and_chapters_do_not_import_each_other(room_name):
    for path in (PACKAGE / room_name).rglob("*.py"):
        own = path.relative_to(PACKAGE / room_name).parts[0].removesuffix(".py")
        shared = {"chapter"} if room_name == "chapters" else set()
        found = re.findall(rf"lscb\.{room_name}\.(\w+)", path.read_text(encoding="utf-8"))
        assert set(found) <= {own} | shared, path


@pytest.mark.parametrize("room_name", ["chapters", "figures"])
def test_charts_and_sentences_are_made_of_what_a_chapter_hands_them_and_of_no_file(room_name):
    """A chapter that could open a file could open a record."""
    opens = re.compile(r"\bopen\(|\bread_\w+\(|\.(data|data_files|iterdir|glob|rglob)\(|environ")
    for path in (PACKAGE / room_name).rglob("*.py"):
        assert not opens.search(path.read_text(encoding="utf-8")), path


def test_the_press_and_the_clearing_know_chapters_by_name_only():
    for path in [*(PACKAGE / "press").rglob("*.py"), *(PACKAGE / "clearing").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        for notebook in NOTEBOOKS:
            assert notebook.stem not in text, path


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_holds_one_idea_and_a_function_fits_a_screen(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= 400
    assert path.stem not in {"utils", "helpers", "common", "misc"}
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not _is_table_maker(node):
            assert node.end_lineno - node.lineno < 40, node.name


def _is_table_maker(node: ast.FunctionDef) -> bool:
    """A measure is mostly its declaration, which is best read in one piece."""
    return ast.unparse(node.returns or ast.Constant(None)) in {"Table", "Table | None"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_functions_are_named_by_what_they_return(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert not re.match(r"_?(get|calculate|process|create|compute)_", node.name)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_prose_and_calls(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    first, parameters = cells[0], cells[1]
    assert first["cell_type"] == "markdown"
    assert "".join(first["source"]).startswith("# ")
    assert parameters["metadata"]["tags"] == ["parameters"]
    assigned = [node.targets[0].id for node in ast.parse("".join(parameters["source"])).body]
    assert assigned == ["board", "year", "edition"]
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            assert cell is first or not source.startswith("# ")
            continue
        assert not cell["outputs"], "saved outputs"
        assert cell["execution_count"] is None
        assert len(source.splitlines()) <= 10
        calls = re.sub(r'"[^"]*"', '""', source)  # words are prose, that goes with a table
        assert not re.search(r"\b(def|class|for|while|if|try|pandas|numpy|open)\b", calls)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_imports_chapters_alone_and_names_the_ordinary_kernel(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    source = "\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")
    imports = [line for line in source.splitlines() if re.match(r"\s*(from|import)\b", line)]
    assert imports == [f"from lscb.chapters import Chapter, {path.stem}"]
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_one_name_runs_through_the_house(path):
    name = path.stem
    for room_name in ("chapters", "measures"):
        path = PACKAGE / room_name / name
        assert path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()
    assert (PACKAGE / "records" / f"{name}.py").is_file()
    assert (ROOT / "data" / "northshire" / "2014-15" / f"{name}.csv").is_file()
    assert list((ROOT / "tests").rglob(f"test_{name}.py"))


def test_the_dictionaries_are_current():
    for folder, text in (("data", data_dictionary()), ("parameters", parameter_dictionary())):
        written = (ROOT / folder / "README.md").read_text(encoding="utf-8")
        assert written == text, f"type: make docs ({folder}/README.md)"


def test_the_conda_environment_has_the_versions_of_the_lock():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    written = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert written == environment(lock), "type: make lock"


def test_the_lock_pins_every_dependency_with_hashes_and_names_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(r'^    "([A-Za-z0-9-]+)', project, re.MULTILINE)
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE))
    assert {name.lower() for name in wanted if name != "lscb"} <= pinned
    assert "://" not in lock
    for requirement in re.split(r"\n(?=[a-z0-9])", lock):
        assert "--hash=sha256:" in requirement, requirement.splitlines()[0]


def test_every_command_is_in_the_readme_and_every_readme_command_is_there():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`?lscb (\w+)", readme)) & set(main.commands) == set(main.commands)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make (report|test|lab)\b", readme)) <= targets


def test_the_tree_in_the_readme_is_the_tree_on_disk():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tree = next(block for block in readme.split("```")[1::2] if "notebooks/" in block)
    for line in tree.strip().splitlines():
        assert (ROOT / line.split()[0]).exists(), line
    assert (ROOT / re.search(r"!\[.*\]\((.*)\)", readme)[1]).is_file()


def test_every_command_says_what_it_does():
    for name, command in main.commands.items():
        assert command.help, name


DEMONSTRATIONS = ("northshire", "bexley", "bracknell_forest", "portsmouth", "sutton")
"""Boards in the repository: one that does not exist, and four that do, whose records are made up to
come to their published totals."""


def test_nothing_of_a_machine_or_a_real_board_is_committed():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = listed.stdout.split()
    for file in files:
        parts = Path(file).parts
        if parts[0] in {"data", "parameters"} and len(parts) > 2:
            assert parts[1] in {*DEMONSTRATIONS, "comparators"}, file
        if parts[0] == "outputs":
            assert parts[1] in {".gitkeep", "example.png"}, file


@pytest.mark.parametrize("board", DEMONSTRATIONS)
def test_every_identifier_of_a_committed_record_says_that_it_is_made_up(board):
    files = list((ROOT / "data" / board).rglob("*.csv"))
    assert files
    for path in files:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert all(line.startswith("made-up-") for line in lines[1:]), path


@pytest.mark.parametrize("board", DEMONSTRATIONS)
def test_every_committed_report_says_that_its_records_are_made_up(board):
    files = list((ROOT / "parameters" / board).glob("*.yaml"))
    assert files
    for path in files:
        assert "\nrecords: made-up\n" in path.read_text(encoding="utf-8"), path


def test_nothing_is_timed_but_in_the_benchmarks():
    """A machine that is busy would fail a test of how long something takes."""
    clock = re.compile(r"\btime\.(perf_counter|process_time|monotonic|time)\(")
    tests = [p for p in (ROOT / "tests").rglob("*.py") if p.parent.name != "benchmarks"]
    assert [p.name for p in tests if clock.search(p.read_text(encoding="utf-8"))] == []
