"""The report as a tagged PDF that aims at PDF/UA-1, from its one page, by WeasyPrint.

It is the same to the byte wherever it is made with the same versions: it keeps no time, its fonts
are those that matplotlib ships, and nothing is fetched.
"""

from __future__ import annotations

import base64
import logging
import re
from pathlib import Path
from typing import Any

import pydyf
from lxml import etree, html
from matplotlib import get_data_path
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from lscb.press.documents.kinds import NotAsItShould
from lscb.press.documents.paper import board, paper

FONTS = Path(get_data_path()) / "fonts" / "ttf"
FONT = re.compile(r"lscb-font:(DejaVuSans(?:-\w+)?\.ttf)")
DRAWING = "data:image/svg+xml;base64,"
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
AT = re.compile(r"translate\((\S+) (\S+)\) scale\((\S+) -\3\)")
EM = 100
"""How large the letters are that matplotlib draws as paths, before they are scaled."""


def document(edition: Path) -> bytes:
    """The report of an edition's folder as PDF. Raises NotAsItShould for whatever is warned of."""
    page = paper(edition)
    page.set("style", f"--accent: {page.body.get('data-accent')}")
    _name_the_board(page)
    _number_contents(page)
    for chart in page.xpath(f"//img[starts-with(@src, '{DRAWING}')]"):
        chart.set("src", _with_words(chart.get("src").removeprefix(DRAWING)))
    fonts, fetcher = FontConfiguration(), _OwnFiles(allowed_protocols=("data",))
    style = CSS(Path(__file__).with_name("pdf.css"), font_config=fonts, url_fetcher=fetcher)
    with _Warnings() as warned:
        whole = HTML(
            string=html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>"),
            base_url="lscb:",
            url_fetcher=fetcher,
        )
        content = whole.write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", finisher=_scoped
        )
    if warned.messages:
        raise NotAsItShould("; ".join(warned.messages))
    return content


class _OwnFiles(URLFetcher):
    """Gives what the page holds itself, and matplotlib's fonts; nothing else is fetched."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if font := FONT.fullmatch(url):
            return URLFetcherResponse(url, (FONTS / font[1]).read_bytes())
        return super().fetch(url, headers)


class _Warnings(logging.Handler):
    """Keeps what WeasyPrint warns of while it is in use, less what it quotes of the report."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # A letter that no font here has, such as an emoji, leaves the rest as readable as it was.
        if not str(record.msg).startswith(".notdef"):
            self.messages.append(str(record.msg))

    def __enter__(self) -> _Warnings:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)


def _name_the_board(page: html.HtmlElement) -> None:
    page.head.append(etree.Element("meta", name="author", content=board(page)))


def _number_contents(page: html.HtmlElement) -> None:
    """Have each line of the contents say its page: on a paragraph around the link, since what is
    added to a link itself is tagged as a link within it."""
    for link in page.xpath("//nav//li/a"):
        line = etree.Element("p", {"data-to": link.get("href")})
        link.tail = None
        link.addprevious(line)
        line.append(link)


def _with_words(data: str) -> str:
    """A chart in which matplotlib drew words letter by letter, with its words instead.

    They can be searched for and copied, and it is drawn in a fraction of the time.
    """
    drawing = etree.fromstring(base64.b64decode(data))
    for remark in list(drawing.iter(etree.Comment)):
        letters = remark.getnext()
        at = AT.fullmatch("" if letters is None else letters.get("transform", ""))
        if at:
            letters.getparent().replace(letters, _text(remark.text[1:-1], at, letters))
    return f"{DRAWING}{base64.b64encode(etree.tostring(drawing)).decode('ascii')}"


def _text(words: str, at: re.Match[str], letters: Any) -> Any:
    text = etree.Element(f"{SVG}text", x=at[1], y=at[2])
    weight = "bold" if "Bold" in letters.find(f"{SVG}use").get(LINK) else "normal"
    font = f"font-family: Report; font-size: {EM * float(at[3]):g}px; font-weight: {weight}"
    text.set("style", f"{letters.get('style', '')}; {font}")
    text.text = words.replace(" ", "\N{NO-BREAK SPACE}")  # none is lost where words begin with some
    return text


def _scoped(_: Document, pdf: pydyf.PDF) -> None:
    """Say of each header cell whether it heads a column or a row, which WeasyPrint leaves open."""
    for cell in pdf.objects:
        if isinstance(cell, pydyf.Dictionary) and cell.get("S") == "/TH":
            row = _parent(pdf, cell)
            heads = _parent(pdf, row)["S"] == "/THead"
            cell["A"]["Scope"] = "/Column" if heads else "/Row"


def _parent(pdf: pydyf.PDF, element: pydyf.Dictionary) -> pydyf.Dictionary:
    return pdf.objects[int(element["P"].split()[0])]
