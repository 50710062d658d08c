"""Charts drawn when this is imported, so that what the first of a process has to find out is known
in every kernel that is forked from it: fonts and letters, scales, and where things stand."""

from __future__ import annotations

import pandas as pd

from lscb.figures.charts import Caption, bars, line
from lscb.figures.dots import Dot, dots

_CAPTION = Caption("Figure 1.1: First", "Somewhere", "Nobody", "Nowhere", ["none.csv"], ["Draft"])
_LABELS = ["2013-14", "2014-15"]
_CELLS = pd.DataFrame({"figure": ["10", "20.5"], "lower": ["8", "18"], "upper": ["12", "23"]})

line(_LABELS, _CELLS, "Children", _CAPTION)
bars(_LABELS, _CELLS, "Children", _CAPTION)
dots([Dot(name, "10") for name in _LABELS], "Children", _CAPTION)
