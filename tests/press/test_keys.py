"""What decides a chapter, and what does not."""

from __future__ import annotations

import json

import pytest

from lscb.press.keys import notebook_code, plain_code


def content(*cells: tuple[str, str]) -> bytes:
    stated = [{"cell_type": kind, "source": source, "metadata": {}} for kind, source in cells]
    return json.dumps({"cells": stated}).encode()


@pytest.mark.parametrize(
    "same",
    [
        "training.chart(chapter)  # of places",
        "training . chart( chapter )",
        "# Places\n\ntraining.chart(\n    chapter,\n)",
    ],
)
def test_comments_and_layout_decide_nothing(same):
    assert plain_code(same) == plain_code("training.chart(chapter)")


@pytest.mark.parametrize(
    "other", ["training.chart(chapter, 1)", "training.charts(chapter)", "'# a'", "%matplotlib"]
)
def test_any_other_code_decides(other):
    assert plain_code(other) != plain_code("training.chart(chapter)")


def test_what_is_written_between_the_cells_is_no_code():
    assert notebook_code(content(("markdown", "# A"), ("code", "a"))) == notebook_code(
        content(("code", "a"), ("markdown", "B"))
    )


def test_the_order_of_cells_and_where_they_end_is_code():
    found = {
        notebook_code(content(*(("code", source) for source in sources)))
        for sources in (("a", "b"), ("b", "a"), ("a\nb",), ("a", "b", ""))
    }
    assert len(found) == 4


def test_a_notebook_that_cannot_be_read_is_another_than_one_that_can():
    assert notebook_code(b"{") == "{"
    assert notebook_code(b"{}") != notebook_code(content())


def test_tags_decide_since_they_say_what_is_run():
    cells = [
        {"cell_type": "code", "source": "a", "metadata": {"tags": tags}} for tags in ([], ["x"])
    ]
    plain, tagged = (notebook_code(json.dumps({"cells": [cell]}).encode()) for cell in cells)
    assert plain != tagged
