"""Chapters made by a Dask cluster are those that are made here, and none is lost with a worker."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest
from distributed import Client

from lscb.errors import UsageError
from lscb.press import cluster as spread
from lscb.press.batch import RECORD, Unlike, _in_folder, _zipped, packed, unpacked
from lscb.press.cluster import Batch, batches, connected
from lscb.press.scheduler import named
from lscb.press.tasks import Task
from tests.conftest import LISTENING, ROOT, contents, lscb
from tests.press import clusters
from tests.press.forked import end
from tests.press.test_pool import task

BUILD = ("build", "northshire", "2014-15")


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[clusters.Running]:
    """A cluster of two workers, to which every other file of the tests is closed."""
    folder = tmp_path_factory.mktemp("cluster")
    with clusters.cluster(folder, tmp_path_factory.getbasetemp()) as running:
        yield running


@pytest.fixture
def analyst(northshire, tmp_path) -> Path:
    """A workbench with Northshire 2014-15 cleared, and nothing built; no record is there."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    parameters = tmp_path / "parameters" / "northshire"
    parameters.mkdir(parents=True)
    shutil.copy(ROOT / "parameters" / "northshire" / "2014-15.yaml", parameters)
    outputs = tmp_path / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire / "cleared", outputs / "cleared")
    return tmp_path


def events(workbench: Path) -> list[dict]:
    record = workbench / "outputs" / "northshire" / "2014-15" / "runs.jsonl"
    return [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]


def last_states(workbench: Path) -> dict[str, str]:
    return {event["chapter"]: event["state"] for event in events(workbench)}


def rewritten(workbench: Path, code: str, chapter: str = "training") -> None:
    """Have a chapter's notebook do something before it says what it found."""
    notebook = workbench / "notebooks" / f"{chapter}.ipynb"
    held = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in held["cells"]:
        if "".join(cell["source"]).strip() == f"{chapter}.findings(chapter)":
            cell["source"] = f"{code}\n{chapter}.findings(chapter)"
    notebook.write_text(json.dumps(held), encoding="utf-8")


def waits(workbench: Path, folder: Path) -> Path:
    """Have a chapter wait for a file; each time it is run it leaves its process's number there."""
    marks = folder / workbench.name
    marks.mkdir()
    mark = f"import os, pathlib, time; marks = pathlib.Path({str(marks)!r})"
    begin = "(marks / str(os.getpid())).touch()"
    wait = "while not (marks / 'go').exists(): time.sleep(0.1)"
    rewritten(workbench, f"{mark}\n{begin}\n{wait}")
    return marks


def begun(marks: Path, press: subprocess.Popen) -> int:
    """The process in which a chapter waits."""
    while press.poll() is None:
        if found := [int(path.name) for path in marks.iterdir() if path.name != "go"]:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("it has ended")


