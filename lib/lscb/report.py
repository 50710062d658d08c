"""What a report is: one board, one reporting year, `parameters/<board>/<year>.yaml`, checked.

The file is the whole statement of the report, so that last year's can be rebuilt when the board
has merged or changed its name. An unknown key is an error, and so is a figure without a source.
"""

from __future__ import annotations

import datetime
import re
from functools import cache
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from lscb.colours import PAPER, READABLE, readable
from lscb.errors import ParameterError, Problem, nearest
from lscb.plain_yaml import PlainLoader
from lscb.years import ReportingYear


def record_in_words(name: str) -> str:
    """The name of a record as it is printed: "training sessions", "e-learning"."""
    return re.sub(r"^e_", "e-", name).replace("_", " ")


def _year(text: str) -> str:
    return str(ReportingYear(text))


Year = Annotated[str, AfterValidator(_year)]


def _printable(text: str) -> str:
    words = text.strip()
    if not words or not words.isprintable():
        raise ValueError("expected text on one line, without control characters")
    return words


Words = Annotated[str, Field(min_length=1), AfterValidator(_printable)]
WholeNumber = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _colour(text: str) -> str:
    if not re.fullmatch("#[0-9a-fA-F]{6}", text):
        raise ValueError('expected a colour in quotation marks, such as "#12436d"')
    if (nearest_colour := readable(text.lower(), PAPER)) != text.lower():
        raise ValueError(
            f"expected a colour that is told from white by {READABLE} to 1; the nearest is "
            f'"{nearest_colour}"'
        )
    return text.lower()


def _picture(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}\.(png|svg)", text):
        raise ValueError("expected the name of a PNG or SVG file, such as logo.svg")
    return text


def _address(text: str) -> str:
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII):
        raise ValueError("expected an e-mail address")
    return text


class Logo(_Declared):
    """The board's logo."""

    file: Annotated[str, AfterValidator(_picture)] = Field(
        description="A PNG or SVG file beside the parameters, of 24 kB at most."
    )
    alternative: Words = Field(
        description="What it says, for those who do not see it, such as the board's name."
    )


class Contact(_Declared):
    """How readers reach the board about its report: printed in the accessibility statement."""

    email: Annotated[str, AfterValidator(_address)] = Field(
        description="The address that a request for another format goes to."
    )
    telephone: Words | None = Field(default=None, description="The number, as it is dialled.")
    post: Words | None = Field(default=None, description="The postal address, on one line.")


class Board(_Declared):
    """Whose report it is."""

    name: Words = Field(description="The board's full name, as it signs its report.")
    place: Words = Field(description="The area's short name, used in sentences.")
    kind: Literal["LSCB", "partnership"] = Field(
        description="LSCB until 2019, partnership since: the words of the law differ."
    )
    council_code: str = Field(
        pattern=r"^E[0-9]{8}$", description="The council's nine-character code, in quotation marks."
    )
    colour: Annotated[str, AfterValidator(_colour)] | None = Field(
        default=None,
        description="The board's colour, of the edges of its pages, in quotation marks: one that "
        "white is told from by 4.5 to 1.",
    )
    logo: Logo | None = Field(default=None, description="The board's logo, above each page.")
    contact: Contact | None = Field(
        default=None, description="How readers reach the board about its report."
    )
    child_death_review_partners: Words | None = Field(
        default=None,
        description="Who review deaths of children since 2019 and publish on them, as they sign: "
        "left out of a board's report.",
    )


