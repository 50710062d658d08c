"""All that makes a chapter and a clearing, imported already: what processes are forked from.

Python's fork server imports this module before it forks the first process of a build. No record is
opened here, and nothing is started that a fork would not survive: no thread, no event loop, no
ZeroMQ context.
"""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from importlib import import_module

from lscb.imports import modules_in

USED = (
    *("lscb.clearing", "lscb.press.bind", "lscb.press.contract", "lscb.press.executed"),
    *("lscb.press.wire_client", "nbclient", "papermill"),
    # What libraries import no sooner than it is needed, which in a fork is once for each.
    *("filelock", "holidays.countries", "pandera.backends.pandas.builtin_checks"),
)

# For a format of addresses that no notebook has, jsonschema would compile a grammar for a second.
sys.modules.setdefault("rfc3987_syntax", None)

for name in (*USED, *modules_in("measures"), *modules_in("records")):
    with suppress(Exception):  # whoever needs it is told by importing it
        import_module(name)

from lscb.press.pages.rendering import environment  # noqa: E402 - not before that grammar is out
from lscb.press.run import exporter  # noqa: E402

# Templates are compiled when they are first asked for.
exporter().template  # noqa: B018
for name in environment().list_templates(["j2"]):
    environment().get_template(name)

# A collection that touched what is imported would copy it, page by page, into every process.
gc.collect()
gc.freeze()
