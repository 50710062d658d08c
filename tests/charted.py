"""Charts as they were saved."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure


def saved_by(draw: Callable[[], object]) -> list[Figure]:
    """The drawings saved as SVG meanwhile, each at its own size again, not that of a file."""
    saved: dict[Figure, None] = {}
    save = FigureCanvasSVG.print_svg

    def kept(canvas: FigureCanvasSVG, *words: object, **named: object) -> None:
        saved[canvas.figure] = None  # may come twice: matplotlib asks it for a renderer as well
        save(canvas, *words, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FigureCanvasSVG, "print_svg", kept)
        draw()
    for each in saved:
        each.set_dpi(mpl.rcParams["figure.dpi"])
    return list(saved)