class Figure(_Declared):
    """A number that is not counted from the records, and where it came from.

    Either one `value` or a table `by` mid-year, agency and so on.
    """

    source: Annotated[str, Field(min_length=3), AfterValidator(_printable)] = Field(
        description="Who published or supplied it, where and when."
    )
    value: WholeNumber | None = Field(default=None, description="The number, where it is one.")
    by: dict[str | int, WholeNumber] | None = Field(
        default=None, description="The numbers by mid-year, agency and so on."
    )
    date: datetime.date | None = Field(
        default=None, description="The day it describes, where it has one."
    )
    releases: dict[str | int, Words] = Field(
        default_factory=dict,
        description="The release each number is from, where not all are from one: a line breaks "
        "where it changes.",
    )

    @model_validator(mode="after")
    def _one_form(self) -> Figure:
        if (self.value is None) == (self.by is None):
            raise ValueError("expected either value: or by:, and not both")
        return self


class Windows(_Declared):
    """Fixed periods over which few events are pooled: they never overlap or move."""

    first_year: Year = Field(description="The first year of the first window.")
    years: Literal[3, 5] = Field(description="How many years a window holds.")

    def until(self, year: ReportingYear) -> list[tuple[ReportingYear, ReportingYear]]:
        """The windows complete by `year`, as (first, last) years, in order."""
        first = ReportingYear(self.first_year).start
        starts = range(first, year.start + 2 - self.years, self.years)
        return [
            (ReportingYear.starting(start), ReportingYear.starting(start + self.years - 1))
            for start in starts
        ]


class Disclosure(_Declared):
    """How small counts are protected in the public edition."""

    policy: Literal["acro10", "dfe", "dfe_insider", "hes2018", "midpoint6", "opensafely"] = Field(
        description="The preset of lib/lscb/disclosure/presets/ that says what is withheld. dfe: "
        "counts of 1 to 5; dfe_insider: the same, so that one who knows of a count of one that it "
        "is his own case can tell no other either; opensafely: of 7 or fewer, and others are "
        "rounded to 5; hes2018: of 1 to 7, and others are rounded to 5; acro10: under 10; "
        "midpoint6: 1 to 6 are printed as 3, 7 to 12 as 9 and so on, and withheld where more than "
        "that would follow."
    )
    windows: Windows = Field(description="Periods over which child deaths are broken down.")
    confirmed: dict[str, list[Words]] = Field(
        default_factory=dict,
        description="By chapter, numbers and number words of its commentary that no cleared table "
        'gives and that may be published, as in `training: ["three", "40 places"]`: a number '
        "wherever the commentary has it, or some words around it where they stand.",
    )


class Compared(_Declared):
    """Whom the board is compared with, and in whose figures: `lscb comparators list` has them."""

    releases: list[Words] = Field(
        min_length=1,
        strict=True,
        description="The releases, in order of preference: a series is from the first that "
        "covers it whole, otherwise each year from the first that has it.",
    )
    region: str | None = Field(
        default=None, pattern=r"^E12[0-9]{6}$", description="The region's nine-character code."
    )
    neighbours: Words | None = Field(
        default=None, description="The model that lists the statistical neighbours."
    )


class Panel(_Declared):
    """Who the unprotected edition is for."""

    recipient: Words = Field(description="The one body that may hold it.")


