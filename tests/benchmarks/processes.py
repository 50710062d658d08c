"""What is measured in a process of its own: what it printed as JSON, and its peak memory."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

BUILD = ("-m", "lscb", "build", "--jobs", 2, "--html-only")
"""How Python is told to build all reports of a workbench: without PDF and Word, which no other way
of running notebooks makes."""


def peak_memory() -> float | None:
    """The most memory this process has had, in MB; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def in_a_process(*words: object) -> Any:
    """What a script prints as JSON, run in a process of its own; ends this one where it fails."""
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)
