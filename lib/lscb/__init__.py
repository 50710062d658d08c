"""Annual safeguarding reports from a board's records.

Start reading at `clearing/` (records in, cleared tables out) and `press/run.py` (cleared
tables in, pages out); `measures/child_deaths/` shows what a chapter's counting looks like.
"""

__version__ = "0.3.0"