def building(workbench: Path, address: str, *more: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", LISTENING, *BUILD, "--scheduler", address, *more],
        cwd=workbench,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def left_on(running: clusters.Running) -> list[str]:
    """The cleared tables and notebooks that lie about where the workers are."""
    files = running.folder.rglob("*")
    return [str(path) for path in files if path.suffix in (".csv", ".ipynb", ".zip")]


def test_an_edition_made_by_a_cluster_is_that_made_here_and_the_workers_open_no_record(
    running, analyst, northshire
):
    opens = [sys.executable, "-c", f"open({str(ROOT / 'data' / 'northshire')!r} + '/ledger.jsonl')"]
    refused = subprocess.run(
        opens, env=running.environment, capture_output=True, text=True, check=False
    )
    assert "PermissionError: a file of the analyst's" in refused.stderr
    done = lscb(*BUILD, "--scheduler", running.address, cwd=analyst)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[3/3] northshire 2014-15" in done.stdout
    outputs = analyst / "outputs" / "northshire" / "2014-15"
    assert contents(outputs / "public") == contents(northshire / "public")
    chapters = ("child_deaths", "child_protection_plans", "training")
    of_chapters = [event for event in events(analyst) if event["chapter"] in chapters]
    states = sorted((event["chapter"], event["state"]) for event in of_chapters)
    assert states == sorted((c, s) for c in chapters for s in ("planned", "running", "ok"))
    assert {e["worker"] for e in of_chapters if e["state"] == "ok"} == {"one", "other"}
    assert not [path.name for path in outputs.iterdir() if "waiting" in path.name]
    assert left_on(running) == []


def test_a_worker_that_is_killed_loses_nothing(running, analyst, northshire):
    marks = waits(analyst, running.folder)
    with (
        building(analyst, running.address, "--chapter", "training") as press,
        Client(running.address, set_as_default=False) as client,
    ):
        kernel = begun(marks, press)
        os.kill(running.worker_with_a_task(client), signal.SIGKILL)
        assert end(kernel)
        (marks / "go").touch()
        _, letter = press.communicate()
    assert press.returncode == 0, letter
    assert len(list(marks.iterdir())) == 3, "a second process has made the chapter"
    assert [event["state"] for event in events(analyst)] == ["planned", "running", "ok"]
    page = analyst / "outputs" / "northshire" / "2014-15" / ".public-waiting" / "training.html"
    assert page.read_bytes() == (northshire / "public" / "training.html").read_bytes()
    assert left_on(running) == []


def test_a_chapter_that_fails_there_is_written_about_as_one_that_fails_here(running, analyst):
    rewritten(analyst, "1 / 0")
    done = lscb(*BUILD, "--chapter", "training", "--scheduler", running.address, cwd=analyst)
    assert done.returncode == 12
    assert "1 problem in notebooks/training.ipynb" in done.stderr
    assert "ended in ZeroDivisionError; expected a chapter that runs" in done.stderr
    evidence = "outputs/northshire/2014-15/.public-failed/training.ipynb"
    assert f"See the notebook as far as it ran, {evidence}" in done.stderr
    assert "ZeroDivisionError" in (analyst / evidence).read_text(encoding="utf-8")
    failed = events(analyst)[-1]
    assert (failed["state"], failed["exception"]) == ("failed", "ZeroDivisionError")
    assert [event["state"] for event in events(analyst)] == ["planned", "running", "failed"]


def test_a_build_that_is_interrupted_leaves_nothing_running_on_the_cluster(running, analyst):
    marks = waits(analyst, running.folder)
    with building(analyst, running.address, "--chapter", "training") as press:
        kernel = begun(marks, press)
        os.kill(press.pid, signal.SIGINT)
        press.communicate()
    assert end(kernel)
    assert last_states(analyst) == {"training": "not run"}


@pytest.mark.slow
def test_no_chapter_is_made_by_other_code_and_the_letter_says_whose_and_what(
    running, analyst, tmp_path_factory
):
    library = running.folder / "library"
    shutil.copytree(ROOT / "lib", library)
    with (library / "lscb" / "press" / "page.py").open("a", encoding="utf-8") as page:
        page.write("# edited\n")
    base = tmp_path_factory.getbasetemp()
    environment = clusters.guarded(running.folder / "edited", base, library)
    with (
        clusters.worker(running.address, running.folder / "third", environment),
        Client(running.address, set_as_default=False) as client,
    ):
        client.wait_for_workers(3, timeout=60)
        done = lscb(*BUILD, "--scheduler", running.address, cwd=analyst)
    assert done.returncode == 2
    assert "1 problem in worker third\n\n  expected lscb/press/page.py as it is here" in done.stderr
    assert not (analyst / "outputs" / "northshire" / "2014-15" / "runs.jsonl").exists()


def test_a_batch_that_came_to_a_worker_with_other_versions_is_not_made(
    northshire, tmp_path, monkeypatch
):
    """As one that joined the cluster since the build began."""
    tasks = [task(northshire, tmp_path / "waiting", "training")]
    with monkeypatch.context() as patched:
        patched.setattr("lscb.press.batch.code_and_versions", lambda: {"pandas": "0.1"})
        batch = packed(tasks)
    shutil.unpack_archive(_file(tmp_path / "batch.zip", batch), tmp_path / "there")
    command = [sys.executable, "-m", "lscb.press.batch", str(tmp_path / "there"), "late"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        process.wait()
    with pytest.raises(Unlike) as other:
        list(unpacked(tasks, (tmp_path / "there" / "returned.zip").read_bytes()))
    assert (process.returncode, other.value.worker) == (0, "late")
    assert other.value.theirs["pandas"] != "0.1"
    assert not tasks[0].page.exists()


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_what_the_gate_registered_is_not_sent(northshire, tmp_path):
    (folder,) = (northshire / "cleared").glob("public-*")
    assert (folder / "registration.json").is_file()
    sent = packed([task(northshire, tmp_path, "training")])
    shutil.unpack_archive(_file(tmp_path / "batch.zip", sent), tmp_path / "there")
    names = {path.name for path in (tmp_path / "there").rglob("*") if path.is_file()}
    apart = {"registration.json", "order.json", "training.ipynb", "2014-15.yaml"}
    assert names - apart == {path.name for path in folder.iterdir()} - apart
    assert "registration.json" not in names


def returned(task: Task, about: dict[str, object]) -> bytes:
    """What a worker returns of one chapter that was made."""
    there = _in_folder(task, PurePosixPath())
    told = {"worker": "w", "chapters": [{"seconds": 1.0, "letter": None, "about": about}]}
    files = {str(there.executed): "{}" * 99, str(there.page): "<p>", RECORD: json.dumps(told)}
    return _zipped({name: held.encode() for name, held in files.items()})


@pytest.mark.parametrize(
    "place", ["its first block", "its kind of compression", "a key of ours", ""]
)
def test_whatever_else_a_worker_returns_is_the_fault_of_its_chapter(northshire, tmp_path, place):
    one = task(northshire, tmp_path / "waiting", "training")
    content = bytearray(returned(one, {"state": "ok"} if place == "a key of ours" else {}))
    if place == "its first block":
        content[30 + len(str(_in_folder(one, PurePosixPath()).executed))] = 0b111
    if place == "its kind of compression":
        content[content.rfind(b"PK\1\2") + 10] = 99
    client = SimpleNamespace(scheduler=SimpleNamespace(address="tcp://127.0.0.1:1"))
    ended = SimpleNamespace(exception=lambda: None, result=lambda: bytes(content))
    (done,) = spread.Cluster(client)._outcomes_of(ended, [one], Batch([0], alone=True))
    assert (done.letter is None) == one.page.exists() == (not place)
    assert done.letter is None or "no page could be made" in done.letter.text()


@pytest.mark.parametrize(
    ("boards", "threads", "sizes"),
    [
        ("a" * 3, 2, [1, 2]),
        ("a" * 2 + "b" * 2, 2, [2, 2]),
        ("a" * 8 + "b", 4, [2, 3, 3, 1]),
        ("a" * 100, 1, [20] * 5),
        ("a", 16, [1]),
    ],
)
def test_a_batch_is_of_one_board_and_leaves_no_worker_idle(northshire, boards, threads, sizes):
    tasks = [task(northshire, ROOT, "training") for _ in boards]
    for each, board in zip(tasks, boards, strict=True):
        each.parameters["board"] = board
    made = list(batches(tasks, threads))
    assert [len(batch.numbers) for batch in made] == sizes
    assert [number for batch in made for number in batch.numbers] == list(range(len(boards)))
    assert all(len({boards[number] for number in batch.numbers}) == 1 for batch in made)
    assert not any(batch.alone for batch in made)


def test_a_scheduler_that_does_not_answer_is_written_about(monkeypatch):
    monkeypatch.setattr(spread, "ANSWER", 0.3)
    with pytest.raises(UsageError) as letter, connected(named("tcp://127.0.0.1:1", None, "public")):
        pass
    assert "1 problem in the scheduler tcp://127.0.0.1:1" in str(letter.value)
    assert "dask worker tcp://127.0.0.1:1" in str(letter.value)


def test_without_dask_the_letter_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as letter, connected(named("tcp://127.0.0.1:1", None, "public")):
        pass
    assert 'pip install "lscb[cluster]"' in str(letter.value)


def test_dask_is_imported_where_it_is_used_alone():
    asks = "import sys, lscb.cli, lscb.press.cluster; sys.exit('distributed' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asks], check=False).returncode == 0


KILLS_ITS_WORKER = """
import os, psutil
for process in psutil.process_iter(["cmdline"]):
    words = process.info["cmdline"] or ()
    if "lscb.press.batch" in words and os.getcwd().startswith(words[-2]):
        process.parent().kill()
"""


@pytest.mark.slow
def test_a_chapter_that_kills_each_of_its_workers_gets_the_letter_and_the_others_are_made(
    analyst, northshire, tmp_path_factory
):
    rewritten(analyst, KILLS_ITS_WORKER)
    folder, base = tmp_path_factory.mktemp("cluster"), tmp_path_factory.getbasetemp()
    with clusters.cluster(folder, base, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1") as few:
        done = lscb(*BUILD, "--scheduler", few.address, cwd=analyst)
    assert done.returncode == 12
    assert "1 problem in notebooks/training.ipynb" in done.stderr
    assert "each worker that made it died" in done.stderr
    made = {"child_deaths": "ok", "child_protection_plans": "ok"}
    assert last_states(analyst) == made | {"training": "failed"}
    outputs = analyst / "outputs" / "northshire" / "2014-15"
    for chapter in made:
        page = outputs / ".public-waiting" / f"{chapter}.html"
        assert page.read_bytes() == (northshire / "public" / page.name).read_bytes()


@pytest.mark.slow
def test_a_scheduler_that_is_lost_is_written_about_and_the_next_build_makes_the_rest(
    analyst, northshire, tmp_path_factory
):
    folder, base = tmp_path_factory.mktemp("cluster"), tmp_path_factory.getbasetemp()
    kept = (analyst / "notebooks" / "training.ipynb").read_bytes()
    with clusters.cluster(folder, base) as running:
        marks = waits(analyst, folder)
        with (
            building(analyst, running.address) as press,
            Client(running.address, set_as_default=False) as client,
        ):
            kernel = begun(marks, press)
            while last_states(analyst)["child_deaths"] != "ok":
                time.sleep(0.1)
            lost = client.run_on_scheduler(os.getpid)
            os.kill(lost, signal.SIGKILL)
            said, letter = press.communicate()
        assert end(kernel)
    assert press.returncode == 12
    assert f"1 problem in the scheduler {running.address}" in letter
    assert "it is lost" in letter
    assert "Traceback" not in letter + said
    rest = {"child_protection_plans": "not run", "training": "not run"}
    assert last_states(analyst) == {"child_deaths": "ok"} | rest
    (analyst / "notebooks" / "training.ipynb").write_bytes(kept)
    before = len(events(analyst))
    done = lscb(*BUILD, cwd=analyst)
    assert done.returncode == 0, done.stderr
    made = {event["chapter"] for event in events(analyst)[before:]}
    assert rest.keys() == {name for name in made if "." not in name}  # as documents have
    edition = analyst / "outputs" / "northshire" / "2014-15" / "public"
    assert contents(edition) == contents(northshire / "public")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make certificates with")
def test_a_panel_edition_is_made_by_tls_and_a_stranger_is_not_answered(
    analyst, northshire, tmp_path_factory, monkeypatch
):
    folder = tmp_path_factory.mktemp("cluster")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    asked = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=made-up")
    made = ("-keyout", str(key), "-out", str(certificate))
    subprocess.run(["openssl", *asked, *made], check=True, capture_output=True)
    tls = ("--tls-ca-file", str(certificate), "--tls-cert", str(certificate), "--tls-key", str(key))
    environment = clusters.guarded(folder, tmp_path_factory.getbasetemp())
    stated = {"ca_file": "cert.pem", "cert_file": "cert.pem", "key_file": "key.pem"}
    with clusters.scheduler(folder, environment, "--protocol", "tls", *tls) as address:
        file = folder / "cluster.yaml"
        file.write_text(json.dumps({"scheduler": address, "tls": stated}), encoding="utf-8")
        with clusters.worker(address, folder / "one", environment, tls):
            done = lscb(*BUILD, "--edition", "panel", "--cluster", str(file), cwd=analyst)
        monkeypatch.setattr(spread, "ANSWER", 2)
        plain = address.replace("tls:", "tcp:")
        with pytest.raises(UsageError), connected(named(plain, None, "public")):
            pass
    assert (done.returncode, done.stderr) == (0, "")
    edition = analyst / "outputs" / "northshire" / "2014-15" / "panel"
    assert contents(edition) == contents(northshire / "panel")


@pytest.mark.slow
def test_a_scheduler_that_answers_no_more_is_as_good_as_lost(analyst, tmp_path_factory):
    folder, base = tmp_path_factory.mktemp("cluster"), tmp_path_factory.getbasetemp()
    with clusters.cluster(folder, base) as running:
        marks = waits(analyst, folder)
        with (
            building(analyst, running.address, "--chapter", "training") as press,
            Client(running.address, set_as_default=False) as client,
        ):
            begun(marks, press)
            frozen = client.run_on_scheduler(os.getpid)
            os.kill(frozen, signal.SIGSTOP)
            try:
                _, letter = press.communicate(timeout=5 * spread.PATIENCE)
            finally:
                press.kill()
                os.kill(frozen, signal.SIGCONT)
    assert press.returncode == 12
    assert f"1 problem in the scheduler {running.address}" in letter
    assert "expected an answer; it is lost" in letter
    assert last_states(analyst) == {"training": "not run"}
