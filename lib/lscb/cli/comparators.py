"""Other people's statistics: comparators add, comparators list."""

from __future__ import annotations

from pathlib import Path

import click

from lscb.cli.door import main
from lscb.workbench import Workbench


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
