"""Write `environment.yml`, for conda users, from the lock file: the same versions, unhashed."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

HEAD = """\
# The same versions as requirements.lock, for conda users: most council analysts, on Windows.
# Made by `make lock`; a test keeps it so. It is not tried in CI.
name: lscb
channels:
  - conda-forge
dependencies:
  - python=3.12
  - pip
  - pip:
"""


def pinned(lock: str) -> list[str]:
    """Every requirement of a lock file as `name==version`, with its marker where it has one."""
    requirement = re.compile(r"^([A-Za-z0-9._-]+==[^ \\]+)( ;[^\\]+)?", re.MULTILINE)
    return [f"{name}{(marker or '').rstrip()}" for name, marker in requirement.findall(lock)]


def environment(lock: str) -> str:
    """The text of `environment.yml` for a lock file's text."""
    lines = [f'      - "{each}"' for each in (*pinned(lock), "-e .")]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    written = environment((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    (ROOT / "environment.yml").write_text(written, encoding="utf-8", newline="\n")
