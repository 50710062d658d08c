"""Sentences about numbers: right for none, one and many, and silent about what is withheld."""

from __future__ import annotations

import re
from itertools import product

import pytest

from lscb.figures import wording
from lscb.figures.shown import paragraph, symbols_note


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("0", "no children"),
        ("1", "1 child"),
        ("2", "2 children"),
        ("54891", "54,891 children"),
        ("[c]", "[c] children"),
    ],
)
def test_a_count_agrees_with_its_noun(cell, words):
    assert wording.counted(cell, "child", "children") == words


@pytest.mark.parametrize(("cell", "verb"), [("0", "were"), ("1", "was"), ("14", "were")])
def test_a_verb_agrees_with_its_count(cell, verb):
    assert wording.were(cell) == verb


@pytest.mark.parametrize(
    ("cell", "words"), [("0", "none"), ("1", "1"), ("1500", "1,500"), ("[c]", "[c]")]
)
def test_a_count_without_its_noun_is_none_or_a_number(cell, words):
    assert wording.none_or(cell) == words


@pytest.mark.parametrize(
    ("cell", "words"),
    [("0.001", "p of 0.001 or less"), ("0.0011", "p = 0.0011"), ("0.034", "p = 0.034")],
)
def test_the_least_probability_that_is_shown_stands_for_all_below_it(cell, words):
    assert wording.probability(cell) == words


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("0", "0"),
        ("1234567", "1,234,567"),
        ("0.0", "0.0"),
        ("46.5", "46.5"),
        ("9362.2", "9,362.2"),
        ("100.0", "100.0"),
        ("[c]", "[c]"),
        ("[x]", "[x]"),
        ("[z]", "[z]"),
    ],
)
def test_a_figure_has_its_thousands_separated_and_keeps_its_one_decimal(cell, printed):
    assert wording.figure(cell) == printed


@pytest.mark.parametrize(
    ("cell", "number"), [("14", 14), ("46.5", 46.5), ("[c]", None), ("[x]", None), ("[z]", None)]
)
def test_a_symbol_has_no_value(cell, number):
    assert wording.value(cell) == number


def test_a_sentence_is_said_when_every_cell_it_rests_on_is_a_number():
    said = wording.stated("The number of plans", ["14", "0"], "14 plans started.")
    assert said == "14 plans started."


def test_a_sentence_begins_with_a_capital():
    assert wording.stated("The number", ["0"], "no plans started.") == "No plans started."
    assert wording.capitalised("") == ""


@pytest.mark.parametrize(
    ("symbol", "said"),
    [
        ("[c]", "The number of plans is withheld to protect confidentiality."),
        ("[x]", "The number of plans is not available."),
        ("[z]", "The number of plans is not applicable."),
    ],
)
def test_a_symbol_is_said_in_words_and_not_printed(symbol, said):
    assert wording.stated("The number of plans", [symbol], f"{symbol} plans.") == said


def test_withheld_is_said_alike_whatever_was_withheld_and_tells_no_other_number():
    cells = [case for case in product(["[c]", "0", "1", "777"], repeat=3) if "[c]" in case]
    said = {
        wording.stated("The share", case, f"{case[0]} of {case[1]}, {case[2]} %.") for case in cells
    }
    assert said == {"The share is withheld to protect confidentiality."}
    assert not re.search(r"\d", said.pop())


@pytest.mark.parametrize("cells", [["[c]", "[z]"], ["[z]", "[c]"], ["[z]", "12", "[c]"]])
def test_withheld_goes_before_not_applicable(cells):
    assert wording.stated("It", cells, "x") == "It is withheld to protect confidentiality."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        ([], ""),
    ],
)
def test_words_are_listed_as_english_lists_them(words, said):
    assert wording.listed(words) == said


@pytest.mark.parametrize(("cell", "said"), [("2014-04", "April 2014"), ("2015-03", "March 2015")])
def test_a_month_is_said_in_words(cell, said):
    assert wording.month(cell) == said


def test_an_interval_says_its_level_and_both_limits():
    assert wording.interval("1023.1", "2000.0") == "95 % interval 1,023.1 to 2,000.0"


def test_findings_are_a_list_whose_words_are_escaped_and_kept_as_data():
    shown = wording.findings(["Plans < 5 & more.", "No plans ended."])
    assert shown.html == (
        '<ul class="findings"><li><strong>Plans &lt; 5 &amp; more.</strong></li>'
        "<li>No plans ended.</li></ul>"
    )
    bundle, _ = shown._repr_mimebundle_()
    assert bundle["text/plain"] == "Plans < 5 & more.\nNo plans ended."
    assert bundle[wording.FINDINGS] == {"sentences": ["Plans < 5 & more.", "No plans ended."]}


@pytest.mark.parametrize(
    ("finding", "headline"),
    [
        ("12 children died. From 2010-11 there were 71.", "12 children died."),
        ("A rate of 40.5 for each 10,000 (95 % interval 1.2 to 3.4). It is higher.", None),
        ("In St. Helens 3 plans ended. None was long.", "In St. Helens 3 plans ended."),
        ("Nothing is known", ""),
    ],
)
def test_the_first_sentence_of_the_first_finding_is_the_headline(finding, headline):
    html = wording.findings([finding, "Another. And more."]).html
    if headline is None:
        headline = finding.removesuffix(" It is higher.").replace(" %", "&nbsp;%")
    assert re.findall("<strong>(.*?)</strong>", html) == ([headline] if headline else [])


def test_a_paragraph_is_escaped():
    assert paragraph("<b>", "not-supplied").html == '<p class="not-supplied">&lt;b&gt;</p>'
    assert paragraph("a & b").html == "<p>a &amp; b</p>"


def test_only_symbols_that_are_used_are_explained():
    assert symbols_note(["1", "[c]", "[c]"]) == "[c] withheld to protect confidentiality."
    assert symbols_note(["[z]", "[c]"]) == (
        "[c] withheld to protect confidentiality; [z] not applicable."
    )
    assert symbols_note(["1", "0"]) == ""
