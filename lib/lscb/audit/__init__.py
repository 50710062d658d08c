"""The audit: attackers who try to recover withheld counts from everything that is published.

It shares with the protection the registration and nothing else, so that a fault of the one is not
a fault of the other: it starts from what is printed, never from records.
"""

from lscb.audit.attacks import attacked
from lscb.audit.evidence import Count, Evidence, Figure, Spot, Sum
from lscb.audit.findings import ATTACKERS, Attacker, Audit, Finding
from lscb.audit.publications import of_clearing, of_edition, of_ledger, of_tables, promise

__all__ = [
    "ATTACKERS",
    "Attacker",
    "Audit",
    "Count",
    "Evidence",
    "Figure",
    "Finding",
    "Spot",
    "Sum",
    "attacked",
    "of_clearing",
    "of_edition",
    "of_ledger",
    "of_tables",
    "promise",
]
