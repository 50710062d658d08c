"""How far a long build is: what is done, how fast, what is left, and what took longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

FEW = 6
"""Chapters at most of which each is its own news."""

SLOWEST = 5
MINUTE, HOUR = 60, 3600


@dataclass
class Progress:
    """A build of some chapters, and those of them that came to an end: name, seconds, in order."""

    total: int
    ended: list[tuple[str, float]] = field(default_factory=list)
    running: int = 0
    failed: int = 0

    def line(self, name: str, seconds: float, *, failed: bool, passed: float) -> str:
        """Count a chapter that has ended, `passed` seconds after the build began, and say so."""
        self.ended.append((name, seconds))
        self.failed += failed
        state = "failed" if failed else "done"
        said = f"[{len(self.ended)}/{self.total}] {name}: {state}, {seconds:.1f} s"
        return f"{said}; {self._standing(passed)}" if self.total > FEW else said

    def _standing(self, passed: float) -> str:
        """What is running and has failed, the rate, and how long the rest takes at that rate."""
        done = len(self.ended)
        left = (self.total - done) * passed / done
        rate = f"{MINUTE * done / passed:.0f} a minute" if passed else ""
        failed = f"{self.failed} failed" if self.failed else ""
        running = f"{self.running} running" if self.running else ""
        rest = f"{_in_words(left)} left" if done < self.total else ""
        return ", ".join(part for part in (running, failed, rate, rest) if part)

    def slowest(self) -> Sequence[str]:
        """The chapters that took longest, slowest first; none where there were only a few."""
        if self.total <= FEW:
            return []
        by_time = sorted(self.ended, key=lambda each: -each[1])[:SLOWEST]
        return ["slowest:", *(f"  {seconds:6.1f} s  {name}" for name, seconds in by_time)]


def _in_words(seconds: float) -> str:
    """About how long, to a whole minute or hour, or to ten seconds under two minutes."""
    if seconds < 2 * MINUTE:
        return f"about {max(10, round(seconds, -1)):.0f} s"
    if seconds < 2 * HOUR:
        return f"about {seconds / MINUTE:.0f} min"
    return f"about {seconds / HOUR:.0f} h"
