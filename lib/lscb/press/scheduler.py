"""Where a Dask scheduler is and how it is spoken to: an address, or a file that states both.

    scheduler: tls://reports.example.gov.uk:8786
    tls:
      ca_file: ca.pem
      cert_file: analyst.pem
      key_file: analyst-key.pem

Whoever reaches a scheduler that is not spoken to by TLS can read what is sent there, join as a
worker, and run programs on every machine that has to do with it, the analyst's among them. So it
must be on a network that nobody else is on, and whole counts are sent by TLS alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from lscb.errors import Problem, UsageError, nearest
from lscb.report import Edition, PlainLoader

if TYPE_CHECKING:
    from distributed import Security

ADDRESS = re.compile(r"(tcp|tls)://([\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}", re.ASCII)

CERTIFICATES = {
    "ca_file": "tls_ca_file",
    "cert_file": "tls_client_cert",
    "key_file": "tls_client_key",
}
"""What a cluster file calls the files of TLS, and what Dask does."""

EXAMPLE = "tcp://192.168.1.10:8786"


@dataclass(frozen=True)
class Scheduler:
    """An address, and the files of TLS by Dask's names for them where it is spoken to by TLS."""

    address: str
    tls: dict[str, str]

    def security(self) -> Security | None:
        """The same for Dask; OSError, if only ssl.SSLError, where a file of it is no good."""
        from distributed import Security

        if not self.tls:
            return None
        security = Security(require_encryption=True, **self.tls)
        security.get_connection_args("client")  # reads the files
        return security


def scheduler(address: str | None, file: Path | None, edition: Edition) -> Scheduler:
    """The scheduler that was named by its address or in a file, for an edition.

    Raises UsageError with all that is wrong.
    """
    if address is not None and file is not None:
        problem = Problem("the command", "expected --scheduler or --cluster, not both")
        raise UsageError([problem], "To see what each does, type:  lscb build --help")
    if file is None:
        stated, problems = Scheduler(address, {}), list(_not_an_address("the command", address))
    else:
        stated, problems = _stated(file)
    if not problems and stated.address.startswith("tls:") != bool(stated.tls):
        problems.append(_half_encrypted(stated, file))
    if problems:
        raise UsageError(problems, "Correct it, then build again.")
    if edition == "panel" and not stated.tls:
        raise UsageError(
            [Problem("the command", "expected tls://, since a panel edition shows every count")],
            "Without TLS whoever is on the network can read what is sent, or join as a worker and "
            "be sent it.\nState the certificates in a file and give that, with --cluster FILE, or "
            "build the edition on this machine, without --scheduler.",
        )
    return stated


def _not_an_address(where: str, address: Any) -> Iterator[Problem]:
    if not (isinstance(address, str) and ADDRESS.fullmatch(address)):
        found = repr(address) if isinstance(address, str) and address.isprintable() else None
        yield Problem(where, f"expected an address such as {EXAMPLE}", found, column="scheduler")


def _half_encrypted(stated: Scheduler, file: Path | None) -> Problem:
    if stated.tls:
        return Problem(file.name, "expected tls://, as there are certificates", column="scheduler")
    where = file.name if file else "the command"
    return Problem(
        where,
        f"expected certificates for tls://, in a file given with --cluster: {', '.join(CERTIFICATES)}, under tls:",
    )


def _stated(file: Path) -> tuple[Scheduler, list[Problem]]:
    """What a file states, and all that is wrong with it."""
    try:
        held = yaml.load(file.read_text(encoding="utf-8-sig"), PlainLoader)
    except (OSError, UnicodeDecodeError):
        return Scheduler("", {}), [Problem(file.name, "expected a readable file in UTF-8")]
    except (yaml.YAMLError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Scheduler("", {}), [Problem(file.name, "expected plain YAML")]
    if not isinstance(held, dict):
        return Scheduler("", {}), [
            Problem(file.name, f"expected keys and values, such as scheduler: {EXAMPLE}")
        ]
    tls = held.get("tls", {})
    problems = [
        *_unknown(file, held, ("scheduler", "tls")),
        *_not_an_address(file.name, held.get("scheduler")),
    ]
    if not isinstance(tls, dict) or ("tls" in held and not tls):
        wanted = f"expected {', '.join(CERTIFICATES)}"
        return Scheduler("", {}), [*problems, Problem(file.name, wanted, column="tls")]
    problems += _unknown(file, tls, CERTIFICATES, "tls.")
    paths = {name: _beside(file, tls.get(name)) for name in CERTIFICATES} if tls else {}
    problems += [
        Problem(
            file.name,
            "expected the name of a file, from the folder of this one",
            column=f"tls.{name}",
        )
        for name, path in paths.items()
        if path is None
    ]
    return Scheduler(
        held.get("scheduler"), {CERTIFICATES[n]: str(p) for n, p in paths.items()}
    ), problems


def _unknown(
    file: Path, held: Iterable[Any], known: Iterable[str], within: str = ""
) -> list[Problem]:
    strange = [str(name) for name in held if name not in known]
    return [
        Problem(file.name, f"this is not stated here.{nearest(name, known)}", column=within + name)
        for name in strange
    ]


def _beside(file: Path, name: Any) -> Path | None:
    """A file that is named from the folder of another; None where there is none."""
    path = file.parent / name if isinstance(name, str) else None
    return path.resolve() if path and path.is_file() else None
