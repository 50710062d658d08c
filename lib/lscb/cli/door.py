"""The door itself: what every command shares, and how it is left."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from lscb import __version__
from lscb.editions import EDITIONS
from lscb.errors import Letter, unwritable
from lscb.workbench import Workbench

BOARD = click.argument("board", required=False)
YEAR = click.argument("year", required=False)
EDITION = click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    default="public",
    show_default=True,
    help="Who it is for: the public, or the panel alone (unprotected).",
)


class Door(click.Group):
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


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lscb")
def main() -> None:
    """Annual safeguarding reports from a board's records.

    Records in data/BOARD/YEAR/ and the report in parameters/BOARD/YEAR.yaml become pages in
    outputs/BOARD/YEAR/. Exit codes: 0 fine, 2 usage, 10 parameters, 11 data, 12 a chapter,
    13 disclosure, 14 a disk that is full or may not be written to.
    """


def say_written(workbench: Workbench, files: Iterable[Path]) -> None:
    """Say which files were written."""
    for path in files:
        click.echo(f"wrote {workbench.relative(path)}")


def leave_with(letters: Sequence[Letter]) -> None:
    """Show the letters, each once, and leave with the exit code of the first failing stage."""
    for text in dict.fromkeys(letter.text() for letter in letters):
        click.echo(f"\n{text}", err=True)
    if letters:
        sys.exit(min(letter.exit_code for letter in letters))
