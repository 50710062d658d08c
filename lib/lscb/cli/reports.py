"""From records to a report: list, check, clear, build, why."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lscb.cli.door import BOARD, EDITION, YEAR, leave_with, main, say_written
from lscb.editions import Edition
from lscb.errors import Letter, Problem, UsageError
from lscb.workbench import Workbench

if TYPE_CHECKING:
    from lscb.press.build import Built


@main.command("list")
@click.option("--tables", is_flag=True, help="What each chapter holds, and why it lacks the rest.")
def list_reports(tables: bool) -> None:
    """Boards, years and chapters: built or not, being made, interrupted, failed or out of date."""
    if tables:
        from lscb.clearing.listing import lines_of_contents as lines
    else:
        from lscb.press.listing import lines_of_reports as lines
    for line in lines(Workbench.around()):
        click.echo(line)


@main.command()
@BOARD
@YEAR
@click.option(
    "--report",
    is_flag=True,
    help="Write what was found as a page and a CSV too, for whoever corrects the records.",
)
def check(board: str | None, year: str | None, report: bool) -> None:
    """Check parameters and records; no notebook is run and no report is touched.

    Every problem is listed at once, by file, row and column. What is printed here is for the
    analyst alone: do not publish it.
    """
    from lscb.clearing.examined import examined
    from lscb.clearing.findings import findings
    from lscb.clearing.listing import lines_of_examination
    from lscb.letters import written

    letters: list[Letter] = []
    for place in Workbench.around().reports(board, year):
        try:
            found = examined(place)
        except Letter as letter:
            letters.append(letter)
            continue
        for line in [*findings(place, found).markings, *lines_of_examination(place, found)]:
            click.echo(line)
        if report:
            folder = place.outputs / "check"
            say_written(place.workbench, written(folder, findings(place, found)))
        if letter := found.letter(place):
            letters.append(letter)
        else:
            rejected = [name for name, history in found.histories.items() if history.rejected]
            beside = f" ({', '.join(rejected)} not used: see its queries)" if rejected else ""
            click.echo(f"\n{place}: no problems found{beside}; queries are worth a look")
    leave_with(letters)


@main.command()
@BOARD
@YEAR
@EDITION
def clear(board: str | None, year: str | None, edition: Edition) -> None:
    """Make cleared tables from records: the first step of a build, by itself."""
    from lscb.clearing import cleared_report
    from lscb.clearing.examined import examined

    letters: list[Letter] = []
    workbench = Workbench.around()
    for place in workbench.reports(board, year):
        try:
            made = cleared_report(place, edition, click.echo)
        except Letter as letter:
            letters.append(letter)
        else:
            click.echo(f"{place}: cleared tables in {workbench.relative(made.folder)}")
            if made.manifest["stopped"]:
                letters += [letter for letter in [examined(place).letter(place)] if letter]
    leave_with(letters)


@main.command()
@BOARD
@YEAR
@click.option("--chapter", "chapters", multiple=True, help="Only this chapter; may be repeated.")
@EDITION
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="one a processor",
    help="How many chapters are made side by side.",
)
@click.option("--force", is_flag=True, help="Clear and make again also what is up to date.")
@click.option(
    "--verify",
    is_flag=True,
    help="Make again, beside, what is up to date, and compare it to the byte. A file that comes "
    "out otherwise is an error (12); what stands is left as it is.",
)
@click.option(
    "--html-only",
    is_flag=True,
    help="The pages alone, without PDF and Word: quick, for work in progress. The next build makes "
    "these of it.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Build into this folder instead of outputs/.",
)
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Have a Dask cluster make chapters.")
@click.option("--cluster", metavar="FILE", type=Path, help="The same, by TLS: as a file states.")
def build(
    board: str | None,
    year: str | None,
    chapters: tuple[str, ...],
    edition: Edition,
    jobs: int,
    *,
    force: bool,
    verify: bool,
    html_only: bool,
    output: Path | None,
    scheduler: str | None,
    cluster: Path | None,
) -> None:
    """Build annual reports: one board and year, all years of a board, or everything."""
    from lscb.press.build import built

    for name, is_given in (("--force", force), ("--html-only", html_only)):
        if verify and is_given:
            conflict = Problem("the command", f"expected {name} or --verify, not both")
            raise UsageError([conflict], "To see what each does, type:  lscb build --help")
    workbench = Workbench.around()
    if output is not None:
        workbench = Workbench(workbench.root, output.resolve())
    places = list(workbench.reports(board, year))
    makers = nullcontext()  # those of this machine
    if scheduler is not None or cluster is not None:
        from lscb.press.cluster import connected
        from lscb.press.scheduler import named

        makers = connected(named(scheduler, cluster, edition))
    with makers as made_by:
        how = (places, edition, chapters, jobs, click.echo, made_by)
        if verify:
            from lscb.press.verified import verified

            reports = verified(*how)
        else:
            reports = built(*how, force=force, html_only=html_only)
    leave_with(_summary(workbench, reports))


@main.command()
@click.argument("board")
@click.argument("year")
@click.argument("chapter", required=False)
@EDITION
def why(board: str, year: str, chapter: str | None, edition: Edition) -> None:
    """Why a report, or a chapter of it, is to be made again: what changed since it was made."""
    from lscb.press.why import reasons

    for place in Workbench.around().reports(board, year):
        for line in [f"{place}, {edition}", *reasons(place, edition, chapter)]:
            click.echo(line)


def _summary(workbench: Workbench, reports: list[Built]) -> list[Letter]:
    """Say what was built, what failed and where to look; return the letters that say why."""
    for report in reports:
        if report.letters:
            stands = "; the last good edition was left as it was" if report.folder.exists() else ""
            click.echo(f"{report.place}: {report.undone}{stands}")
        else:
            page = workbench.relative(report.folder / "index.html")
            click.echo(f"{report.place}: {report.what}  {page}")
    whole = [report for report in reports if report.is_whole]
    if len(reports) > 1:
        click.echo(f"{len(whole)} of {len(reports)} reports are whole and up to date")
    return [letter for report in reports for letter in report.letters]
