"""What the chapter found, in sentences."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.chapters.child_deaths.groups_said import groups_are_withheld, groups_of_children
from lscb.chapters.child_deaths.tables import WINDOW
from lscb.figures import wording
from lscb.figures.shown import Shown
from lscb.tables import SYMBOLS

SIGNIFICANT = 0.05
FEWEST_TO_COMPARE = 10
"""Deaths under which no verdict is given, as between groups of children."""

OF_RESIDENTS = ("death of a resident child", "deaths of resident children")


def findings(chapter: Chapter) -> Shown:
    """What the chapter found: deaths, chance, groups of children, reviews, and what they found."""
    if not chapter.has("deaths_by_year"):
        return wording.findings([chapter.missing("deaths_by_year")])
    groups, are_withheld = groups_of_children(chapter), groups_are_withheld(chapter)
    found = (
        [_deaths_in_year(chapter), *_rates_of_windows(chapter)],
        _chance(chapter),
        [] if are_withheld else groups,
        [*_reviews_of_year(chapter), *_waiting(chapter)],
        _reviews(chapter),
        # What cannot be told comes after all that can.
        groups if are_withheld else [],
    )
    return wording.findings([" ".join(sentences) for sentences in found if sentences])


def _deaths_in_year(chapter: Chapter) -> str:
    year = str(chapter.year)
    deaths = chapter.cell("deaths_by_year", "residents", period=year)
    return wording.stated(
        f"The number of children of {chapter.place} who died in {year}",
        [deaths],
        f"{wording.counted(deaths, 'child', 'children')} who normally lived in {chapter.place} "
        f"died in {year}.",
    )


def _chance(chapter: Chapter) -> list[str]:
    """Whether years differ by more than chance, and how seldom a true change would show."""
    if not chapter.holds("deaths_and_chance"):
        return []
    row = chapter.table("deaths_and_chance").cells.iloc[0]
    if row.deaths == "0":
        return [
            f"From {row.period} there were no deaths of resident children: whether years differ "
            "cannot be told."
        ]
    # Under a policy that rounds, the number may be shown and what is made of it withheld.
    of = "The number of" if row.deaths in SYMBOLS else "What chance makes of the number of"
    usual = wording.stated(
        f"{of} deaths from {row.period}",
        [row["mean"], row.least, row.most],
        f"from {row.period} there were {wording.figure(row['mean'])} a year on average, and chance "
        f"alone would make a year's number anything from {wording.figure(row.least)} to "
        f"{wording.figure(row.most)}.",
    )
    said = [usual]
    if row.deaths not in SYMBOLS and float(row.deaths) < FEWEST_TO_COMPARE:
        said.append("With so few deaths it cannot be told whether the years differ.")
    elif row.variation not in SYMBOLS:
        by_chance = float(row.variation) >= SIGNIFICANT
        more = "no more than chance would make them" if by_chance else "more than by chance alone"
        said.append(f"The years differ {more} ({wording.probability(row.variation)}).")
    if row.one_year_in not in SYMBOLS:
        said.append(
            "With so few deaths, a true rise by half would be noticed in one year out of "
            f"{wording.figure(row.one_year_in)}."
        )
    return said


def _reviews_of_year(chapter: Chapter) -> list[str]:
    """The reviews completed in the year, and how many of them were of deaths in it."""
    if not chapter.holds("reviews_by_year_of_death"):
        return []
    year = str(chapter.year)
    every, same, earlier = (
        chapter.cell("reviews_by_year_of_death", name, period=year)
        for name in ("reviews", "of_the_year", "of_earlier")
    )
    completed = f"in {year} the panel completed {wording.counted(every, 'review', 'reviews')}"
    subject = f"The number of reviews the panel completed in {year}"
    if every in {*SYMBOLS, "0"}:
        return [wording.stated(subject, [every], f"{completed}.")]
    if SYMBOLS.keys() & {same, earlier}:
        part = "The number of them that were of deaths in the year"
        return [f"{wording.capitalised(completed)}. {wording.stated(part, [same, earlier], '')}"]
    return [f"{wording.capitalised(completed)}, {_of_which_deaths(every, same, earlier)}."]


def _of_which_deaths(every: str, same: str, earlier: str) -> str:
    if every == "1":
        return "of a death in the year" if same == "1" else "of an earlier death"
    deaths = "a death" if same == "1" else "deaths"
    ones = "an earlier one" if earlier == "1" else "earlier ones"
    number = {cell: "none" if cell == "0" else wording.figure(cell) for cell in (same, earlier)}
    return f"{number[same]} of {deaths} in the year and {number[earlier]} of {ones}"


def _waiting(chapter: Chapter) -> list[str]:
    """The deaths that wait for a review, and how many of them for over a year."""
    if not chapter.holds("deaths_awaiting_review"):
        return []
    awaiting, long = (
        chapter.cell("deaths_awaiting_review", name, year=str(chapter.year))
        for name in ("awaiting", "over_12_months")
    )
    day = f"31 March {chapter.year.start + 1}"
    waiting = wording.stated(
        f"The number of deaths awaiting review at {day}",
        [awaiting],
        f"at {day}, {wording.counted(awaiting, *OF_RESIDENTS)} {wording.were(awaiting)} awaiting "
        "review.",
    )
    if awaiting in {*SYMBOLS, "0"} or long in SYMBOLS:
        return [waiting]
    return [f"{waiting} {wording.capitalised(_over_a_year(long))}."]


def _over_a_year(long: str) -> str:
    if long == "0":
        return "none had waited for over a year"
    return f"{wording.figure(long)} had waited for over a year"


def _rates_of_windows(chapter: Chapter) -> list[str]:
    """A sentence for the latest fixed window, the figure to be read before any single year's."""
    cells = chapter.table("deaths_by_year").cells
    windows = cells[cells.period.str.contains(WINDOW)]
    if windows.empty:
        return []
    row = windows.iloc[-1]
    return [
        wording.stated(
            f"The rate of deaths from {row.period}",
            [row.residents, row.rate_per_100000, row.lower, row.upper],
            f"From {row.period} there {wording.were(row.residents)} "
            f"{wording.counted(row.residents, *OF_RESIDENTS)}, "
            f"{wording.figure(row.rate_per_100000)} for each 100,000 children a year "
            f"({wording.interval(row.lower, row.upper)}). A single year's number moves by "
            "chance: this is the figure to compare.",
        )
    ]


