"""What was told before a publication is not laid to it; what it adds is."""

from __future__ import annotations

from dataclasses import replace

from lscb.audit import Audit, Count, Evidence, attacked
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


def in_classes(counts: str, *sums: str, classes: str, **more: object) -> Evidence:
    """A publication of which some counts are printed as a class of six, by their middles."""
    found = publication(counts, *sums, zeros_told=False, largest=6, class_told=True, **more)
    made = (_its_class(c) if c.cell.quantity in classes.split() else c for c in found.counts)
    return replace(found, counts=tuple(made))


def _its_class(count: Count) -> Count:
    least, most = count.value - 2, count.value + 3
    target = count.target and least <= count.largest
    return replace(count, value=None, least=least, most=most, target=target, rounded=True)


def test_what_others_tell_of_a_count_whose_class_is_printed_is_theirs_within_the_class():
    """Others' five of both leave five at most of either; that one is not none its class says."""
    found = attacked([in_classes("all=5 a=3 b=c", SPLIT, classes="a", known="all")])
    assert not found.exposed
    assert where(found.told_by_others) == {"a"}


def test_what_one_class_tells_beside_another_is_laid_to_the_last():
    """Each of both is not none: of others' five neither can be the five."""
    found = attacked([in_classes("all=5 a=3 b=3", SPLIT, classes="a b", known="all")])
    assert by_the_last(found) == {"a", "b"}


def test_an_earlier_class_beside_what_others_print_now_is_not_laid_to_the_next():
    """Six at most of both were published; then others print four of b, and a is two at most."""
    early = in_classes("all=3 a=c b=c", SPLIT, classes="all", name="testshire 2013-14")
    later = in_classes("all=3 a=c b=4", SPLIT, classes="all", known="b", truths="a=2")
    found = attacked([early, later])
    assert not found.exposed
    assert where(found.told_by_others) == {"a", "all"}


def test_a_class_that_is_printed_first_beside_what_others_print_is_laid_to_who_prints_it():
    """12 at most of both, of which others print ten, makes a two at most; others do not say so."""
    early = in_classes("all=c a=c b=c", SPLIT, classes="", name="testshire 2013-14")
    later = in_classes("all=9 a=c b=10", SPLIT, classes="all", known="b", truths="a=2")
    assert by_the_last(attacked([early, later])) == {"a"}


def test_one_end_of_a_class_is_told_to_an_insider_though_others_have_told_the_other():
    """Whose child is the one of the case knows that k is one at most, and so that of seven or more
    a is six; that it is six at most others say."""
    sums = ("t = a + k", "case = k + r", "v = a + s")
    counts = "t=9 case=3 a=3 k=c v=6"
    told = in_classes(counts, *sums, classes="t case a", known="v", unprinted="r s")
    found = attacked([told], ["linear", "insider"])
    assert not found.exposed
    assert "a" in where(found.to_insiders)
