"""A board publishes two years, corrects one and takes one back: what stands after each step.

The records are those of a committed board under names that are not made-up ones, in a workbench of
its own, since made-up records are never published.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml

from lscb import cleared, publishing
from lscb.errors import DataError, DisclosureError, ParameterError
from lscb.ledger import added
from lscb.press.build import built
from lscb.press.plan import states
from lscb.press.why import AS_IT_WAS_CLEARED, PUBLISHED_SINCE, reasons
from lscb.publishing import Published, published, withdrawn
from lscb.tables import SYMBOLS
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT, contents, lscb, texts

BOARD, YEARS = "bexley", ("2013-14", "2014-15")
CHAPTER = "child_protection_plans"
DAY, LATER = date(2015, 9, 1), date(2015, 11, 2)
UNCONFIRMED = "We asked 98765 children what they thought."


def project(root: Path) -> Path:
    """One board of two years and one chapter, with records that are supplied."""
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    shutil.copytree(ROOT / "data" / "comparators", root / "data" / "comparators")
    for year in YEARS:
        there = root / "data" / BOARD / year
        there.mkdir(parents=True)
        for path in (ROOT / "data" / BOARD / year).glob("*.csv"):
            _copied(path, there / path.name, ("made-up-", ""))
        file = f"parameters/{BOARD}/{year}.yaml"
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(_supplied((ROOT / file).read_text(encoding="utf-8")))
    place(root, YEARS[0]).key.write_text("ab" * 32, encoding="ascii")
    return root


def _supplied(parameters: str) -> str:
    """The parameters of a report of one chapter and two years whose records are supplied."""
    stated = yaml.safe_load(parameters)
    wanted = ("children", "conference_attendance")
    not_supplied = {name: stated["not_supplied"][name] for name in wanted}
    return yaml.safe_dump(
        stated
        | {"records": "supplied", "first_year": YEARS[0], "chapters": [CHAPTER]}
        | {"not_supplied": not_supplied},
        sort_keys=False,
    )


def _copied(path: Path, there: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, (path, old)
        text = text.replace(old, new)
    there.write_text(text, encoding="utf-8", newline="\n")


def place(root: Path, year: str) -> ReportPlace:
    return ReportPlace(Workbench(root), BOARD, ReportingYear(year))


def publish(root: Path, year: str, day: date = DAY) -> Published:
    return published(place(root, year), day, os.cpu_count() or 1, lambda _: None)


def lines(root: Path) -> list[dict]:
    ledger = place(root, YEARS[0]).ledger
    return [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]


def standing(root: Path, year: str) -> dict[str, bytes]:
    """What is published of a year: its folder's files and its archive."""
    outputs = place(root, year).outputs
    archive = outputs / f"{BOARD}-{year}.zip"
    found = {f"published/{n}": b for n, b in contents(outputs / "published").items()}
    return found | ({archive.name: archive.read_bytes()} if archive.is_file() else {})


@dataclass
class Published13:
    """The project once its first year is published, and what stood then."""

    root: Path
    done: Published
    stood: dict[str, bytes]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Published13:
    root = project(tmp_path_factory.mktemp("publishing"))
    done = publish(root, YEARS[0])
    return Published13(root, done, standing(root, YEARS[0]))


@pytest.fixture
def copied(first: Published13, tmp_path: Path) -> Path:
    """The project after its first publication, to do more with."""
    shutil.copytree(first.root, tmp_path / "copy")
    return tmp_path / "copy"


def test_publishing_makes_a_folder_an_archive_and_a_line(first):
    assert (first.done.folder / "index.html").is_file()
    assert (first.done.folder / f"{CHAPTER}.html").is_file()
    assert first.done.archive.name == f"{BOARD}-2013-14.zip"
    (line,) = lines(first.root)
    assert (line["published"], line["year"], line["policy"]) == ("2015-09-01", "2013-14", "dfe")
    assert line["digest"] == first.done.digest
    assert not (place(first.root, YEARS[0]).outputs / ".sealing").exists()


