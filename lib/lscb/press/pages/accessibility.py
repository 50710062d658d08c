"""The accessibility statement, and how to ask for the report in another format."""

from __future__ import annotations

from typing import Any

from lscb.press.pages.material import Material

TITLE = "Accessibility and other formats"


def facts(material: Material) -> dict[str, Any]:
    """Nothing but what every page knows: whose the report is and how they are reached."""
    return {}
