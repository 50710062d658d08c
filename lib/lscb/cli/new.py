"""Where a report begins: new."""

from __future__ import annotations

import click

from lscb.cli.door import main, say_written
from lscb.workbench import Workbench

FORMATS = ("csv", "census-xml", "collect", "annex-a", "ssd")
"""What made-up records are written in: csv, and those of `lscb.synthetic.formats`."""


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
        say_written(workbench, new.blank_report(place))
        folder = workbench.relative(place.data())
        click.echo(f"Next, put the records into {folder}/. Nobody reads the templates in blank/:")
        click.echo(f"fill one and move it up into {folder}/, or, where nobody supplied")
        click.echo("the record, state that in the parameter file, at not_supplied:. Then type:")
        click.echo(f"  lscb check {place}")
        return
    if council is None:
        say_written(workbench, new.made_up_reports(place, held_as or "csv"))
        _say_no_council(workbench, board)
    else:
        click.echo(f"Making up records that come to what was published of {council.place}")
        files, unmet = new.fitted_reports(place, council)
        say_written(workbench, files)
        for line in new.lines_of_unmet(unmet):
            click.echo(line)
    click.echo(f"Next, type:  lscb build {place}")


def _say_no_council(workbench: Workbench, board: str) -> None:
    from lscb.comparators.councils import likely

    meant = " or ".join(likely(workbench.comparators, board))
    hint = f" Did you mean {meant}?" if meant else ""
    click.echo(f"No figures of a council called {board} are held: everything is made up.{hint}")
