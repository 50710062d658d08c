"""Which documents an edition has, when they are made, and what is said where they are not."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from lscb.cleared import in_force
from lscb.press.build import built
from lscb.press.documents import kinds
from lscb.press.documents.kinds import PDF, due
from lscb.press.documents.making import DocumentTask, documents
from lscb.press.plan import states
from lscb.press.waiting import keys_in
from lscb.press.why import reasons
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import contents, lscb


@pytest.fixture
def place(northshire, workbench) -> ReportPlace:
    """Northshire's report where nothing has changed since it was built."""
    place = ReportPlace(Workbench(workbench), "northshire", ReportingYear("2014-15"))
    shutil.copytree(northshire, place.outputs)
    return place


def due_now(place: ReportPlace) -> list[kinds.Kind]:
    held = in_force(place, "public")
    assert held is not None
    return due(place, held, keys_in(place.edition("public")))


def without(place: ReportPlace, kind: kinds.Kind) -> None:
    """Have the public edition as it is where a document was never made."""
    folder = place.edition("public")
    (folder / kind.file(place, "public")).unlink()
    stated = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    del stated["documents"][kind.name]
    (folder / "report.json").write_text(json.dumps(stated), encoding="utf-8")


def test_the_first_page_leads_to_both_with_their_kinds_and_sizes(edition):
    from bs4 import BeautifulSoup

    page = BeautifulSoup((edition / "index.html").read_text(encoding="utf-8"), "html.parser")
    links = page.find(id="documents").find_next("ul")("a")
    names = [link["href"] for link in links]
    assert [name.rpartition(".")[2] for name in names] == ["pdf", "docx"]
    assert all(
        name.startswith("OFFICIAL-SENSITIVE_") == (edition.name == "panel") for name in names
    )
    for link, kind in zip(links, ("PDF", "Word"), strict=True):
        size = round((edition / link["href"]).stat().st_size / 1000)
        assert link.get_text().endswith(f"({kind}, {size:,} KB)")


def test_nothing_is_due_where_nothing_changed(place):
    assert due_now(place) == []
    assert {states(place, "public")[name] for name in ("PDF", "Word")} == {"built"}


def test_one_that_was_never_made_is_made_alone_from_the_chapters_that_stand(place, northshire):
    without(place, PDF)
    assert due_now(place) == [PDF]
    assert states(place, "public")["PDF"] == "not made"
    said: list[str] = []
    (report,) = built([place], "public", (), 1, said.append)
    assert (report.letters, report.what) == ([], "built")
    assert len(said) == 1
    assert said[0].startswith("[1/1] northshire 2014-15 PDF: done")
    assert contents(report.folder) == contents(northshire / "public")


def test_another_version_of_what_makes_it_makes_it_due_and_it_is_said_which(place, monkeypatch):
    newer = {"weasyprint": "99.0"}
    installed = kinds._version
    monkeypatch.setattr(kinds, "_version", lambda name: newer.get(name) or installed(name))
    assert due_now(place) == [PDF]
    told = {each.about: each.said for each in reasons(place, "public", None)}
    assert told["Word"] == ["up to date"]
    (why,) = told["PDF"]
    assert why.startswith("other versions are installed since it was made (weasyprint was ")
    assert why.endswith("and is 99.0)")
    assert states(place, "public")["PDF"] == "out of date"


def test_where_a_package_is_not_installed_its_document_is_not_due_and_that_is_said(
    place, monkeypatch
):
    without(place, PDF)
    monkeypatch.setattr(kinds, "_version", lambda name: None if name == "weasyprint" else "1")
    kinds.lacking.cache_clear()
    try:
        assert PDF not in due_now(place)
        assert states(place, "public")["PDF"] == "not made: weasyprint is not installed"
        told = {each.about: each.said for each in reasons(place, "public", None)}
        assert told["PDF"] == ["not made: weasyprint is not installed"]
    finally:
        kinds.lacking.cache_clear()


@pytest.fixture
def tasks(place):
    """Tasks that end in different ways, by the module that is to make the document."""

    def made(*names: str) -> list[DocumentTask]:
        modules = [f"tests.press.documents.{name}" for name in names]
        return [
            DocumentTask(replace(PDF, module=m), place, "public", place.edition("public"))
            for m in modules
        ]

    return made


def test_what_is_missing_and_how_to_install_it_is_said_in_words(tasks):
    done = dict(documents(tasks("wanting", "not_installed"), 1))
    assert "apt install libpango" in done[0].wanting
    assert done[1].wanting == (
        "a_package_that_nobody_has is not installed. Type:  python -m pip install weasyprint pypdf"
    )


def test_one_that_fails_is_a_letter_that_quotes_nothing(tasks):
    ((_, done),) = documents(tasks("failing"), 1)
    assert done.letter is not None
    assert "ValueError" in done.letter.text()
    assert "lscb build northshire 2014-15" in done.letter.text()
    assert "--html-only" in done.letter.text()
    assert "children" not in done.letter.text()


def test_one_whose_process_dies_is_a_letter(tasks):
    ((_, done),) = documents(tasks("dying"), 1)
    assert done.letter is not None
    assert "the process that made it ended" in done.letter.text()


def test_pages_alone_are_not_verified_since_nothing_could_be_compared(workbench):
    done = lscb("build", "northshire", "2014-15", "--html-only", "--verify", cwd=workbench)
    assert done.returncode == 2
    assert "expected --html-only or --verify, not both" in done.stderr


def test_where_pages_alone_are_wanted_those_documents_that_stand_stay(place, northshire):
    (report,) = built([place], "public", (), 1, lambda _: None, html_only=True)
    assert report.what == "up to date"
    assert contents(Path(report.folder)) == contents(northshire / "public")
