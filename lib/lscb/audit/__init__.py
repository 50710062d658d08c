"""Attempts to undo what the gate has done, and readings of what would be published."""
