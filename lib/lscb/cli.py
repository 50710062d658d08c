"""The door: what an analyst types. Each command is a few lines; heavy rooms open when entered."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lscb import __version__
from lscb.errors import Letter, Problem, UsageError, unwritable
from lscb.report import EDITIONS, Edition
from lscb.workbench import Workbench

if TYPE_CHECKING:
    from lscb.press.build import Built
    from lscb.synthetic.fitted import Unmet

FORMATS = ("csv", "census-xml", "collect", "annex-a", "ssd")
"""What made-up records are written in: csv, and those of `lscb.synthetic.formats`."""

BOARD = click.argument("board", required=False)
YEAR = click.argument("year", required=False)
EDITION = click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    default="public",
    show_default=True,
    help="Who it is for: the public, or the panel alone (unprotected).",
)


class _Door(click.Group):
    """Shows a letter as it is and leaves with its exit code; never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Letter as letter:
            click.echo(letter.text(), err=True)
            sys.exit(letter.exit_code)
        except BrokenPipeError:  # whoever reads what is printed has had enough
            raise
        except OSError as fault:
            workbench = Workbench.around()
            letter = unwritable(fault, workbench.relative, workbench.outputs)
            click.echo(letter.text(), err=True)
            sys.exit(letter.exit_code)


@click.group(cls=_Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lscb")
def main() -> None:
    """Annual safeguarding reports from a board's records.

    Records in data/BOARD/YEAR/ and the report in parameters/BOARD/YEAR.yaml become pages in
    outputs/BOARD/YEAR/. Exit codes: 0 fine, 2 usage, 10 parameters, 11 data, 12 a chapter,
    13 disclosure, 14 a disk that is full or may not be written to.
    """


@main.command("list")
@click.option("--tables", is_flag=True, help="What each chapter holds, and why it lacks the rest.")
def list_reports(tables: bool) -> None:
    """Boards, years and chapters: built or not, being made, interrupted, failed or out of date."""
    from lscb.press.plan import publication_state, states

    workbench = Workbench.around()
    if tables:
        from lscb.clearing.listing import lines_of_contents

        for line in lines_of_contents(workbench):
            click.echo(line)
        return
    for place in workbench.reports():
        published = publication_state(place)
        click.echo(f"{place}: {published}" if published else str(place))
        for edition in EDITIONS:
            for name, state in states(place, edition).items():
                if edition == "public" or state != "never built":
                    click.echo(f"  {edition:<7} {name:<28} {state}")


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
            _say_written(place.workbench, written(folder, findings(place, found)))
        if letter := found.letter(place):
            letters.append(letter)
        else:
            rejected = [name for name, history in found.histories.items() if history.rejected]
            beside = f" ({', '.join(rejected)} not used: see its queries)" if rejected else ""
            click.echo(f"\n{place}: no problems found{beside}; queries are worth a look")
    _leave_with(letters)


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
    _leave_with(letters)


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
    from lscb.press.scheduler import makers

    for name, is_given in (("--force", force), ("--html-only", html_only)):
        if verify and is_given:
            conflict = Problem("the command", f"expected {name} or --verify, not both")
            raise UsageError([conflict], "To see what each does, type:  lscb build --help")
    workbench = Workbench.around()
    if output is not None:
        workbench = Workbench(workbench.root, output.resolve())
    places = list(workbench.reports(board, year))
    with makers(scheduler, cluster, edition) as made_by:
        how = (places, edition, chapters, jobs, click.echo, made_by)
        if verify:
            from lscb.press.verified import verified

            reports = verified(*how)
        else:
            reports = built(*how, force=force, html_only=html_only)
    _leave_with(_summary(workbench, reports))


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


@main.command()
@click.argument("board")
@click.argument("year")
@click.option(
    "--synthetic",
    is_flag=True,
    help="Fill it with made-up records, several years of them; those of a council whose figures "
    "are held come to the published totals.",
)
@click.option(
    "--as",
    "held_as",
    type=click.Choice(FORMATS),
    help="The format of the made-up children, enquiries, conferences, plans and reviews: csv "
    "unless told otherwise.",
)
def new(board: str, year: str, *, synthetic: bool, held_as: str | None) -> None:
    """Start a report: a parameter file, a commentary file a chapter, and blank templates.

    The templates are in the folder blank/, which nobody reads: fill one and move it up. What nobody
    supplied goes under not_supplied: in the parameter file.
    """
    from lscb import new

    workbench = Workbench.around()
    place = new.workbench_place(workbench, board, year)
    council = new.council_of(place) if synthetic else None
    if held_as and (not synthetic or council):
        raise new.not_made_up(place, council, held_as)
    if not synthetic:
        _say_written(workbench, new.blank_report(place))
        folder = workbench.relative(place.data())
        click.echo(f"Next, put the records into {folder}/. Nobody reads the templates in blank/:")
        click.echo(f"fill one and move it up into {folder}/, or, where nobody supplied")
        click.echo("the record, state that in the parameter file, at not_supplied:. Then type:")
        click.echo(f"  lscb check {place}")
        return
    if council is None:
        _say_written(workbench, new.made_up_reports(place, held_as or "csv"))
        _say_no_council(workbench, board)
    else:
        click.echo(f"Making up records that come to what was published of {council.place}")
        files, unmet = new.fitted_reports(place, council)
        _say_written(workbench, files)
        _say_unmet(unmet)
    click.echo(f"Next, type:  lscb build {place}")


def _say_written(workbench: Workbench, files: list[Path]) -> None:
    for path in files:
        click.echo(f"wrote {workbench.relative(path)}")


def _say_no_council(workbench: Workbench, board: str) -> None:
    from lscb.comparators.councils import likely

    meant = " or ".join(likely(workbench.comparators, board))
    hint = f" Did you mean {meant}?" if meant else ""
    click.echo(f"No figures of a council called {board} are held: everything is made up.{hint}")


def _say_unmet(unmet: Iterable[Unmet]) -> None:
    from lscb.comparators.published import PUBLISHED

    for each in unmet:
        name = each.measure.removesuffix("_percent")
        what = PUBLISHED[each.measure if each.measure in PUBLISHED else name].label
        click.echo(
            f"not met, since what was published contradicts itself: {each.year}, {what}: published "
            f"{each.published:g}, made up {each.made:g}"
        )


@main.command()
@click.argument("names", nargs=-1, metavar="[BOARD]")
@click.option("--tables", is_flag=True, help="Attack these CSV files: lscb audit --tables FILE...")
@click.option(
    "--largest", default=5, show_default=True, help="With --tables: counts up to this are secret."
)
@click.option("--zeros-told", is_flag=True, help="With --tables: a withheld count is one at least.")
def audit(names: tuple[str, ...], *, tables: bool, largest: int, zeros_told: bool) -> None:
    """Try to recover withheld counts from all that is in outputs/ and the ledger.

    It attacks the public editions of a board, of all boards unless one is named, with everything
    the board has published before. With --tables, any tidy CSV files: symbols such as c, * and <6
    are withheld counts, and their bounds are printed.
    """
    from lscb.audit.boards import audited_boards
    from lscb.audit.by_hand.files import audited_files

    if tables:
        _leave_with(audited_files(names, largest, click.echo, zeros_told=zeros_told))
    else:
        _leave_with(audited_boards(Workbench.around(), names, click.echo))


@main.command()
@click.argument("board")
@click.argument("year")
@click.option("--withdraw", is_flag=True, help="Take the published edition back instead.")
def publish(board: str, year: str, *, withdraw: bool) -> None:
    """Seal the public edition of a report: audit it, write it down, make a folder and a zip.

    What was published is known for good: later reports, and this one should it be corrected, are
    protected against it, also once it is withdrawn.
    """
    from datetime import date

    from lscb.publishing import published, withdrawn

    workbench = Workbench.around()
    (place,) = workbench.reports(board, year)
    if withdraw:
        withdrawn(place, date.today())
        click.echo(f"{place}: withdrawn; what it printed stays known, and is in the ledger")
        return
    done = published(place, date.today(), os.cpu_count() or 1, click.echo)
    click.echo(f"{place}: published  {workbench.relative(done.folder / 'index.html')}")
    click.echo(f"for the website:  {workbench.relative(done.archive)}")
    click.echo(f"written down in:  {workbench.relative(place.ledger)}")


@main.group()
def comparators() -> None:
    """Other people's statistics: add a release as it was downloaded, list what is held."""


@comparators.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--release", required=True, metavar="NAME", help="Such as dfe-2024.")
def add(files: tuple[Path, ...], release: str) -> None:
    """Add figures from files as they were downloaded, all of them or none.

    DfE's tables C4 and D1 to D7 of "Children in need" and its population estimates can be added.
    Figures already held under the same name are left as they are, and must not differ.
    """
    from lscb.comparators.adding import addition
    from lscb.comparators.listing import lines_of_addition

    workbench = Workbench.around()
    added = addition(workbench, files, release)
    for line in lines_of_addition(added, workbench.relative(added.path)):
        click.echo(line)


@comparators.command("list")
def list_comparators() -> None:
    """Releases held, with their files, years and areas; neighbours; and what is not held."""
    from lscb.comparators.listing import lines_of_held

    for line in lines_of_held(Workbench.around().comparators):
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


def _leave_with(letters: list[Letter]) -> None:
    """Show the letters, each once, and leave with the exit code of the first failing stage."""
    for text in dict.fromkeys(letter.text() for letter in letters):
        click.echo(f"\n{text}", err=True)
    if letters:
        sys.exit(min(letter.exit_code for letter in letters))
