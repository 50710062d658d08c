"""A board's key is made once, kept with its records, and none is needed where nothing is secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.clearing.keys import board_key
from lscb.errors import DataError
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear


def place(root: Path, board: str = "testshire") -> ReportPlace:
    return ReportPlace(Workbench(root), board, ReportingYear("2014-15"))


def test_a_key_is_made_at_first_and_kept(tmp_path):
    key = board_key(place(tmp_path), made_up=False)
    assert len(key) == 32
    assert board_key(place(tmp_path), made_up=False) == key
    assert place(tmp_path).key.read_text(encoding="ascii") == f"{key.hex()}\n"


def test_two_boards_have_two_keys(tmp_path):
    one, other = (board_key(place(tmp_path, name), made_up=False) for name in ("one", "other"))
    assert one != other


def test_made_up_records_have_the_same_key_everywhere_and_it_is_kept_nowhere(tmp_path):
    one, other = (board_key(place(tmp_path / each), made_up=True) for each in ("here", "there"))
    assert one == other != board_key(place(tmp_path, "other"), made_up=True)
    assert not list(tmp_path.rglob("*.key"))


@pytest.mark.parametrize("text", ["", "ab" * 31, "xy" * 32, f"{'ab' * 32}\n{'cd' * 32}", "\u00e9"])
def test_a_key_that_is_none_is_a_letter_that_does_not_repeat_it(tmp_path, text):
    place(tmp_path).key.parent.mkdir(parents=True)
    place(tmp_path).key.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        board_key(place(tmp_path), made_up=False)
    assert "withholding.key" in raised.value.text()
    assert "lscb clear testshire 2014-15" in raised.value.text()
    assert not text or text.strip() not in raised.value.text()


def test_where_no_key_can_be_kept_is_a_letter(tmp_path):
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    with pytest.raises(DataError) as raised:
        board_key(place(tmp_path), made_up=False)
    assert "expected a folder" in raised.value.text()
