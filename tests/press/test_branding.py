"""A board's own colour, logo and contact, from its parameters; each text of theirs stays text."""

from __future__ import annotations

import base64
import zlib

import pytest
import yaml
from bs4 import BeautifulSoup

from lscb.clearing.logo import LARGEST, logo
from lscb.colours import READABLE, contrast, readable
from lscb.errors import ParameterError
from lscb.press.page import page_facts
from lscb.press.pages import accessibility
from lscb.press.pages.rendering import environment
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/>{}</svg>'


def chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def png(*more: bytes, wide: int = 1) -> bytes:
    head = wide.to_bytes(4, "big") + b"\0\0\0\1\x08\0\0\0\0"
    drawn = chunk(b"IDAT", zlib.compress(b"\0" + b"\xff" * wide))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + drawn + chunk(b"IEND", b"")
    )


@pytest.fixture
def place(tmp_path) -> ReportPlace:
    (tmp_path / "parameters" / "northshire").mkdir(parents=True)
    return ReportPlace(Workbench(tmp_path), "northshire", ReportingYear("2014-15"))


def stated(place: ReportPlace, **board: object) -> None:
    file = ROOT / "parameters" / "northshire" / "2014-15.yaml"
    values = yaml.safe_load(file.read_text(encoding="utf-8"))
    values["board"] |= board
    place.parameters.write_text(yaml.safe_dump(values), encoding="utf-8")


def with_logo(place: ReportPlace, name: str, content: bytes) -> dict[str, str] | None:
    (place.parameters.parent / name).write_bytes(content)
    stated(place, logo={"file": name, "alternative": "Northshire"})
    return logo(place, place.report())


def refused(place: ReportPlace, name: str, content: bytes) -> str:
    with pytest.raises(ParameterError) as letter:
        with_logo(place, name, content)
    assert letter.value.exit_code == 10
    assert f"parameters/northshire/{name}" in letter.value.text()
    return letter.value.text()


@pytest.mark.parametrize("colour", ["#ffdd00", "#28A197", "#ffffff", "#7f7f7f"])
def test_a_colour_that_is_not_told_from_white_is_refused_with_the_nearest_that_is(place, colour):
    stated(place, colour=colour)
    with pytest.raises(ParameterError) as letter:
        place.report()
    nearest = readable(colour, "#ffffff")
    assert nearest in letter.value.text()
    assert READABLE <= contrast(nearest, "#ffffff") < READABLE + 0.3
    stated(place, colour=nearest)
    assert place.report().board.colour == nearest


@pytest.mark.parametrize("colour", ["red", "#12436", "#12436d; } body { display: none", 123456])
def test_a_colour_is_six_digits_and_nothing_else(place, colour):
    stated(place, colour=colour)
    with pytest.raises(ParameterError):
        place.report()


def of_colour(colour: str | None) -> dict:
    return {"year": "2014-15", "board": {"colour": colour}, "markings": []}


def test_the_edges_of_a_page_are_of_the_boards_colour_and_lighter_in_the_dark():
    css = page_facts(of_colour("#00703c"))["css"]
    light, dark = (rule.split(";")[0] for rule in css.rsplit("--accent: ", 2)[1:])
    assert light == "#00703c"
    assert contrast(dark, "#16191c") >= READABLE > contrast(light, "#16191c")
    assert "#16191c" in page_facts(of_colour(None))["css"]


def test_a_logo_goes_into_the_page_as_it_is(place):
    svg = SVG.format('<g fill="url(#a)"><use href="#b"/></g>').encode()
    shown = with_logo(place, "logo.svg", svg)
    assert shown["alternative"] == "Northshire"
    kind, _, data = shown["image"].partition(",")
    assert (kind, base64.b64decode(data)) == ("data:image/svg+xml;base64", svg)


def test_of_a_png_only_what_draws_it_is_kept(place):
    told = chunk(b"tEXt", b"Author\0somebody")
    shown = with_logo(place, "logo.png", png(told))
    assert base64.b64decode(shown["image"].partition(",")[2]) == png()


def test_of_a_drawing_no_remark_is_kept(place):
    shown = with_logo(place, "logo.svg", SVG.format("<!-- é by J --><g/><!---->").encode())
    assert base64.b64decode(shown["image"].partition(",")[2]) == SVG.format("<g/>").encode()


def test_a_drawing_does_not_say_where_it_was_drawn(place):
    program = 'xmlns:p="urn:p" p:export-filename="/home/somebody/logo.png"'
    said = refused(place, "logo.svg", SVG.format(f"<g {program}/>").encode())
    assert "plain SVG" in said
    assert "somebody" not in said


