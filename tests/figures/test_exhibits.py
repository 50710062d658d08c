"""What every table and figure carries, and that none is shown without all of it."""

from __future__ import annotations

import base64
import io

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from lscb.figures import charts
from lscb.figures.charts import Caption
from lscb.figures.shown import PICTURE, Shown, exhibit, paragraph

WHOLE = {
    "title": "Figure 2.3: Plans, Testshire, 2014-15",
    "population": "Children on a plan",
    "source": "case system",
    "alternative": "Bar chart of plans: 2014-15 12.",
    "html": "<figure></figure>",
}
CELLS = pd.DataFrame({"figure": ["12"], "lower": ["[z]"], "upper": ["[z]"]})


def chart(markings: tuple[str, ...] = ("Draft",)) -> Shown:
    about = (WHOLE["title"], "Testshire", WHOLE["population"], WHOLE["source"], ["plans.csv"])
    return charts.bars(["2014-15"], CELLS, "Plans", Caption(*about, markings))


def picture(shown: Shown) -> bytes:
    bundle, _ = shown._repr_mimebundle_()
    return base64.b64decode(bundle[PICTURE])


@pytest.mark.parametrize(
    ("name", "values", "what"),
    [
        ("title", ("", "Plans, Testshire", "Figure 2: Plans", "Figure 2.3:  "), "title"),
        ("population", ("", " "), "population"),
        ("source", ("", " "), "source"),
        ("alternative", ("", " ", WHOLE["title"]), "alternative text"),
    ],
)
def test_nothing_is_shown_that_lacks_something_and_it_is_said_what(name, values, what):
    for value in values:
        with pytest.raises(ValueError, match=what):
            exhibit(**WHOLE | {name: value})


def test_all_that_is_lacking_is_said_at_once():
    with pytest.raises(ValueError, match=r"title.*population.*source.*alternative"):
        exhibit(**dict.fromkeys(WHOLE, ""))


def test_a_chart_whose_table_says_no_population_is_not_drawn():
    with pytest.raises(ValueError, match="population"):
        charts.bars(["2014-15"], CELLS, "Plans", Caption(WHOLE["title"], "T", "", "s", [], ()))


def test_a_chart_carries_page_picture_and_plain_text_with_the_same_alternative():
    bundle, about = chart()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", PICTURE}
    alternative = BeautifulSoup(bundle["text/html"], "html.parser").img["alt"]
    assert about[PICTURE]["alt"] == alternative
    assert bundle["text/plain"].splitlines() == [
        WHOLE["title"],
        "Population: Children on a plan. Source: case system.",
        alternative,
    ]


def test_the_picture_is_a_png_that_says_nothing_of_when_and_by_what_it_was_drawn():
    drawn = Image.open(io.BytesIO(picture(chart())))
    assert drawn.format == "PNG"
    assert drawn.width == 7.5 * charts.DOTS_PER_INCH
    assert set(drawn.info) <= {"dpi"}


def test_the_picture_is_the_same_to_the_byte_when_it_is_drawn_again():
    assert picture(chart()) == picture(chart())


def test_markings_stand_inside_the_picture():
    assert picture(chart(("Draft",))) != picture(chart(("Published",)))


def test_a_chart_with_a_table_beneath_it_keeps_its_picture():
    both = chart().and_then(paragraph("Beneath."))
    assert picture(both) == picture(chart())
    assert both.html.endswith("<p>Beneath.</p>")
    assert both.text.splitlines()[0] == WHOLE["title"]
