"""A clearing as it is published: the same tables, which say so instead of that they are a draft."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from lscb.cleared import CERTIFICATE, DRAFT, Cleared, clearing_digest, pointed_at
from lscb.csvw import json_of
from lscb.inputs import digest_of, inputs
from lscb.workbench import ReportPlace


def sealed(held: Cleared, place: ReportPlace, day: date, certificate: dict[str, Any]) -> Cleared:
    """The cleared tables of a public edition, sealed on a day, as those in force at a place.

    No figure is another; each marking that it is a draft says the day instead.
    """
    marking = f"Published {day.day} {day:%B %Y}"
    shutil.rmtree(place.cleared, ignore_errors=True)
    making = place.cleared / "being-sealed"
    making.mkdir(parents=True)
    for path in sorted(held.folder.iterdir()):
        (making / path.name).write_bytes(_marked(path, marking))
    (making / CERTIFICATE).write_bytes(json_of(certificate))
    stated = held.manifest | {"published": day.isoformat()}
    stated["markings"] = [marking if each == DRAFT else each for each in stated["markings"]]
    stated["chapters"] = [_restated(making, chapter) for chapter in stated["chapters"]]
    (making / "manifest.json").write_bytes(json_of(stated))
    name = f"public-{clearing_digest(making)}"
    making.rename(place.cleared / name)
    pointed_at(place, "public", {"set": name, "inputs": inputs(place)})
    return Cleared(place.cleared / name)


def _marked(path: Path, marking: str) -> bytes:
    """A file of the clearing with the marking in the place of that of a draft."""
    content = path.read_bytes()
    if path.suffix == ".csv":
        # The marking begins the last cell of every row.
        return content.replace(f',"{DRAFT}'.encode(), f',"{marking}'.encode())
    if path.name.endswith("-metadata.json"):
        stated = json.loads(content)
        stated["lscb:markings"] = [
            marking if each == DRAFT else each for each in stated["lscb:markings"]
        ]
        return json_of(stated)
    return content


def _restated(folder: Path, chapter: dict[str, Any]) -> dict[str, Any]:
    """What the manifest says of a chapter, with the digests its tables have now."""
    tables = [
        table | {"digest": digest_of((folder / table["file"]).read_bytes())}
        for table in chapter["tables"]
    ]
    return chapter | {"tables": tables}
