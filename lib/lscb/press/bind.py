"""Chapters into one annual report: contents page and downloads."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lscb.cleared import CERTIFICATE, Cleared
from lscb.csvw import json_of
from lscb.press.page import OPENING, TEMPLATE, data_in, keep_years_whole, page_facts
from lscb.tables import SYMBOLS, WITHHELD

FINDINGS = "application/vnd.lscb.findings+json"
ABOUT = "application/vnd.lscb.about+json"


def bound(waiting: Path, held: Cleared, keys: dict[str, str]) -> Path:
    """Finish the edition that waits: contents page, tables and `report.json`; return its folder.

    `keys` are those of its chapters. Everything in it is made from one clearing.
    """
    tables = waiting / "tables"
    shutil.rmtree(tables, ignore_errors=True)
    tables.mkdir(parents=True)
    for chapter in held.chapters():
        for table in chapter["tables"]:
            for name in (table["file"], f"{table['file']}-metadata.json"):
                shutil.copyfile(held.folder / name, tables / name)
    certificate = held.folder / CERTIFICATE
    if certificate.is_file():
        shutil.copyfile(certificate, waiting / CERTIFICATE)
    (waiting / "index.html").write_text(_contents(waiting, held), encoding="utf-8", newline="\n")
    (waiting / "report.json").write_bytes(json_of(_statement(held, keys)))
    (waiting / "keys.json").unlink(missing_ok=True)
    return waiting


def _contents(waiting: Path, held: Cleared) -> str:
    """The first page, from what the executed chapters say."""
    notebooks = {
        chapter["name"]: nbformat.read(_notebook(waiting, held, chapter["name"]), as_version=4)
        for chapter in held.chapters()
    }
    chapters = [
        {**chapter, "findings": data_in(notebooks[chapter["name"]], FINDINGS)["sentences"]}
        for chapter in held.chapters()
    ]
    opening = data_in(next(iter(notebooks.values())), OPENING)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE), autoescape=False, undefined=StrictUndefined
    )
    environment.filters["in_words"] = _day_in_words
    page = environment.get_template("contents.html.j2").render(
        said=page_facts(opening),
        chapters=chapters,
        gaps=_gaps([data_in(notebook, ABOUT)["gaps"] for notebook in notebooks.values()]),
        symbols=_symbols(held),
        certified=_certified(held),
        downloads=_downloads(held),
    )
    parsed = BeautifulSoup(page, "html.parser")
    keep_years_whole(parsed)
    return str(parsed)


def _gaps(of_chapters: list[dict[str, list[str]]]) -> dict[str, list[str]]:
    """What is not there, by the reason the chapters give, each sentence once."""
    together: dict[str, dict[str, None]] = {}
    for gaps in of_chapters:
        for reason, sentences in gaps.items():
            together.setdefault(reason, {}).update(dict.fromkeys(sentences))
    return {reason: list(sentences) for reason, sentences in together.items()}


def _day_in_words(day: str) -> str:
    """A day such as 2015-03-31 in words: 31 March 2015."""
    read = date.fromisoformat(day)
    return f"{read.day} {read:%B %Y}"


def _certified(held: Cleared) -> dict[str, Any] | None:
    """What the certificate says in short; None where nothing is withheld."""
    path = held.folder / CERTIFICATE
    if not path.is_file():
        return None
    stated = json.loads(path.read_text(encoding="utf-8"))
    sums = {name: sum(t[name] for t in stated["tables"]) for name in ("cells", "withheld")}
    return {
        **sums,
        "ways": len(stated["attackers"]),
        "insider": "insider" in stated["attackers"],
        "told_already": len(stated["told_by_others"]) + len(stated["told_before"]),
        "file": CERTIFICATE,
    }


def _symbols(held: Cleared) -> dict[str, str]:
    """The symbols an edition may use: nothing is withheld from the panel."""
    panel = held.manifest["edition"] == "panel"
    return {s: meaning for s, meaning in SYMBOLS.items() if not (panel and s == WITHHELD)}


def _downloads(held: Cleared) -> dict[str, list[dict[str, str]]]:
    """The tables of each chapter, by its title: each one's file and its own title."""
    return {
        chapter["title"]: [
            {"file": stated["file"], "title": held.table(chapter["name"], stated["name"]).title}
            for stated in chapter["tables"]
        ]
        for chapter in held.chapters()
    }


def _notebook(waiting: Path, held: Cleared, chapter: str) -> Path:
    return waiting / "notebooks" / f"{held.file_stem(chapter)}.ipynb"


def _statement(held: Cleared, keys: dict[str, str]) -> dict[str, Any]:
    """What `report.json` says: the report, its chapters, and digests of its cleared tables."""
    stated = {key: value for key, value in held.manifest.items() if key != "chapters"}
    chapters = [
        {key: value for key, value in chapter.items() if key not in ("commentary", "promised")}
        for chapter in held.chapters()
    ]
    return {**stated, "chapters": chapters, "cleared": held.digest, "keys": keys}