def test_the_archive_holds_the_folder_and_no_time(first):
    with zipfile.ZipFile(first.done.archive) as archive:
        inside = {f.filename: archive.read(f) for f in archive.infolist()}
        assert {f.date_time for f in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    folder = contents(first.done.folder)
    assert inside == {f"{BOARD}-2013-14/{name}": content for name, content in folder.items()}


def test_every_page_and_table_says_the_day_and_none_that_it_is_a_draft(first):
    for name, text in texts(first.done.folder).items():
        assert "Draft" not in text, name
        assert "noindex" not in text, name
        if name.endswith((".html", ".csv", "sharedStrings.xml")):
            assert "Published 1 September 2015" in text, name


def test_the_statement_and_the_certificate_say_who_attacked_and_find_nothing(first):
    statement = json.loads((first.done.folder / "report.json").read_text(encoding="utf-8"))
    assert statement["published"] == "2015-09-01"
    certificate = json.loads((first.done.folder / "certificate.json").read_text(encoding="utf-8"))
    assert certificate["attackers"] == ["linear", "integer", "joint", "insider"]
    assert sum(table["withheld"] for table in certificate["tables"]) > 0


def test_the_ledger_holds_what_is_printed_and_nothing_withheld(first):
    """Each value in it stands in the table that is published, and where none does there is none."""
    (line,) = lines(first.root)
    files = [
        contents(first.done.folder / "tables")[name] for name in line["registration"]["tables"]
    ]
    tables = [_rows(content.decode("utf-8-sig")) for content in files]
    withheld = 0
    for count, value in zip(line["registration"]["counts"], line["values"], strict=True):
        shown = {tables[table][row][column] for table, row, column in count["places"]}
        numbers = {int(float(each)) for each in shown - set(SYMBOLS)}
        assert numbers == ({value} if value is not None else set())
        withheld += "[c]" in shown
    assert withheld > 3


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_build_after_publishing_is_a_draft_again(copied, first):
    (report,) = built([place(copied, YEARS[0])], "public", (), 2, lambda _: None)
    assert report.is_whole
    html = (report.folder / "index.html").read_text(encoding="utf-8")
    assert "Draft, not published" in html
    assert "Published 1 September" not in html
    assert standing(copied, YEARS[0]) == first.stood


def test_made_up_records_are_never_published(tmp_path):
    done = lscb("publish", "bexley", "2014-15", LSCB_OUTPUTS=str(tmp_path / "outputs"))
    assert done.returncode == 10
    assert "records: made-up" in done.stderr
    assert not (tmp_path / "outputs").exists()
    assert not (ROOT / "data" / "bexley" / "ledger.jsonl").exists()


@pytest.mark.slow
def test_an_unconfirmed_number_in_the_commentary_is_refused_and_a_year_is_published_after(copied):
    """Once it is confirmed; the second year is attacked together with the first."""
    second = place(copied, YEARS[1])
    words = second.data() / f"{CHAPTER}.md"
    words.write_text(f"## What this means\n\n{UNCONFIRMED}\n", encoding="utf-8")
    with pytest.raises(ParameterError) as raised:
        publish(copied, YEARS[1])
    assert f"{CHAPTER}.md" in raised.value.text()
    assert "line 3" in raised.value.text()
    assert len(lines(copied)) == 1
    assert not (second.outputs / "published").exists()
    confirmed = f'  confirmed:\n    {CHAPTER}: ["98765 children"]\n'
    text = second.parameters.read_text(encoding="utf-8")
    assert text.count("  windows:\n") == 1
    second.parameters.write_text(text.replace("  windows:\n", f"{confirmed}  windows:\n"))
    done = publish(copied, YEARS[1], LATER)
    assert UNCONFIRMED in (done.folder / f"{CHAPTER}.html").read_text(encoding="utf-8")
    assert [line["year"] for line in lines(copied)] == list(YEARS)
    certificate = json.loads((done.folder / "certificate.json").read_text(encoding="utf-8"))
    assert certificate["publications"] == "bexley 2013-14, bexley 2014-15"
    restated = (done.folder / "restated.html").read_text(encoding="utf-8")
    assert "published on 1 September 2015" in restated
    assert "No figure that was published is another number here." in restated


def test_the_list_says_what_is_published_and_what_was_taken_back(copied):
    outputs = str(place(copied, YEARS[0]).workbench.outputs)
    listed = lscb("list", cwd=copied, LSCB_OUTPUTS=outputs).stdout
    assert "bexley 2013-14: published 2015-09-01\n" in listed
    assert "bexley 2014-15\n" in listed
    withdrawn(place(copied, YEARS[0]), LATER)
    listed = lscb("list", cwd=copied, LSCB_OUTPUTS=outputs).stdout
    assert "bexley 2013-14: published 2015-09-01, withdrawn 2015-11-02\n" in listed


def listed_states(root: Path, year: str) -> set[str]:
    """What `lscb list` says of a year's chapters and documents."""
    return set(states(place(root, year), "public").values())


def test_a_report_is_not_out_of_date_because_it_was_published(copied):
    assert len(lines(copied)) == 1
    assert listed_states(copied, YEARS[0]) == {"built"}
    clearing, *others = reasons(place(copied, YEARS[0]), "public", None)
    assert str(clearing) == f"  clearing: {PUBLISHED_SINCE}"
    assert others
    assert {said for why in others for said in why.said} == {AS_IT_WAS_CLEARED}


def test_a_report_is_out_of_date_where_anything_else_changed_since_it_was_published(copied):
    """Its records, what was published of another year, or that it was taken back."""
    ledger, records = place(copied, YEARS[0]).ledger, place(copied, YEARS[0]).data() / "late.csv"
    records.touch()
    assert listed_states(copied, YEARS[0]) == {"out of date"}
    records.unlink()
    assert listed_states(copied, YEARS[0]) == {"built"}
    stood = ledger.read_bytes()
    added(ledger, lines(copied)[0] | {"year": YEARS[1]})
    assert listed_states(copied, YEARS[0]) == {"out of date"}
    ledger.write_bytes(stood)
    withdrawn(place(copied, YEARS[0]), LATER)
    assert listed_states(copied, YEARS[0]) == {"out of date"}


def test_what_was_published_meanwhile_is_known_to_the_next_build_all_the_same(copied):
    assert cleared.standing(place(copied, YEARS[0]), "public") is None


def test_a_withdrawn_edition_is_gone_and_stays_known(copied, first):
    digest = withdrawn(place(copied, YEARS[0]), LATER)
    assert digest == first.done.digest
    assert standing(copied, YEARS[0]) == {}
    published_line, line = lines(copied)
    assert line == {"withdrawn": digest, "year": "2013-14", "day": "2015-11-02"}
    (known,) = place(copied, YEARS[1]).published()
    assert (known.digest, known.withdrawn) == (published_line["digest"], "2015-11-02")
    with pytest.raises(DataError, match="nothing to withdraw"):
        withdrawn(place(copied, YEARS[0]), LATER)
    assert len(lines(copied)) == 2


def test_what_was_never_published_cannot_be_withdrawn(copied):
    with pytest.raises(DataError, match="nothing to withdraw"):
        withdrawn(place(copied, YEARS[1]), LATER)
    assert len(lines(copied)) == 1


def corrected(root: Path) -> None:
    """A plan more, with its conference, of a child who had none: most totals are one more."""
    for name, row in (
        (CHAPTER, "child-99999,2013-06-03,,neglect,neglect,0"),
        ("conferences", "child-99999,2013-06-03,2013-05-20,no"),
    ):
        path = place(root, YEARS[0]).data() / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}{row}\n", encoding="utf-8", newline="\n")


