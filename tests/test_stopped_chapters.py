"""Records with errors stop the chapters that count them, and no other: a build through the door.

One story: a report is built; its plans are spoilt, a death is added and courses are renamed, and it
is built again; the plans are corrected, and it is built once more.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from lscb.chapters.chapter import Chapter
from lscb.errors import DataError
from tests import test_bad_input
from tests.conftest import contents, lscb
from tests.test_bad_input import BOARD, CHECK, PLAN, PRIVATE, YEAR, Desk, assert_letter

desk, made_up = test_bad_input.desk, test_bad_input.made_up

STOPPED, OTHERS = "child_protection_plans", ("child_deaths", "training")
SPOILT = {"plan_end": "2014-05-05"}
WORDS = ("1 problem in", "plan_end: expected a day after plan_start (DfE rules 8840, 8925)")


def edition(root: Path) -> dict[str, bytes]:
    """The edition that stands."""
    return contents(root / "outputs" / BOARD / YEAR / "public")


def waiting(root: Path) -> set[str]:
    """The pages of chapters that wait to be part of an edition."""
    folder = root / "outputs" / BOARD / YEAR / ".public-waiting"
    return {path.stem for path in folder.glob("*.html")}


@dataclass(frozen=True)
class Built:
    """What a build said, and what stood and waited when it was done."""

    done: subprocess.CompletedProcess[str]
    stands: dict[str, bytes]
    waits: set[str]
    listed: str

    @classmethod
    def of(cls, root: Path, *options: str) -> Built:
        done = lscb("build", BOARD, YEAR, "--html-only", *options, cwd=root, LSCB_OUTPUTS="")
        listed = lscb("list", cwd=root, LSCB_OUTPUTS="").stdout
        return cls(done, edition(root), waiting(root), listed)


@dataclass(frozen=True)
class Story:
    whole: Built
    spoilt: Built
    again: Built
    one_alone: Built
    corrected: Built


@pytest.fixture(scope="module")
def story(made_up: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    root = tmp_path_factory.mktemp("story") / "bench"
    copytree(made_up, root)
    desk = Desk(root)
    whole = Built.of(root)
    rows = desk.rows(PLAN)
    desk.add(PLAN, **SPOILT)
    desk.add("child_deaths")
    courses = desk.rows("training_sessions")
    renamed = [[*row[:1], "A course renamed", *row[2:]] for row in courses[1:]]
    desk.write("training_sessions", [courses[0], *renamed])
    spoilt, again = Built.of(root), Built.of(root)
    one_alone = Built.of(root, "--chapter", "training")
    desk.write(PLAN, rows)
    return Story(whole, spoilt, again, one_alone, Built.of(root))


def test_a_report_without_errors_is_whole(story):
    assert story.whole.done.returncode == 0, story.whole.done.stderr
    assert {"index.html", f"{STOPPED}.html", *(f"{each}.html" for each in OTHERS)} <= set(
        story.whole.stands
    )
    assert story.whole.waits == set()


def test_the_build_says_the_letter_and_leaves_with_its_code(story):
    done = story.spoilt.done
    assert done.returncode == 11
    for words in (*WORDS, f"data/{BOARD}/{YEAR}/{PLAN}.csv", CHECK):
        assert words in done.stderr
    assert done.stderr.count("1 problem in") == 1
    assert "Traceback" not in done.stderr
    assert not PRIVATE.search(done.stderr + done.stdout)


def test_the_last_good_edition_stands_as_it_was_and_the_build_says_so(story):
    assert story.spoilt.stands == story.whole.stands
    assert "not built; the last good edition was left as it was" in story.spoilt.done.stdout


def test_the_chapters_that_are_not_stopped_are_made_and_wait(story):
    assert story.spoilt.waits == set(OTHERS)
    assert "2 of 2 chapters to make" in story.spoilt.done.stdout
    for name in OTHERS:
        assert f"{name}: done" in story.spoilt.done.stdout
    assert STOPPED not in story.spoilt.done.stdout


def test_to_build_again_says_the_letter_again_and_makes_nothing(story):
    assert story.again.done.returncode == 11
    assert WORDS[1] in story.again.done.stderr
    assert "to make" not in story.again.done.stdout
    assert (story.again.stands, story.again.waits) == (story.whole.stands, set(OTHERS))


def test_a_chapter_that_is_not_stopped_can_be_built_by_name(story):
    assert story.one_alone.done.returncode == 0, story.one_alone.done.stderr
    assert story.one_alone.stands == story.whole.stands
    assert f"not whole yet, {STOPPED} to be made" in story.one_alone.done.stdout


def test_once_corrected_the_report_is_whole_and_has_what_changed(story):
    done = story.corrected.done
    assert done.returncode == 0, done.stderr
    assert "built" in done.stdout
    assert story.corrected.waits == set()
    before, after = story.whole.stands, story.corrected.stands
    assert set(before) == set(after)
    assert b"A course renamed" in after["training.html"]
    assert after["child_deaths.html"] != before["child_deaths.html"]


def test_the_list_says_which_chapter_is_stopped(story):
    assert states(story.whole.listed) == dict.fromkeys((STOPPED, *OTHERS), "built")
    assert "stopped by its records" in states(story.spoilt.listed)[STOPPED]
    assert all("stopped" not in states(story.spoilt.listed)[each] for each in OTHERS)
    assert states(story.corrected.listed) == dict.fromkeys((STOPPED, *OTHERS), "built")


def states(listed: str) -> dict[str, str]:
    """The state of each chapter of the public edition; its documents have no chapter's name."""
    lines = (line.split(maxsplit=2) for line in listed.splitlines() if " public " in line)
    return {name: state for _, name, state in lines if name.islower()}


