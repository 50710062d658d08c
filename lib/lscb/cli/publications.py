"""What leaves the house: publish, and audit, which tries to undo what was withheld."""

from __future__ import annotations

import os

import click

from lscb.cli.door import leave_with, main
from lscb.workbench import Workbench


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
        leave_with(audited_files(names, largest, click.echo, zeros_told=zeros_told))
    else:
        leave_with(audited_boards(Workbench.around(), names, click.echo))


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
