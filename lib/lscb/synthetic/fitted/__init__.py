"""Made-up child protection records of a real council whose counts equal what was published.

Nothing is known of the children but the published totals: every row is invented, and says so in
its identifier. First whole-number programs find how many plans of each kind there must have been,
near to what a made-up population would have had; then families and days are drawn.
"""

from lscb.synthetic.fitted.board import FittedBoard, fitted_board
from lscb.synthetic.fitted.counts import Unmet

__all__ = ["FittedBoard", "Unmet", "fitted_board"]
