"""What the analyst writes on a chapter, and what the year before said would be done."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.clearing.commentary import commentary, promised
from lscb.errors import DataError
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear


@pytest.fixture
def place(tmp_path: Path) -> ReportPlace:
    return ReportPlace(Workbench(tmp_path), "x", ReportingYear("2014-15"))


def write(place: ReportPlace, year: str, words: str) -> None:
    folder = place.data(ReportingYear(year))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "training.md").write_text(words, encoding="utf-8")


LAST_YEAR = """## What this means

More came.

## What the Board will do

- Train GPs.
- Ask why <b>police</b> do not come.

### By when

By June.

## What else

Nothing.
"""


def test_what_will_be_done_is_the_section_of_that_heading_with_its_parts(place):
    write(place, "2013-14", LAST_YEAR)
    html = promised(place, "training")
    assert html is not None
    assert "<li>Train GPs.</li>" in html
    assert "By June." in html
    assert "&lt;b&gt;police" in html
    assert "More came" not in html
    assert "Nothing" not in html


@pytest.mark.parametrize(
    "words",
    [
        "",
        "## What this means\n\nMuch.\n",
        "## What the board will do\n\n## What this means\n\nMuch.\n",
        "What the board will do\n\nis not a heading here.\n",
    ],
)
def test_where_nothing_was_said_nothing_is_asked(place, words):
    write(place, "2013-14", words)
    assert promised(place, "training") is None


def test_two_years_ago_is_not_the_year_before_and_no_file_is_nothing(place):
    write(place, "2012-13", LAST_YEAR)
    assert promised(place, "training") is None
    assert commentary(place, "training") is None


def test_the_reports_own_words_are_all_of_its_file(place):
    write(place, "2014-15", LAST_YEAR)
    html = commentary(place, "training")
    assert html is not None
    assert "More came" in html and "Nothing" in html
    assert promised(place, "training") is None


def test_a_file_that_is_no_text_is_a_letter_that_names_it(place):
    write(place, "2013-14", "x")
    (place.data(ReportingYear("2013-14")) / "training.md").write_bytes(b"\0\x81\x8d" * 9)
    with pytest.raises(DataError) as letter:
        promised(place, "training")
    assert letter.value.problems[0].file.endswith("2013-14/training.md")


@pytest.mark.parametrize(
    "address",
    ["file:///S:/plan.docx", "javascript:alert(1)", "//host/plan", "#nowhere", "plan.docx"],
)
def test_a_link_to_what_no_reader_has_is_its_words_alone(place, address):
    """In a PDF a link to nowhere would stop the whole report."""
    write(place, "2014-15", f"See [our plan]({address}), and [theirs](https://example.org/a).")
    html = commentary(place, "training")
    assert html == '<p>See our plan, and <a href="https://example.org/a">theirs</a>.</p>'
