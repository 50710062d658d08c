"""The two editions of a report: one for the public, and one for the panel alone."""

from __future__ import annotations

from typing import Literal

Edition = Literal["public", "panel"]
EDITIONS: tuple[Edition, ...] = ("public", "panel")