@pytest.mark.parametrize("draws", ['<use href="#a{}"/>', '<path clip-path="url(#a{})" d="M0 0"/>'])
def test_a_drawing_whose_parts_draw_one_another_without_end_is_no_logo(place, draws):
    """Ten times ten times ten: with eight more lines a browser would draw for days."""
    parts = [f'<g id="a{n + 1}">{draws.format(n) * 10}</g>' for n in range(3)]
    for inside in ("".join(parts), f'<g id="a1">{draws.format(1)}</g>'):
        assert "so often" in refused(place, "logo.svg", SVG.format(inside).encode())
    deep = "".join(f'<g id="a{n + 1}">{draws.format(n)}</g>' for n in range(20))
    assert with_logo(place, "logo.svg", SVG.format(deep).encode())


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path onload="alert(1)" d="M0 0"/>',
        '<image href="https://example.org/x.png"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="data:image/svg+xml,a"/>',
        '<path style="fill: url(https://example.org/a)" d="M0 0"/>',
        '<path style="fill: u\\72l(a)" d="M0 0"/>',
        "<style>@import 'https://example.org/a.css';</style>",
        "<foreignObject><p>a</p></foreignObject>",
        '<?xml-stylesheet href="a.css"?>',
        "<path",
    ],
)
def test_a_drawing_that_runs_or_fetches_anything_is_no_logo(place, inside):
    said = refused(place, "logo.svg", SVG.format(inside).encode())
    assert "example.org" not in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("logo.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "document type"),
        ("logo.svg", b"<html></html>", "plain shapes"),
        ("logo.png", b"GIF89a", "PNG picture"),
        ("logo.png", png()[:-9], "damaged"),
        ("logo.png", png().replace(b"IDAT", b"IDAX"), "damaged"),
        ("logo.png", png(wide=9000), "2000 points"),
        ("logo.png", b"\0" * (LARGEST + 1), "24,000 bytes"),
    ],
)
def test_another_file_is_no_logo(place, name, content, said):
    assert said in refused(place, name, content)


def test_a_logo_is_a_file_beside_the_parameters_and_is_there(place):
    for name in ("../northshire/logo.svg", "/etc/logo.svg", "logo.gif", "a\\logo.png"):
        stated(place, logo={"file": name, "alternative": "Northshire"})
        with pytest.raises(ParameterError):
            place.report()
    stated(place, logo={"file": "gone.svg", "alternative": "Northshire"})
    with pytest.raises(ParameterError, match="beside the parameters"):
        logo(place, place.report())


def test_a_logo_without_words_for_those_who_do_not_see_it_is_refused(place):
    stated(place, logo={"file": "logo.svg"})
    with pytest.raises(ParameterError) as letter:
        place.report()
    assert "board.logo.alternative" in letter.value.text()


HOSTILE = '<script>alert("1")</script> & "co"'


def test_every_word_of_the_parameters_stays_a_word_on_a_page():
    contact = {"email": "board@northshire.example", "telephone": HOSTILE, "post": HOSTILE}
    board = {"name": HOSTILE, "place": HOSTILE, "colour": None, "contact": contact}
    said = page_facts({"year": "2014-15", "board": board, "markings": [HOSTILE]}) | {
        "edition": "panel",
        "recipient": HOSTILE,
        "published": None,
        "versions": {"lscb": "0"},
        "logo": {"image": "data:,", "alternative": HOSTILE},
        "chapters": [{"name": "a", "number": 1, "title": HOSTILE}],
    }
    page = BeautifulSoup(
        environment()
        .get_template("page.html.j2")
        .render(said=said, name="accessibility", title=accessibility.TITLE,
                beside={"before": None, "after": None}),
        "html.parser",
    )  # fmt: skip
    assert page("script") == []
    printed = page.style.get_text().partition("@bottom-left { content: ")[2]
    assert printed.startswith(r'"\3c script\3e alert\28 \22 1\22 \29 ')
    assert page.title.get_text().endswith(HOSTILE)
    assert page.find(class_="restricted").get_text() == HOSTILE
    assert page.find(class_="logo")["alt"] == HOSTILE
    assert HOSTILE in page.h1.find_next("p").get_text()
    assert page.find("a", href="mailto:board%40northshire.example")
    assert [item.get_text() for item in page.main("li")][1:] == [
        f"telephone {HOSTILE}",
        f"post {HOSTILE}",
    ]
