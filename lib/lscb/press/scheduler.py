"""Where a Dask scheduler is and how it is spoken to: an address, or a file that states both.

    scheduler: tls://reports.example.gov.uk:8786
    tls:
      ca_file: ca.pem
      cert_file: analyst.pem
      key_file: analyst-key.pem

Whoever reaches a scheduler that is not spoken to by TLS can read what is sent there, join as a
worker, and run programs on every machine that has to do with it, the analyst's among them. So it
must be on a network that nobody else is on, and whole counts are sent by TLS alone, also to a
scheduler on the same machine, which any of its users may join.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lscb.editions import Edition
from lscb.errors import Problem, UsageError, nearest
from lscb.plain_yaml import PlainLoader

if TYPE_CHECKING:
    from distributed import Security


ADDRESS = re.compile(r"^(tcp|tls)://([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}\Z")
EXPECTED = "expected an address such as tcp://192.168.1.10:8786"


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Files(_Stated):
    ca_file: str
    cert_file: str
    key_file: str


class _Cluster(_Stated):
    scheduler: Annotated[str, Field(pattern=ADDRESS)]
    tls: _Files | None = None


@dataclass(frozen=True)
class Scheduler:
    """An address, and for TLS the files of the authority, the certificate and its key."""

    address: str
    tls: tuple[Path, Path, Path] | None = None

    def security(self) -> Security:
        """The same for Dask; OSError, if only ssl.SSLError, where a file of it is no good."""
        from distributed import Security

        names = ("tls_ca_file", "tls_client_cert", "tls_client_key")
        files = dict(zip(names, map(str, self.tls or ()), strict=False))
        security = Security(require_encryption=True, **files) if files else Security()
        security.get_connection_args("client")  # reads them
        return security


def named(address: str | None, file: Path | None, edition: Edition) -> Scheduler:
    """The scheduler that was named by its address or in a file, for an edition.

    Raises UsageError with all that is wrong.
    """
    if address is not None and file is not None:
        problem = Problem("the command", "expected --scheduler or --cluster, not both")
        raise UsageError([problem], "To see what each does, type:  lscb build --help")
    stated = _in_file(file) if file else _in_command(address)
    if edition == "panel" and stated.tls is None:
        raise UsageError(
            [Problem("the command", "expected tls://, since a panel edition shows every count")],
            "Without TLS, whoever is on the network may read what is sent, or join as a worker and "
            "be sent it.\nState tls: in a file and give that, with --cluster FILE; or build the "
            "edition on this machine, without a cluster.",
        )
    return stated


def _in_command(address: str | None) -> Scheduler:
    if not ADDRESS.match(address or ""):
        problem = Problem("the command", EXPECTED, column="--scheduler")
    elif address.startswith("tls:"):
        problem = Problem("the command", "expected --cluster FILE for tls://, for the certificates")
    else:
        return Scheduler(address)
    raise UsageError([problem], "To see what a cluster is, type:  lscb build --help")


def _in_file(file: Path) -> Scheduler:
    try:
        held = yaml.load(file.read_text(encoding="utf-8-sig"), PlainLoader)
        stated = _Cluster.model_validate(held)
    except ValidationError as failure:
        problems = [_problem(file, error) for error in failure.errors()]
    except (OSError, UnicodeDecodeError):
        problems = [Problem(file.name, "expected a readable file in UTF-8")]
    except (yaml.YAMLError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        problems = [Problem(file.name, "expected plain YAML, in which each key stands once")]
    else:
        problems = list(_half_encrypted(file, stated))
        if not problems:
            tls = stated.tls and tuple(file.parent / name for _, name in stated.tls)
            return Scheduler(stated.scheduler, tls)
    raise UsageError(problems, f"Correct {file.name}, then build again.")


def _half_encrypted(file: Path, stated: _Cluster) -> Iterator[Problem]:
    """What TLS lacks: certificates, the address that goes with them, or one of the files."""
    is_tls = stated.scheduler.startswith("tls:")
    if is_tls and stated.tls is None:
        yield Problem(file.name, "expected certificates, since the address is tls://", column="tls")
    if stated.tls and not is_tls:
        yield Problem(file.name, "expected tls://, since tls: is stated", column="scheduler")
    for name, path in stated.tls or ():
        if not (file.parent / path).is_file():
            expected = "expected the name of a file, seen from the folder of this one"
            yield Problem(file.name, expected, column=f"tls.{name}")


def _problem(file: Path, error: Any) -> Problem:
    """One of pydantic's errors in our words."""
    place = ".".join(map(str, error["loc"])) or None
    if error["type"] == "extra_forbidden":
        known = (*_Cluster.model_fields, *_Files.model_fields)
        return Problem(
            file.name, f"this is unknown.{nearest(str(error['loc'][-1]), known)}", column=place
        )
    words = {
        "missing": "this is missing",
        "string_type": "expected text; put it in quotation marks",
        "string_pattern_mismatch": EXPECTED,
    }
    expected = words.get(error["type"], "expected keys and values, such as ca_file: ca.pem")
    return Problem(file.name, expected, column=place)