class Report(_Declared):
    """One annual report: everything about it that is not in the records."""

    board: Board
    records: Literal["supplied", "made-up"] = Field(
        description="made-up marks every page, chart and download as a demonstration."
    )
    first_year: Year = Field(description="The first reporting year that the records cover whole.")
    chapters: list[str] = Field(
        min_length=1, strict=True, description="The chapters, in their order."
    )
    not_supplied: dict[str, Words] = Field(
        default_factory=dict,
        description="A record that was asked for and not supplied, and by whom.",
    )
    columns: dict[str, dict[str, Words | Annotated[list[Words], Field(min_length=1)]]] = Field(
        default_factory=dict,
        description="By record and column, the board's own heading in its files, or a list of "
        "headings that make the column together.",
    )
    values: dict[str, dict[str, dict[str | WholeNumber, str]]] = Field(
        default_factory=dict,
        description="By record and column, what the board's files write, and the code of ours "
        'that it stands for, or "" where it stands for a blank.',
    )
    annex_a_as_at: datetime.date | None = Field(
        default=None,
        description="The day that Ofsted's Annex A lists in this year's folder were made for, "
        "which they do not say, such as 2015-03-31.",
    )
    accepted: dict[str, Words] = Field(
        default_factory=dict,
        description="Numbers of DfE's rules, in quotation marks, whose errors stay as they are, "
        "and why: what breaks them is counted and worth a look, and stops no chapter.",
    )
    figures: dict[str, Figure] = Field(
        default_factory=dict, description="Figures that are not counted from the records."
    )
    comparators: Compared | None = Field(
        default=None, description="Whom the board is compared with; left out, with nobody."
    )
    disclosure: Disclosure
    panel: Panel

    @classmethod
    @cache
    def stated(cls, text: str, file: str, following: str) -> Report:
        """The report a parameter file states.

        `file` and `following` are what a letter calls the file and says to do next. Raises
        ParameterError with every problem in it.
        """
        try:
            values = yaml.load(text, PlainLoader)
        except yaml.YAMLError as fault:
            mark = getattr(fault, "problem_mark", None)
            why = getattr(fault, "problem", None) or "this cannot be read"
            problems = [Problem(file, f"expected plain YAML: {why}", row=mark and mark.line + 1)]
            raise ParameterError(problems, following) from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            why = "expected plain YAML; is there a day that is in no calendar, or a stray sign?"
            raise ParameterError([Problem(file, why)], following) from None
        try:
            return cls.model_validate(values)
        except ValidationError as failure:
            problems = [_problem(file, error) for error in failure.errors()]
            raise ParameterError(dict.fromkeys(problems), following) from None


def _problem(file: str, error: Any) -> Problem:
    """One of pydantic's errors in our words, with the nearest right name for an unknown key."""
    loc = [str(part) for part in error["loc"]]
    if "[key]" in loc:
        loc = loc[: loc.index("[key]")]
    place = ".".join(loc) or None
    found = error.get("input")
    if error["type"] == "extra_forbidden":
        known = {key for model in (Report, *_PARTS) for key in model.model_fields}
        return Problem(file, f"this is not a parameter.{nearest(loc[-1], known)}", column=place)
    if error["type"] == "value_error":
        expected = error["msg"].removeprefix("Value error, ")
    elif isinstance(found, bool) and error["type"] in _OF_WORDS:
        # YAML reads an unquoted yes or no as a truth, which nobody typed.
        word = "yes" if found else "no"
        return Problem(file, f'expected a word in quotation marks: "{word}"', column=place)
    else:
        words = _EXPECTED.get(error["type"], "expected another value")
        expected = words.format(**error.get("ctx", {}))
    plain = isinstance(found, str | int | float) and error["type"] != "missing"
    # A number of thousands of figures cannot even be written down.
    plain &= not isinstance(found, int) or abs(found) < 10**40
    return Problem(file, expected, found=repr(found) if plain else None, column=place)


_EXPECTED = {
    "missing": "this parameter is missing",
    "model_type": "expected keys and values, such as name: value",
    "dict_type": "expected keys and values, such as name: value",
    "list_type": "expected a list, a dash before each item",
    "too_short": "expected one item at least",
    "string_type": "expected text; put it in quotation marks",
    "string_too_short": "expected some text",
    "string_pattern_mismatch": "expected a nine-character code such as E09000004",
    "literal_error": "expected {expected}",
    "int_type": "expected a whole number",
    "greater_than_equal": "expected {ge} or more",
    "less_than_equal": "expected {le} or less",
    "date_type": "expected a day such as 2015-03-31",
    "date_parsing": "expected a day such as 2015-03-31",
    "date_from_datetime_parsing": "expected a day such as 2015-03-31",
}
"""What pydantic found wrong, by its name for it, in an analyst's words."""

_OF_WORDS = ("string_type", "literal_error")
"""What pydantic calls a fault where a word is wanted."""

_PARTS = (Board, Logo, Contact, Figure, Compared, Windows, Disclosure, Panel)
