"""What a chapter says of the rows it rests on: numbers for the panel, words for the public."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT

DATA = ROOT / "data" / "northshire"


def said(northshire: Path, edition: str) -> dict[str, list[str]]:
    """The sentences of each record, from the edition's clearing."""
    (manifest,) = (northshire / "cleared").glob(f"{edition}-*/manifest.json")
    chapters = json.loads(manifest.read_text(encoding="utf-8"))["chapters"]
    return {each["record"]: each["said"] for c in chapters for each in c["data_quality"]}


def test_the_panel_is_told_of_every_row_what_became_of_it(northshire):
    for record, sentences in said(northshire, "panel").items():
        read, became = sentences[0].removesuffix(".").split(" rows read: ")
        parts = [int(part.split()[0].replace(",", "")) for part in became.split("; ")]
        files = DATA.glob(f"*/{re.sub('[ -]', '_', record)}.csv")
        held = sum(len(pd.read_csv(path, dtype=str)) for path in files)
        assert int(read.replace(",", "")) == sum(parts) == held


def test_the_panel_is_told_what_is_worth_a_look(northshire):
    conferences = " ".join(said(northshire, "panel")["conferences"])
    (asked,) = re.findall(r"look, (\d+) rows: no strategy discussion", conferences)
    files = [pd.read_csv(path, dtype=str) for path in DATA.glob("*/conferences.csv")]
    blank = [f[(f.transfer_in == "no") & f.strategy_discussion.isna()] for f in files]
    assert int(asked) == sum(map(len, blank))


def test_the_public_is_told_in_words_alone(northshire):
    for sentences in said(northshire, "public").values():
        assert sentences
        assert not any(re.search(r"\d", sentence) for sentence in sentences)


@pytest.mark.parametrize("edition", ["public", "panel"])
def test_it_stands_on_the_page(northshire, edition):
    page = (northshire / edition / "training.html").read_text(encoding="utf-8")
    about = BeautifulSoup(page, "html.parser").find("dl", class_="about")
    terms = {t.get_text(): t.find_next("dd").get_text() for t in about.find_all("dt")}
    for record in ("training", "training sessions"):
        assert terms[f"The records: {record}"] == " ".join(said(northshire, edition)[record])
