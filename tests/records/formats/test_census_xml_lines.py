"""Every row of a census says on which line it starts, and a line that is given is right."""

from __future__ import annotations

from tests.records.formats.censuses import (
    CHARACTERISTICS,
    DETAILS,
    IDENTIFIERS,
    census,
    child,
    dates,
    line_of,
    plan,
    read,
)

FIRST, SECOND = "2021-07-20", "2022-01-11"


def test_a_file_on_one_line_is_numbered_by_child():
    one = child(IDENTIFIERS, CHARACTERISTICS, plan("<Odd/>"))
    file = read(census(one, one, one).replace("\n", ""))
    assert file.unit == "child"
    for rows in file.tables.values():
        assert rows.number.tolist() == rows.child.tolist()
    assert [(query.row, query.unit) for query in file.queries] == [(n, "child") for n in (1, 2, 3)]


def test_a_line_past_the_sixty_five_thousandth_is_right():
    one = child(
        IDENTIFIERS,
        CHARACTERISTICS,
        plan(f"<Reviews>\n{dates(FIRST, SECOND)}</Reviews>"),
    )
    text = census(one, "\n" * 70_000, "\n" * 70_000, one)
    file = read(text)
    for table, start in [
        ("ChildIdentifiers", "<Child>"),
        ("ChildProtectionPlans", "<ChildProtectionPlans>"),
        ("Reviews", "<CPPreviewDate>"),
    ]:
        numbers = file.tables[table].number.tolist()
        assert numbers == [line_of(text, start, time + 1) for time in range(len(numbers))]
        assert numbers[-1] > 140_000


def test_lines_are_counted_past_what_only_looks_like_a_child():
    decoys = "<!-- <Child> -->\n<?x <Child>\n?>\n"
    text = census(decoys + child(IDENTIFIERS, DETAILS.replace("1A", "<![CDATA[<Child>\n]]>&#10;")))
    text = text.replace("<CINdetails>", "<CINdetails\n\n>")
    file = read(text)
    lines = text.split("\n")
    assert lines[file.tables["ChildIdentifiers"].number[0] - 1] == "<Child>"
    assert lines[file.tables["CINdetails"].number[0] - 1] == "<CINdetails"


def test_where_prefixes_are_mixed_no_line_is_given():
    text = census(child(IDENTIFIERS, DETAILS), child(IDENTIFIERS, DETAILS))
    file = read(
        text.replace("<Message>", '<Message xmlns:c="urn:c">')
        .replace("<CINdetails>", "<c:CINdetails>", 1)
        .replace("</CINdetails>", "</c:CINdetails>", 1)
    )
    assert file.unit == "child"
    assert file.tables["CINdetails"].number.tolist() == [1, 2]


def test_elements_of_a_childs_names_outside_of_any_child_are_not_counted():
    text = census(child(IDENTIFIERS, DETAILS), "<Section47/>\n", child(IDENTIFIERS, DETAILS))
    file = read(text)
    assert file.unit == "line"
    assert file.tables["CINdetails"].number.tolist() == [
        line_of(text, "<CINdetails>", time) for time in (1, 2)
    ]
