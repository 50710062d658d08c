"""The door: what an analyst types. Each command is a few lines; heavy rooms open when entered."""

from lscb.cli import comparators, new, publications, reports
from lscb.cli.door import main

__all__ = ["comparators", "main", "new", "publications", "reports"]