@pytest.mark.slow
def test_a_correction_is_published_in_the_place_of_what_stood(copied, first):
    corrected(copied)
    said: list[str] = []
    done = published(place(copied, YEARS[0]), LATER, os.cpu_count() or 1, said.append)
    assert [line["published"] for line in lines(copied)] == ["2015-09-01", "2015-11-02"]
    page = (done.folder / "index.html").read_text(encoding="utf-8")
    assert "Published 2 November 2015" in page
    assert "1 September 2015" not in page
    assert done.digest != first.done.digest
    old, new = (
        {
            (c["quantity"], *c["at"].items()): (v, c.get("spared", False))
            for c, v in zip(line["registration"]["counts"], line["values"], strict=True)
        }
        for line in lines(copied)
    )
    both = [(old[each][0], *new[each]) for each in old if each in new]
    changes = [abs(was - now) for was, now, spared in both if None not in (was, now) and not spared]
    assert not [by for by in changes if 0 < by <= 5]
    gone = [was for was, now, _ in both if was is not None and now is None]
    assert len(gone) > 10, "what changed by one is withheld"
    assert any(each.startswith(f"{len(gone)} numbers that bexley 2013-14 printed") for each in said)
    assert changes.count(0) > 10, "what did not is printed again"


def test_what_stands_is_left_and_no_line_is_written_where_nothing_changed(copied, first):
    assert publish(copied, YEARS[0], LATER).digest == first.done.digest
    assert standing(copied, YEARS[0]) == first.stood
    assert len(lines(copied)) == 1


@pytest.mark.slow
def test_the_same_edition_gives_the_same_archive(copied, first):
    place(copied, YEARS[0]).ledger.unlink()
    publish(copied, YEARS[0])
    assert standing(copied, YEARS[0]) == first.stood


def broken(*_: object, **__: object) -> None:
    raise OSError("the disk is full")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "known"),
    [("sealed", 1), ("scanned", 1), ("added", 1), ("_archived", 2), ("_set_out", 2)],
)
def test_an_interrupted_publication_leaves_what_stood(monkeypatch, copied, first, step, known):
    """The ledger has an edition before anyone can see it, so that nothing is out that it has not:
    a line of an edition that never came out protects what need not be."""
    corrected(copied)
    monkeypatch.setattr(publishing, step, broken)
    with pytest.raises(OSError, match="disk"):
        publish(copied, YEARS[0], LATER)
    assert standing(copied, YEARS[0]) == first.stood
    assert len(lines(copied)) == known
    monkeypatch.undo()
    publish(copied, YEARS[0], LATER)
    assert len(lines(copied)) == known + 1
    assert standing(copied, YEARS[0]) != first.stood


@pytest.mark.slow
def test_an_edition_that_says_what_was_not_cleared_is_not_published(monkeypatch, copied, first):
    pressed = publishing._pressed

    def with_a_stray(*words: object) -> Path:
        folder = pressed(*words)
        page = folder / f"{CHAPTER}.html"
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub("</main>", "<p>Also 98765 others.</p></main>", text, count=1))
        return folder

    corrected(copied)
    monkeypatch.setattr(publishing, "_pressed", with_a_stray)
    with pytest.raises(DisclosureError) as raised:
        publish(copied, YEARS[0], LATER)
    assert raised.value.exit_code == 13
    assert len(lines(copied)) == 1
    assert standing(copied, YEARS[0]) == first.stood
