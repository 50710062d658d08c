"""Whatever a file holds, it is read or there is a letter: it never swells, fetches or hangs."""

from __future__ import annotations

import io
import os
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lscb.records.formats import census_xml, xml_text
from lscb.records.formats.census_elements import ITEMS
from lscb.records.formats.census_rows import KEYS
from lscb.records.formats.census_xml import census_file, is_census
from lscb.records.formats.xml_text import pieces
from lscb.records.sheets import Unreadable
from tests.records.formats.censuses import (
    CHARACTERISTICS,
    DETAILS,
    HEADER,
    IDENTIFIERS,
    NAME,
    census,
    child,
    dates,
    plan,
    read,
)

WHOLE = child(IDENTIFIERS, CHARACTERISTICS, plan(f"<Reviews>\n{dates('2021-07-20')}</Reviews>\n"))
GOOD = census(WHOLE, child(IDENTIFIERS, DETAILS))
SWELLING = "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' if n else '<!ENTITY a0 "ha">' for n in range(12)
)


def letter(content: str | bytes) -> tuple[int | None, str]:
    """The one fault that a file is refused for."""
    with pytest.raises(Unreadable) as refused:
        read(content)
    (fault,) = refused.value.faults
    return fault


@pytest.mark.parametrize(
    "declared",
    [
        "<!DOCTYPE Message>",
        '<!DOCTYPE Message SYSTEM "http://example.invalid/x.dtd">',
        '<!DOCTYPE Message [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        f"<!DOCTYPE Message [{SWELLING}]>",
        '<!-- a --><?b c?>\n<!DOCTYPE Message [<!ENTITY % p SYSTEM "http://x.invalid/">%p;]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_document_type_is_refused_whatever_it_says(declared, encoding):
    text = declared + GOOD.replace("made-up-1", "&a11;")
    line, why = letter(text.encode(encoding))
    assert (line, why[:19]) == (None, "expected no DOCTYPE")


def test_an_entity_that_nothing_declares_is_not_well_formed():
    assert "well-formed" in letter(GOOD.replace("made-up-1", "&secret;"))[1]


@pytest.mark.parametrize(
    "broken",
    [
        GOOD.replace("1A", "1\0A"),
        GOOD.replace("</CINdetails>", "</Child>"),
        GOOD.replace("<ReferralSource>", "<ReferralSource"),
        GOOD.replace("<ReferralSource>", "<!DOCTYPE Message>"),
        GOOD.replace("<ReferralSource>", "<!-- <ReferralSource>"),
        GOOD + "<Message/>",
        GOOD + "and more",
        GOOD.replace("<Child>", "<c:Child>").replace("</Child>", "</c:Child>"),
    ],
)
def test_what_is_not_well_formed_is_a_letter_with_its_line(broken):
    line, why = letter(broken)
    assert 1 <= line <= broken.count("\n") + 1
    assert why.startswith("expected")


def test_a_file_that_was_cut_short_is_not_read_as_far_as_it_goes():
    for length in range(GOOD.index("<Header"), len(GOOD.rstrip()), 7):
        line, why = letter(GOOD[:length])
        assert "cut short" in why
        assert line in (GOOD.count("\n", 0, length), GOOD.count("\n", 0, length) + 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="UTF-16"?>\n'])
def test_a_census_in_unicode_is_read_whatever_it_says(encoding, declaration):
    file = read((declaration + GOOD.replace("made-up-1", "made-up-é€")).encode(encoding))
    assert file.tables["ChildIdentifiers"].LAchildID.tolist() == ["made-up-é€"] * 2


@pytest.mark.parametrize(
    "declaration",
    [
        "",
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        '<?xml version="1.0" encoding="windows-1252" standalone="yes"?>\n',
        "\n<?xml version='1.1' encoding='ISO-8859-1'?>\n",
    ],
)
def test_a_census_in_the_encoding_of_windows_is_read(declaration):
    text = declaration + GOOD.replace("made-up-1", "made-up-é€")
    file = read(text.encode("cp1252"))
    assert file.tables["ChildIdentifiers"].LAchildID.tolist() == ["made-up-é€"] * 2
    assert text.split("\n")[file.tables["ChildIdentifiers"].number[1] - 1] == "<Child>"


@pytest.mark.parametrize("name", ["EBCDIC-CP-GB", "utf-7", "rot13", "unicode_escape", "é"])
def test_an_encoding_that_is_not_read_here_is_a_letter(name):
    line, why = letter(f'<?xml version="1.0" encoding="{name}"?>\n{GOOD}')
    assert line == 1
    assert "encoding" in why
    assert name not in why


def test_bytes_that_no_encoding_has_are_a_letter():
    assert "encoding" in letter(GOOD.encode().replace(b"1A", b"\x81\x8d"))[1]


def test_an_empty_file_is_a_letter():
    assert "empty" in letter("")[1]


@pytest.mark.parametrize("root", ["CINdetailsCollection", "message", "Messages"])
def test_a_file_of_another_kind_is_a_letter(root):
    assert "first element is Message" in letter(GOOD.replace("Message", root))[1]


def test_a_folder_is_a_letter(tmp_path):
    (tmp_path / "cin.xml").mkdir()
    with pytest.raises(Unreadable):
        census_file(tmp_path / "cin.xml", NAME)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_file_without_end_is_a_letter(tmp_path):
    os.mkfifo(tmp_path / "cin.xml")
    with pytest.raises(Unreadable):
        census_file(tmp_path / "cin.xml", NAME)


def test_a_file_that_cannot_be_opened_is_a_letter(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError("someone's")

    (tmp_path / "cin.xml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Unreadable) as refused:
        census_file(tmp_path / "cin.xml", NAME)
    assert "can be opened" in refused.value.faults[0][1]


def test_a_file_that_grows_as_it_is_read_is_read_as_it_was():
    assert "".join(pieces(io.BytesIO(b"abcdef"), 3, "utf-8")) == "abc"


def test_elements_nested_without_end_are_a_letter():
    for depth in (10_000, 1_000_000):
        assert letter(GOOD.replace("<ReferralSource>", "<a>" * depth))[1].startswith("expected")


@pytest.mark.parametrize(
    "filling",
    ["<Odd>text</Odd>\n", "<Child/>\n", "<CINdetails></CINdetails>\n"],
)
def test_a_child_that_does_not_end_is_refused_at_4_megabytes(filling):
    large = filling * (census_xml.LARGEST_CHILD // len(filling) + 50_000)
    line, why = letter(GOOD.replace("<CINdetails>", large + "<CINdetails>", 1))
    assert "4 MB" in why
    assert line == GOOD[: GOOD.index("<Child>")].count("\n") + 1


def test_children_may_be_many_megabytes_together(monkeypatch):
    monkeypatch.setattr(census_xml, "LARGEST_CHILD", 4_000)
    monkeypatch.setattr(xml_text, "PIECE", 1_000)
    file = read(census(*[WHOLE] * 50))
    assert file.tables["Reviews"].child.tolist() == list(range(1, 51))


@pytest.mark.parametrize(
    "long", ["<!--{}-->", "<?a {}?>", "<![CDATA[{}]]>", "{}", "<Odd a='{}'/>", "<Odd {}"]
)
def test_what_is_longer_than_a_megabyte_is_a_letter(long):
    filled = long.format("a" * 2_000_000)
    assert letter(GOOD.replace("<ReferralSource>", filled + "<ReferralSource>"))[0]


@pytest.mark.parametrize("form", ["<a{}/>", "<Odd a{}='b'/>", "<Odd xmlns:a{}='b{}'/>"])
def test_thousands_of_names_are_a_letter(form):
    odd = "".join(form.replace("{}", str(n)) for n in range(2_000))
    assert "expected a" in letter(census(child(IDENTIFIERS, odd)))[1]


def test_more_rows_than_a_council_can_have_are_a_letter(monkeypatch):
    monkeypatch.setattr(census_xml, "MOST_ROWS", 100)
    assert "100 rows" in letter(census(*["<Child/>"] * 101))[1]


def test_an_identifier_is_only_ever_text():
    odd = ["=HYPERLINK('x')", "../../etc", "1e400", "-", "NaN", "\u202e", "<b>"]
    written = [each.replace("<", "&lt;") for each in odd]
    file = read(census(*(child(IDENTIFIERS.replace("made-up-1", each)) for each in written)))
    assert file.tables["ChildIdentifiers"].LAchildID.tolist() == odd


def test_a_value_too_long_to_be_one_is_a_problem_and_is_not_kept():
    file = read(GOOD.replace("made-up-1", "x" * 201))
    assert [problem.column for problem in file.problems] == ["LAchildID"] * 2
    assert file.tables["ChildIdentifiers"].LAchildID.tolist() == ["", ""]


ROW_ELEMENTS = {
    "ChildIdentifiers": "Child",
    "CINdetails": "CINdetails",
    "Section47": "Section47",
    "ChildProtectionPlans": "ChildProtectionPlans",
    "Reviews": "CPPreviewDate",
}


def read_or_refused(content: bytes) -> None:
    """It is read as it should be, or there are faults to tell."""
    try:
        read_rightly(content)
    except Unreadable as refused:
        assert refused.faults


def read_rightly(content: bytes) -> None:
    """It is read as text alone, and each line is that of its row's element."""
    file = read(content)
    assert list(file.tables) == list(ITEMS)
    lines = content.split(b"\n")
    for table, rows in file.tables.items():
        assert list(rows.index) == list(range(len(rows)))
        cells = rows.drop(columns=["child", "number", *KEYS[table]])
        assert all(type(cell) is str for cell in cells.to_numpy().flat)
        if file.unit == "line":
            start = b"<" + ROW_ELEMENTS[table].encode()
            assert all(start in lines[number - 1] for number in rows.number)


@settings(deadline=None)
@given(st.binary(max_size=300))
@example(b"<Message><Children/></Message>")
def test_any_bytes_are_read_or_refused(content):
    is_census(content)
    read_or_refused(content)


MARKUP = [
    "<", ">", "&", "</", "/>", "]]>", "<!--", "-->", "<![CDATA[", "<?x", "?>", "<!DOCTYPE a>",
    "&#10;", "&#0;", "&amp;", "\0", "\r\n", "\n", "é", "text", "<Child>", "</Child>", "<Child/>",
    "<Children>", "</Children>", "<Message>", "</Message>", "<Section47/>", "<Reviews>",
    "<CPPreviewDate>", "</CPPreviewDate>", "<CINdetails/>", "<Odd/>", "<c:Child/>", HEADER, WHOLE,
    "<Sex>M</Sex>", ' xmlns="urn:x"', " a='b'", "<ChildProtectionPlans\n/>", "<CPPreviews/>",
    "<!-- <Child> -->", "<CINdetails\n\na='b'>", "</CINdetails>", "<LAchildID>x</LAchildID>",
]  # fmt: skip

changes = st.lists(
    st.tuples(
        st.integers(0, len(GOOD)),
        st.integers(0, 40),
        st.one_of(st.sampled_from(MARKUP).map(str.encode), st.binary(max_size=2)),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=400, deadline=None)
@given(changes)
def test_a_census_changed_anyhow_is_read_or_refused(made):
    content = GOOD.encode()
    for place, cut, put in made:
        content = content[:place] + put + content[place + cut :]
    is_census(content)
    with patch.object(xml_text, "PIECE", 64):
        read_or_refused(content)


WELL_FORMED = [
    "text",
    "&#10;",
    "\n\n",
    "<Odd/>",
    "<!-- <Child>\n -->",
    "<?x <Child>\n?>",
    "<![CDATA[<Child>\n]]>",
    "<Child/>",
    "<Section47/>",
    "<Reviews/>",
    HEADER,
    WHOLE,
    "<CINdetails\n\na='b'></CINdetails>",
    "<CPPreviewDate>x</CPPreviewDate>",
    "<Sex>M</Sex>",
    "<LAchildID>x</LAchildID>",
    "<CPPreviews/>",
    "<ChildProtectionPlans\n/>",
    '<CINdetails xmlns="urn:x"/>',
    '<c:Child xmlns:c="urn:x"/>',
    "<Odd><Child><CINdetails/></Child></Odd>",
    "<Children><Child/></Children>",
    "<Message/>",
]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, GOOD.count("\n") - 1), st.sampled_from(WELL_FORMED)),
        min_size=1,
        max_size=8,
    )
)
def test_a_census_with_more_between_its_lines_is_read(put):
    lines = GOOD.split("\n")
    for place, text in put:
        lines.insert(place, text)
    read_rightly("\n".join(lines).encode())


@pytest.mark.parametrize(
    "start",
    [
        b"<Message>",
        b"\xef\xbb\xbf<?xml version='1.0'?><Message>",
        b"\n\n <?xml version='1.0' encoding='odd'?>\n<!-- a census -->\n<Message >",
        b"<c:Message xmlns:c='urn:c'>",
        b"<!DOCTYPE Message [<!ENTITY a 'b'>]><Message>",
        "<?xml version='1.0' encoding='UTF-16'?><Message>".encode("utf-16"),
        "<Message>".encode("utf-16-le"),
        b"<Message>\xe9",
    ],
)
def test_what_starts_as_a_message_is_a_census(start):
    assert is_census(start + b"<Header>") is True


@pytest.mark.parametrize(
    "start",
    [b"", b"PK\x03\x04", b"Message", b"<CINdetailsCollection>", b"<!-- <Message> -->", b"a,b\n"],
)
def test_what_starts_otherwise_is_no_census(start):
    assert is_census(start) is False


def test_a_child_of_more_elements_than_a_life_can_have_is_refused_at_once():
    empty = "<Section47/>" * 25_000
    assert "no child of more than" in letter(census(child(IDENTIFIERS, DETAILS + empty)))[1]
