"""Publish a public edition: audited by every attacker, sealed, written down, ready for the web.

What was not published is a draft and says so on every page. What was published is known for good:
the ledger has it, and every later report is protected against it.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lscb.audit import ATTACKERS, attacked, of_clearing, of_ledger
from lscb.audit.commentary import unconfirmed, written
from lscb.audit.scan import scanned
from lscb.cleared import Cleared, opened
from lscb.errors import DisclosureError, ParameterError, Problem
from lscb.ledger import Publication, added, values_of
from lscb.press.bind import page_names
from lscb.press.build import built
from lscb.registration import Registration
from lscb.sealing import sealed
from lscb.workbench import ReportPlace, Workbench

Say = Callable[[str], None]

ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""The day a file in an archive bears, so that the same edition gives the same archive."""
