"""What is wrong with the address of a cluster, or with the file that states it, is said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.errors import UsageError
from lscb.press.scheduler import Scheduler, named
from tests.conftest import lscb

TLS = "tls: {ca_file: ca.pem, cert_file: me.pem, key_file: me.key}"


@pytest.fixture
def file(tmp_path) -> Path:
    for name in ("ca.pem", "me.pem", "me.key"):
        (tmp_path / name).write_text("made up")
    return tmp_path / "cluster.yaml"


def refused(address: str | None, file: Path | None, edition: str = "public") -> str:
    with pytest.raises(UsageError) as letter:
        named(address, file, edition)
    assert letter.value.exit_code == 2
    return str(letter.value)


@pytest.mark.parametrize(
    "address", ["tcp://192.168.1.10:8786", "tcp://reports.example.gov.uk:8786", "tcp://[::1]:80"]
)
def test_an_address_is_taken_as_it_is(address):
    assert named(address, None, "public") == Scheduler(address)


@pytest.mark.parametrize(
    "address", ["", "host:8786", "http://host:8786", "inproc://1/2", "tcp://host", "tcp://a:1\n"]
)
def test_anything_else_is_no_address(address):
    assert "--scheduler: expected an address such as tcp://" in refused(address, None)


def test_tls_needs_the_file_that_says_which_certificates(file):
    assert "expected --cluster FILE for tls://" in refused("tls://host:8786", None)
    file.write_text("scheduler: tls://host:8786")
    assert "tls: expected certificates" in refused(None, file)
    file.write_text(f"scheduler: tcp://host:8786\n{TLS}")
    assert "scheduler: expected tls://, since tls: is stated" in refused(None, file)


def test_the_files_of_tls_are_found_beside_the_one_that_names_them(file):
    file.write_text(f"scheduler: tls://host:8786\n{TLS}", encoding="utf-8")
    paths = tuple(file.parent / name for name in ("ca.pem", "me.pem", "me.key"))
    assert named(None, file, "panel") == Scheduler("tls://host:8786", paths)


def test_all_that_is_wrong_with_a_file_is_said_at_once(file):
    file.write_text("shceduler: tcp://host:8786\ntls: {ca_file: [], cert_file: me.pem, more: 1}")
    letter = refused(None, file)
    assert "5 problems in cluster.yaml" in letter
    assert "shceduler: this is unknown. Did you mean 'scheduler'?" in letter
    assert "scheduler: this is missing" in letter
    assert "tls.ca_file: expected text" in letter
    assert "tls.key_file: this is missing" in letter
    assert "tls.more: this is unknown" in letter


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tcp://host:8786",
        "- scheduler",
        "scheduler: [",
        "scheduler: !!python/object/apply:os.getpid []",
        "scheduler: tcp://host:8786\nscheduler: tcp://other:8786",
        "a: &a tcp://host:8786\nscheduler: *a",
        "\0",
    ],
)
def test_a_file_that_is_not_plain_keys_and_values_is_refused(file, text):
    file.write_text(text)
    assert "1 problem in cluster.yaml" in refused(None, file)


def test_a_file_that_is_not_there_is_said_to_be(file):
    assert "expected a readable file" in refused(None, file)


def test_a_certificate_that_is_not_there_is_named(file):
    file.write_text(f"scheduler: tls://host:8786\n{TLS}")
    (file.parent / "me.key").unlink()
    assert "tls.key_file: expected the name of a file" in refused(None, file)


def test_whole_counts_go_nowhere_without_tls(file):
    file.write_text("scheduler: tcp://127.0.0.1:8786")
    for how in ((None, file), ("tcp://127.0.0.1:8786", None)):
        assert "a panel edition shows every count" in refused(*how, "panel")


def test_a_cluster_is_named_once_and_nothing_is_begun_otherwise(workbench):
    named = ("--scheduler", "tcp://host:8786", "--cluster", "cluster.yaml")
    done = lscb("build", "northshire", "2014-15", *named, cwd=workbench)
    assert done.returncode == 2
    assert "expected --scheduler or --cluster, not both" in done.stderr
    assert not (workbench / "outputs").exists()
