"""What was told before a publication is not laid to it; what it adds is."""

from __future__ import annotations

from lscb.audit import Audit, Evidence, attacked
from tests.audit.made import publication, where

SPLIT = "all = a + b"


def by_the_last(found: Audit) -> set[str]:
    """What is laid to the last publication: a letter says so, or there is none."""
    laid = set(found.exposed) - set(found.told_before)
    assert (found.letter_about_the_last("Type:  lscb audit") is not None) == bool(laid)
    return where(laid)


def first(**more: object) -> Evidence:
    """A total of 20 of two parts: three and seventeen, both withheld."""
    return publication("all=20 a=c b=c", SPLIT, name="testshire 2013-14", **more)


def test_what_others_tell_together_with_an_earlier_publication_is_not_laid_to_the_next():
    """The board withheld both parts; then others print one, which the next report repeats."""
    later = publication("all=20 a=c b=17", SPLIT, known="b")
    found = attacked([first(), later])
    assert not found.exposed
    assert not found.told_before
    assert where(found.told_by_others) == {"a"}


def test_what_the_next_prints_itself_is_laid_to_it():
    later = publication("all=20 a=c b=17", SPLIT)
    found = attacked([first(), later])
    assert by_the_last(found) == {"a"}
    assert not (found.told_by_others or found.told_before)


def test_what_others_told_but_the_next_narrows_is_laid_to_it():
    """Others' 16 of b and c leave a at least four; the next prints c, and so tells what a is."""
    lines = (SPLIT, "theirs = b + c")
    others = publication(
        "all=20 a=c b=c theirs=16", *lines, unprinted="c", known="theirs", name="testshire 2013-14"
    )
    more = "upper = a + d"
    told = publication("all=20 a=c b=c theirs=16 upper=5", *lines, more, unprinted="c d")
    assert by_the_last(attacked([others, told])) >= {"a"}


def test_what_an_earlier_publication_told_alone_is_not_laid_to_the_next():
    told = publication("all=20 a=c b=17", SPLIT, name="testshire 2013-14")
    later = publication("all=20 a=c b=c", SPLIT)
    found = attacked([told, later])
    assert not by_the_last(found)
    assert where(found.told_before) == {"a"}
    assert found.letter("Type:  lscb audit") is not None


def test_what_an_earlier_publication_told_alone_is_no_excuse_to_tell_more():
    """The first tells that a and d are 1 to 5; the next that a is 1 or 2, and d then 4 or 5."""
    told = publication("upper=6 a=c d=c", "upper = a + d", name="testshire 2013-14")
    alone = attacked([told, publication("a=c")])
    assert (by_the_last(alone), where(alone.told_before)) == (set(), {"a", "d"})
    later = publication("a=c e=c other=3", "other = a + e", things="other")
    found = attacked([told, later])
    assert by_the_last(found) == {"a", "d", "e"}


def test_a_small_count_that_an_earlier_publication_prints_is_not_laid_to_the_next():
    printed = publication("all=20 a=3", name="testshire 2013-14")
    found = attacked([printed, publication("all=20 a=c")])
    assert not by_the_last(found)
    assert {(each.kind, each.where) for each in found.told_before} == {("printed", "a, count")}


def test_the_first_publication_has_none_before_it():
    assert by_the_last(attacked([publication("all=20 a=c b=17", SPLIT)])) == {"a"}


def test_what_others_correct_later_excuses_nothing():
    """Others print 16 where the board had printed 17: nothing follows from both together."""
    told = publication("all=20 a=c b=17", SPLIT, name="testshire 2013-14")
    later = publication("all=20 a=c b=16", SPLIT, known="b")
    found = attacked([told, later])
    assert where(found.told_before) == {"a"}
