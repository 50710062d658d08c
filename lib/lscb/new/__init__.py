"""A new report's files: its parameters, its records or blank templates, and commentary files."""

from lscb.new.blank import blank_report
from lscb.new.fitted import fitted_reports, lines_of_unmet
from lscb.new.made_up import made_up_reports, not_made_up
from lscb.new.places import council_of, workbench_place

__all__ = [
    "blank_report",
    "council_of",
    "fitted_reports",
    "lines_of_unmet",
    "made_up_reports",
    "not_made_up",
    "workbench_place",
]
