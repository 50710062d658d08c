"""A census drawn at random and written as XML is read back row for row and line for line."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch
from xml.sax.saxutils import escape

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.records.formats import xml_text
from lscb.records.formats.census_elements import ITEMS
from tests.records.formats.censuses import HEADER, read

text = st.text(
    st.one_of(
        st.sampled_from("az09-<>&'\" \n\té€"),
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    ),
    max_size=12,
)
IDENTITY = ("LAchildID", "PersonBirthDate", "ExpectedPersonBirthDate", "GenderCurrent")


def some(*items: str) -> st.SearchStrategy[dict[str, str]]:
    """Some of the items, each with a text."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(items, text))


plans = st.tuples(some(*ITEMS["ChildProtectionPlans"]), st.lists(st.lists(text), max_size=2))
episodes = st.tuples(
    some(*ITEMS["CINdetails"][:4]),
    st.lists(some(*ITEMS["Section47"]), max_size=2),
    some("ReferralNFA"),
    st.lists(plans, max_size=2),
)
children = st.tuples(
    some(*IDENTITY, "PersonDeathDate"),
    some("Ethnicity"),
    st.lists(text, max_size=3),
    st.lists(episodes, max_size=3),
)


class Written:
    """A census as it is written, and the rows that are to be read of it."""

    def __init__(self, gaps: list[str]) -> None:
        self.text = ""
        self.rows: dict[str, list[dict[str, object]]] = {table: [] for table in ITEMS}
        self._gaps = gaps

    def line(self) -> int:
        return self.text.count("\n") + 1

    def put(self, text: str) -> None:
        """Add a tag or a whole item, and one of the gaps behind it."""
        self.text += text + self._gaps[len(self.text) % len(self._gaps)]

    def items(self, given: dict[str, str], table: str) -> None:
        for item in (item for item in ITEMS[table] if item in given):
            self.put(f"<{item}>{escape(given[item])}</{item}>")

    def row(self, table: str, given: dict[str, str], line: int, **keys: int) -> None:
        cells = {item: given.get(item, "").strip() for item in ITEMS[table]}
        self.rows[table].append({**keys, **cells, "line": line})

    def child(self, number: int, drawn) -> None:
        identity, ethnicity, disabilities, held = drawn
        line = self.line()
        self.put("<Child>")
        self.put("<ChildIdentifiers>")
        self.items(identity, "ChildIdentifiers")
        self.put("</ChildIdentifiers>")
        self.put("<ChildCharacteristics>")
        self.items(ethnicity, "ChildIdentifiers")
        self.put("<Disabilities>")
        for code in disabilities:
            self.put(f"<Disability>{escape(code)}</Disability>")
        self.put("</Disabilities>")
        self.put("</ChildCharacteristics>")
        joined = " ".join(" ".join(disabilities).split())
        given = identity | ethnicity | {"Disability": joined}
        self.row("ChildIdentifiers", given, line, child=number)
        for place, episode in enumerate(held, 1):
            self.episode(episode, child=number, CINdetailsID=place)
        self.put("</Child>")

    def episode(self, drawn, **keys: int) -> None:
        dates, enquiries, nfa, held = drawn
        self.row("CINdetails", dates | nfa, self.line(), **keys)
        self.put("<CINdetails>")
        self.items(dates, "CINdetails")
        for enquiry in enquiries:
            self.row("Section47", enquiry, self.line(), **keys)
            self.put("<Section47>")
            self.items(enquiry, "Section47")
            self.put("</Section47>")
        self.items(nfa, "CINdetails")
        for place, (plan, reviews) in enumerate(held, 1):
            self.plan(plan, reviews, **keys, CPPID=place)
        self.put("</CINdetails>")

    def plan(self, plan: dict[str, str], reviews: list[list[str]], **keys: int) -> None:
        self.row("ChildProtectionPlans", plan, self.line(), **keys)
        self.put("<ChildProtectionPlans>")
        self.items(plan, "ChildProtectionPlans")
        for group in reviews:
            self.put("<Reviews>")
            for date in group:
                self.row("Reviews", {"CPPreviewDate": date}, self.line(), **keys)
                self.items({"CPPreviewDate": date}, "Reviews")
            self.put("</Reviews>")
        self.put("</ChildProtectionPlans>")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(children, max_size=5),
    st.lists(st.sampled_from(["", "\n", " \n\n\t", "<!-- <Child>\n -->"]), min_size=1, max_size=7),
    st.sampled_from(["utf-8", "utf-16"]),
    st.sampled_from([32, 61, 1000, xml_text.PIECE]),
)
def test_a_drawn_census_is_read_as_it_was_written(drawn, gaps, encoding, piece):
    written = Written(gaps)
    written.put(f"<Message>{HEADER}<Children>")
    for number, child in enumerate(drawn, 1):
        written.child(number, child)
    written.put("</Children></Message>")
    with patch.object(xml_text, "PIECE", piece):
        file = read(written.text.encode(encoding))
    assert file.problems == ()
    assert Counter(query.column for query in file.queries) == Counter([] if drawn else ["Children"])
    names = [row["LAchildID"] for row in written.rows["ChildIdentifiers"]]
    for table, rows in written.rows.items():
        expected = pd.DataFrame(rows, columns=[*dict.fromkeys(k for r in rows for k in r)])
        if rows:
            expected["LAchildID"] = [names[child - 1] for child in expected.child]
            expected["number"] = expected["line" if file.unit == "line" else "child"]
        read_back = file.tables[table].to_dict("records")
        assert read_back == expected.drop(columns="line", errors="ignore").to_dict("records")