def _reviews(chapter: Chapter) -> list[str]:
    cells = chapter.table("reviews_by_modifiable_factors").cells
    if cells.empty:
        return ["Reviews are shown over fixed periods of years, and no period is complete yet."]
    row = cells.iloc[-1]
    reviews = wording.counted(row.reviews, "review", "reviews")
    completed = wording.stated(
        f"The number of reviews the panel completed in {row.period}",
        [row.reviews],
        f"in {row.period} the panel completed {reviews}.",
    )
    # The panel's edition has single years: the year's reviews are said with its deaths already.
    is_said = row.period == str(chapter.year) and chapter.holds("reviews_by_year_of_death")
    begun = [] if is_said else [completed]
    if row.reviews == "0":
        return begun
    if row.denominator == "0":
        none = "none had enough information to say whether factors were modifiable."
        of_year = f"Of the reviews completed in {row.period} {none}"
        return [*begun, of_year if is_said else wording.capitalised(none)]
    found = wording.stated(
        f"The number of reviews that found modifiable factors in {row.period}",
        [row.numerator],
        f"{f'in {row.period} ' if is_said else ''}{_factors(row.numerator, row.denominator)}.",
    )
    return [*begun, found]


def _factors(found: str, reviews: str) -> str:
    if reviews in SYMBOLS:
        return f"modifiable factors were found in {wording.counted(found, 'review', 'reviews')}"
    if reviews == "1":
        were = "were not" if found == "0" else "were"
        return f"modifiable factors {were} found in the one review with enough information to say"
    return (
        f"modifiable factors were found in {wording.none_or(found)} of the "
        f"{wording.figure(reviews)} reviews with enough information to say"
    )