@pytest.mark.parametrize("which", ["public", "panel"])
def test_clear_says_the_letter_and_clears_the_other_chapters(desk, which):
    desk.add(PLAN, **SPOILT)
    output = assert_letter(desk.types("clear", "--edition", which), *WORDS)
    assert "cleared tables in" in output
    (path,) = (desk.root / "outputs" / BOARD / YEAR / "cleared").glob(f"{which}-*/manifest.json")
    text = path.read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert {chapter["name"] for chapter in manifest["chapters"]} == set(OTHERS)
    assert manifest["stopped"] == [STOPPED]
    assert "plan_end" not in text
    assert not any(STOPPED in file.name for file in path.parent.iterdir())


def test_the_others_tables_are_those_of_a_report_without_errors(desk):
    whole = desk.cleared()
    desk.add(PLAN, **SPOILT)
    desk.types("clear", "--edition", "panel")
    (folder,) = (desk.root / "outputs" / BOARD / YEAR / "cleared").glob("panel-*/")
    held = contents(folder)
    tables = {n: text.decode("utf-8-sig") for n, text in held.items() if n.endswith(".csv")}
    assert tables == {name: text for name, text in whole.items() if STOPPED not in name}
    assert tables


def test_a_notebook_of_the_stopped_chapter_says_no_more_than_that_it_is_stopped(desk):
    """What a notebook says is kept in it: not rows, and not how many of whose are wrong."""
    desk.add(PLAN, **SPOILT)
    for _ in ("cleared for it", "cleared already"):
        with pytest.raises(DataError) as letter:
            Chapter.opened(STOPPED, BOARD, YEAR, "public")
        assert letter.value.exit_code == 11
        assert letter.value.text().endswith(CHECK)
        assert "row" not in letter.value.text()
        assert "plan_end" not in letter.value.text()
    assert Chapter.opened("training", BOARD, YEAR, "public").stated["tables"]


def test_where_every_chapter_is_stopped_a_notebook_says_no_more_either(desk):
    desk.add(PLAN, **SPOILT)
    desk.state(chapters=[STOPPED])
    with pytest.raises(DataError) as letter:
        Chapter.opened(STOPPED, BOARD, YEAR, "public")
    assert "plan_end" not in letter.value.text()
    assert letter.value.text().endswith(CHECK)


def test_nothing_of_a_letter_is_kept_with_what_is_cleared(desk):
    desk.add("training", status="booked")
    letter = desk.types("clear").output
    assert "1 short" in letter
    kept = contents(desk.root / "outputs" / BOARD / YEAR / "cleared")
    assert kept
    assert not any(b"short" in content or b"row 2" in content for content in kept.values())


@pytest.mark.slow
def test_a_corrected_chapter_that_is_opened_by_hand_opens(desk):
    rows = desk.rows(PLAN)
    desk.add(PLAN, **SPOILT)
    with pytest.raises(DataError):
        Chapter.opened(STOPPED, BOARD, YEAR, "public")
    desk.write(PLAN, rows)
    assert Chapter.opened(STOPPED, BOARD, YEAR, "public").stated["tables"]


@pytest.mark.parametrize("command", ["check", "clear", "build"])
def test_where_every_chapter_is_stopped_nothing_is_written(desk, command):
    for record, cells in (
        (PLAN, SPOILT),
        ("child_deaths", {"date_of_death": "never"}),
        ("training", {"status": "came"}),
    ):
        desk.add(record, **cells)
    output = assert_letter(desk.types(command))
    assert output.count("1 problem in") == 3
    assert not list(desk.root.glob("outputs/*/*/cleared/*-*"))


def test_to_build_the_stopped_chapter_by_name_says_its_letter(desk):
    desk.add(PLAN, **SPOILT)
    assert_letter(desk.types("build", "--chapter", STOPPED, "--jobs", "1"), *WORDS)


def test_a_file_that_cannot_be_read_may_be_anybodys_and_stops_every_chapter(desk):
    desk.file("conferences").with_name("census.xml").write_text("<Message><Children>", "utf-8")
    assert_letter(desk.types("clear"), "census.xml")
    assert not list(desk.root.glob("outputs/*/*/cleared/*-*"))
