"""The documents of the made-up board's report, and the page that they are made from."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.html import HtmlElement

from lscb.press.documents.paper import paper

NAMES = {"public": "northshire-2014-15", "panel": "OFFICIAL-SENSITIVE_northshire-2014-15"}


@pytest.fixture(scope="session", params=["public", "panel"])
def edition(request: pytest.FixtureRequest, northshire: Path) -> Path:
    return northshire / request.param


@pytest.fixture(scope="session")
def page(edition: Path) -> HtmlElement:
    return paper(edition)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """An edition of one page whose every text tries to be something else."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "report.html").write_text(HOSTILE, encoding="utf-8", newline="\n")
    return tmp_path


BREAKING = '"; } @page { @top-left { content: url(file:///etc/passwd) } } </style><b>&<w:t>\x0b'

ESCAPED = BREAKING.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")

HOSTILE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><title>{ESCAPED}</title></head><body>
<header><p class="report"><strong>{ESCAPED}</strong></p><p class="markings">{ESCAPED}</p></header>
<main><h1>{ESCAPED}</h1>
<nav><h2>Contents</h2><ul><li><a href="#one">{ESCAPED}</a></li></ul></nav>
<section id="one"><h2>{ESCAPED}</h2><p>{ESCAPED}</p>
<table data-alternative="{ESCAPED}"><caption>{ESCAPED}</caption>
<thead><tr><th scope="col">{ESCAPED}</th></tr></thead>
<tbody><tr><th scope="row">{ESCAPED}</th></tr></tbody></table>
</section></main></body></html>
"""
