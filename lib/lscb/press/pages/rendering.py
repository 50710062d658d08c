"""A page beside the chapters, from its module's facts and the template of the same name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from types import ModuleType
from typing import Any

from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lscb.press.page import TEMPLATE, Entry, beside, keep_years_whole
from lscb.press.pages.material import Material


def name_of(module: ModuleType) -> str:
    """The name of a page: that of its module."""
    return module.__name__.rpartition(".")[2]


def rendered(
    material: Material, module: ModuleType, facts: Mapping[str, Any], order: Sequence[Entry]
) -> str:
    """The whole page, as HTML; `order` is that of the report's pages after the first."""
    name = name_of(module)
    page = BeautifulSoup(
        environment()
        .get_template("page.html.j2")
        .render(
            said=material.said,
            name=name,
            title=module.TITLE,
            beside=beside(name, order),
            **facts,
        ),
        "html.parser",
    )
    keep_years_whole(page)
    return str(page)


@cache
def environment() -> Environment:
    """Every text that a template is filled with is escaped."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATE), autoescape=True, undefined=StrictUndefined
    )
    templates.filters["in_words"] = _day_in_words
    return templates


def _day_in_words(day: str) -> str:
    """A day such as 2015-03-31 in words: 31 March 2015."""
    read = date.fromisoformat(day)
    return f"{read.day} {read:%B %Y}"
