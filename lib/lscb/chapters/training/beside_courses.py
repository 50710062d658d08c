"""E-learning and schools in a sentence each, where no booking can be told of."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.chapters.training.caution import caution
from lscb.figures import wording
from lscb.tables import SYMBOLS, TOTAL

MODULES, SCHOOLS = "e_learning_by_module", "schools_trained"


def e_learning_said(chapter: Chapter) -> list[str]:
    """How often e-learning modules were completed in the year, and by how many people."""
    if not chapter.holds(MODULES):
        return []
    at = {"year": str(chapter.year), "module": TOTAL}
    completions, people = (chapter.cell(MODULES, name, **at) for name in ("completions", "people"))
    if completions == "0":
        return [f"No e-learning module was completed in {chapter.year}."]
    times = wording.counted(completions, "time", "times")
    by = "" if people in SYMBOLS else f", by {wording.counted(people, 'person', 'people')}"
    said = wording.stated(
        f"The number of e-learning modules completed in {chapter.year}",
        [completions],
        f"e-learning modules were completed {times} in {chapter.year}{by}.",
    )
    if completions in SYMBOLS or people not in SYMBOLS:
        return [said]
    hidden = wording.stated("The number of people who completed one", [people], "")
    return [f"{said} {hidden}"]


def schools_said(chapter: Chapter) -> list[str]:
    """What schools that sent a return said of their training, with a caution where few did."""
    if not chapter.holds(SCHOOLS):
        return []
    names = ("schools", "returned", "response", "lead_trained", "staff_trained", "policy_checked")
    schools, returned, response, lead, staff, policy = (
        chapter.cell(SCHOOLS, name, year=str(chapter.year), phase=TOTAL) for name in names
    )
    if returned == "0":
        return [f"No school or college sent a return for {chapter.year}."]
    # Without a refresh period in the parameters it is not known whose staff is trained.
    whole = [] if staff in SYMBOLS else [f"{wording.none_or(staff)} a whole staff trained in date"]
    had = wording.listed(
        [
            f"{wording.none_or(lead)} had a trained designated lead",
            *whole,
            f"{wording.none_or(policy)} a policy checked in the year",
        ]
    )
    sentence = wording.stated(
        f"What schools and colleges returned for {chapter.year}",
        [schools, returned, response, lead, policy],
        f"of {wording.counted(schools, 'school or college', 'schools and colleges')}, "
        f"{wording.figure(returned)} sent a return ({wording.figure(response)} %). Of those that "
        f"did, {had}.",
    )
    return [" ".join(filter(None, [sentence, caution(response)]))]
