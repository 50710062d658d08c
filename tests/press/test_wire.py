"""A kernel on one wire does what an ordinary one does, and so does papermill with it."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import textwrap

import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from lscb.press import kernels
from lscb.press.kernels import ForkingProvisioner
from lscb.press.wire_client import WiredKernel
from tests.press.forked import ORDINARY, by_the_press, end, executed, notebook_of, wired
from tests.press.test_kernels import SURROUNDINGS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")


@pytest.fixture(autouse=True)
def warmth(monkeypatch):
    """Each test may break what forks kernels; the next one finds it whole."""
    monkeypatch.setattr(ForkingProvisioner, "forks", True)
    yield
    if WiredKernel.spare:
        WiredKernel.spare.end()
        WiredKernel.spare = None


CELLS = {
    "prints to both": "import sys; print('one'); print('two', file=sys.stderr)",
    "prints between what it shows": """
        from IPython.display import HTML, display
        print("one")
        display(HTML("<b>two</b>"), metadata={"text/html": {"alt": "2"}})
        print("three")
    """,
    "shows its last value": "{'a': [1, float('nan')]}",
    "shows nothing": "1;",
    "changes what it showed": """
        from IPython.display import display
        shown = display("one", display_id=True); shown.update("two")
    """,
    "clears what it showed": """
        from IPython.display import clear_output
        print("one"); clear_output(); print("two")
    """,
    "clears it later": """
        from IPython.display import clear_output
        print("one"); clear_output(wait=True); print("two")
    """,
    "awaits": "import asyncio; await asyncio.sleep(0.01); 'awaited'",
    "draws": "import matplotlib.pyplot as plt; plt.plot([3, 1, 2]); plt.title('Ages')",
    "runs a program": "!echo one; echo two",
    "uses magic": "%who_ls",
    "writes past Python": "import os; _ = os.write(1, 'né\\n'.encode())",
    "shows many letters": "'\\u00e9\\u4e2d\\ud83d\\ude00' * 100_000",
    "looks at an object": "len?",
    "is empty": "",
    "says how it is called": "import sys; sys.argv[0].rpartition('/')[2].removesuffix('.py')",
    "looks at its own numbers": "In[-1], sorted(Out)",
    "asks what to do": """
        try: input("What next? ")
        except Exception as fault: print(type(fault).__name__)
    """,
    "warns": "import warnings; warnings.warn_explicit('mind', UserWarning, 'file.py', 1)",
    "says it is text": "sys.stdout.isatty(), sys.stdout.encoding.lower(), sys.stdout.writable()",
    "is not text": """
        try: sys.stdout.write(b"bytes")
        except TypeError: print("refused")
    """,
}


def test_every_cell_has_the_same_outputs(monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # there ipykernel leaves alone what goes past Python
    cells = [textwrap.dedent(cell).strip() for cell in CELLS.values()]
    ordinary, on_a_wire = executed(notebook_of(*cells), ORDINARY), wired(notebook_of(*cells))
    for name, this, that in zip(CELLS, on_a_wire.cells, ordinary.cells, strict=True):
        assert (name, _seen(this)) == (name, _seen(that))
    assert on_a_wire.metadata.language_info == ordinary.metadata.language_info


def _seen(cell):
    """What a cell put out, with what was printed in pieces put together."""
    seen = []
    for output in cell.outputs:
        if output.output_type == "stream" and seen and seen[-1].get("name") == output.name:
            seen[-1] = seen[-1] | {"text": seen[-1]["text"] + output.text}
        else:
            seen.append(dict(output))
    return cell.execution_count, seen


def test_an_error_stops_the_notebook_and_has_the_same_traceback():
    cells = ["1", "def fails(): 1 / 0\nfails()", "open('never', 'w')"]
    notebook = notebook_of(*cells)
    with pytest.raises(PapermillExecutionError) as fault:
        wired(notebook)
    assert (fault.value.ename, fault.value.exec_count) == ("ZeroDivisionError", 2)
    tagged = notebook_of(*cells[:2])
    tagged.cells[1].metadata["tags"] = ["raises-exception"]
    assert fault.value.traceback == executed(tagged, ORDINARY).cells[1].outputs[0].traceback


def test_a_cell_that_may_fail_stops_nothing():
    notebook = notebook_of("1 / 0", "'after'")
    notebook.cells[0].metadata["tags"] = ["raises-exception"]
    with pytest.raises(PapermillExecutionError):  # papermill says so once all cells have run
        wired(notebook)
    assert notebook.cells[1].outputs == []  # it was run in a copy


def test_it_finds_what_an_ordinary_kernel_finds(monkeypatch):
    monkeypatch.setenv("LSCB_ANY", "thing")
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    ordinary, on_a_wire = (
        json.loads(ran.cells[0].outputs[0].text)
        for ran in (
            executed(notebook_of(textwrap.dedent(SURROUNDINGS)), ORDINARY, resources=_HERE),
            wired(notebook_of(textwrap.dedent(SURROUNDINGS))),
        )
    )
    for name in ("JPY_PARENT_PID", "PYDEVD_USE_FRAME_EVAL"):
        ordinary["variables"].pop(name, None)
        on_a_wire["variables"].pop(name, None)
    ours = on_a_wire.pop("ours")
    assert set(ours) <= {"lscb", "lscb.press", "lscb.press.wire_kernel"}
    assert on_a_wire["variables"] == ordinary["variables"]
    assert on_a_wire == {name: ordinary[name] for name in on_a_wire}
    assert on_a_wire["variables"]["LSCB_ANY"] == "thing"


_HERE = {"metadata": {"path": str(kernels.SCRIPT.parents[3])}}


def test_it_has_one_thread_and_nothing_open_of_what_it_is_forked_from():
    looks = "import os; print(len(os.listdir('/proc/self/task')), len(os.listdir('/proc/self/fd')))"
    threads, files = wired(notebook_of(looks)).cells[0].outputs[0].text.split()
    # Input, output and error, the latter two twice; the wire, the folder that is listed; and an
    # event loop has three.
    assert (int(threads), int(files)) == (1, 10)


def test_a_spare_kernel_begins_in_the_environment_of_its_time(monkeypatch):
    asks = "import os, time; print(os.getpid(), os.environ.get('LSCB_ANY'), time.strftime('%Z'))"
    monkeypatch.setenv("TZ", "Europe/London")
    _, *first = wired(notebook_of(asks)).cells[0].outputs[0].text.split()
    spare = WiredKernel.spare
    monkeypatch.setenv("LSCB_ANY", "thing")
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    pid, *second = wired(notebook_of(asks)).cells[0].outputs[0].text.split()
    assert spare._process.pid == int(pid)
    assert (first, second) == (["None", "GMT"], ["thing", "IST"])


def test_a_spare_kernel_of_other_words_is_not_taken(monkeypatch):
    wired(notebook_of("1"))
    spare = WiredKernel.spare
    kernel, _ = WiredKernel.begun(["ipykernel_launcher", "--HistoryManager.enabled=False"], [])
    assert kernel is not spare
    kernel.end()
    assert spare._wire.fileno() < 0


def test_no_two_draw_the_same_random_numbers():
    draws = "import random, numpy; print(random.random(), numpy.random.random())"
    drawn = [wired(notebook_of(draws)).cells[0].outputs[0].text.split() for _ in range(3)]
    assert len({number for pair in drawn for number in pair}) == 6


def test_a_fork_of_it_has_no_say_but_what_it_prints_is_found():
    leaves = "import os\nif not os.fork(): print('printed', flush=True); os._exit(0)\n_ = os.wait()"
    ran = wired(notebook_of(leaves, "'next'"))
    assert [output.get("text") for output in ran.cells[0].outputs] == ["printed\n"]
    assert ran.cells[1].outputs[0].data["text/plain"] == "'next'"


@pytest.mark.parametrize(
    "ends", ["os.kill(os.getpid(), 9)", "os.kill(os.getppid(), 9); import time; time.sleep(60)"]
)
def test_one_that_is_killed_is_told_of_in_its_cell(ends, capfd):
    told = "import os; _ = os.write(2, b'last words\\n')"
    with pytest.raises(DeadKernelError) as fault:
        wired(notebook_of("1", f"{told}; {ends}"))
    assert fault.value.end == -signal.SIGKILL
    assert "last words" in capfd.readouterr().err


def test_one_whose_forks_hold_the_wire_is_seen_to_end():
    holds = "import os, time\nif not os.fork(): time.sleep(600)\nos._exit(3)"
    with pytest.raises(DeadKernelError) as fault:
        wired(notebook_of(holds))
    assert fault.value.end == 3


def test_a_kernel_that_a_cell_ends_has_ended():
    assert wired(notebook_of("1", "exit()")).cells[0].outputs
    with pytest.raises(DeadKernelError) as fault:
        wired(notebook_of("exit()", "1"))
    assert fault.value.end == 0


@pytest.mark.parametrize(
    "fault",
    ["raise OSError", "import threading as t; t.Timer(9, print).start()"],
    ids=["a library that fails", "a library that starts a thread"],
)
def test_where_none_can_be_forked_an_ordinary_one_is_used(tmp_path, monkeypatch, fault):
    (tmp_path / "yaml.py").write_text(fault)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path[1:]]))
    monkeypatch.setattr(WiredKernel, "warm", None)
    assert by_the_press(notebook_of("6 * 7")).cells[0].outputs[0].data["text/plain"] == "42"
    assert not ForkingProvisioner.forks


def test_an_analysts_own_start_up_files_are_run(tmp_path, monkeypatch):
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("mine = 42\n")
    (tmp_path / "profile_default" / "ipython_kernel_config.py").write_text(
        "c.InteractiveShell.ast_node_interactivity = 'all'\n"
    )
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setattr(WiredKernel, "warm", None)
    outputs = wired(notebook_of("mine\nmine + 1")).cells[0].outputs
    assert [output.data["text/plain"] for output in outputs] == ["42", "43"]


def test_start_up_files_that_start_a_thread_are_no_ones_but_their_kernels(tmp_path, monkeypatch):
    """They are run in the fork, so that the next one is forked from a process that has none."""
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("import threading; threading.Timer(600, print).start()\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setattr(WiredKernel, "warm", None)
    counts = "import threading; threading.active_count()"
    for _ in range(2):
        assert wired(notebook_of(counts)).cells[0].outputs[0].data["text/plain"] == "2"


def test_nothing_outlives_it():
    starts = "import os, subprocess; print(os.getpid(), subprocess.Popen(['sleep', '600']).pid)"
    ran = wired(notebook_of(starts))
    assert end(*map(int, ran.cells[0].outputs[0].text.split()))


def test_threads_that_print_at_once_lose_and_mix_up_nothing():
    prints = """
        import sys, threading
        sys.setswitchinterval(1e-5)
        def count(which):
            for number in range(3000):
                print(f"{which}-{number};" + 40 * "x" + "\\n", end="")
        counting = [threading.Thread(target=count, args=(which,)) for which in range(4)]
        for thread in counting: thread.start()
        for thread in counting: thread.join()
    """
    outputs = wired(notebook_of(textwrap.dedent(prints))).cells[0].outputs
    lines = "".join(output.text for output in outputs).splitlines()
    due = {f"{which}-{number};{40 * 'x'}" for which in range(4) for number in range(3000)}
    assert (len(lines), set(lines)) == (12_000, due)


def test_a_signal_that_comes_while_something_is_sent_breaks_nothing():
    rings = """
        import signal
        from IPython.display import HTML, display
        signal.signal(signal.SIGALRM, lambda *_: print("tick", flush=True))
        signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
        for _ in range(5): display(HTML("y" * 3_000_000))
        signal.setitimer(signal.ITIMER_REAL, 0)
    """
    shown = wired(notebook_of(textwrap.dedent(rings))).cells[0].outputs
    pages = [output.data["text/html"] for output in shown if output.output_type == "display_data"]
    assert pages == ["y" * 3_000_000] * 5


AMID = """
    import os, signal, threading
    from IPython.display import HTML
    session = get_ipython().kernel.session
    packed = session.pack
    def pack(message):
        content = packed(message)
        if len(content) > 1e6: threading.Timer(0.004, {ends}).start()
        return content
    session.pack = pack
    HTML("y" * 50_000_000)
"""


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("lambda: os.kill(os.getpid(), signal.SIGSTOP)", CellTimeoutError),
        ("lambda: (os.system('setsid sleep 60 &'), os.kill(os.getpid(), 9))", DeadKernelError),
    ],
    ids=["stands still", "dies, and a program lives"],
)
def test_one_that_ends_amid_a_message_is_not_awaited_for_ever(ends, told):
    with pytest.raises(told):
        by_the_press(notebook_of(textwrap.dedent(AMID).format(ends=ends)), timeout=8)


def test_letters_that_are_none_are_printed_as_others_are():
    prints = "print('x\\udc80y \\ud800z')"
    assert wired(notebook_of(prints)).cells[0].outputs[0].text == "x\ufffdy \ufffdz\n"


def test_what_a_start_up_file_prints_is_in_no_cell_and_is_no_language(tmp_path, monkeypatch):
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("import os; print(1); os.write(2, b'2')\n1 / 0\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    ran = wired(notebook_of("'first'"))
    assert ran.metadata.language_info.name == "python"
    assert [output.output_type for output in ran.cells[0].outputs] == ["execute_result"]


def test_a_descriptor_that_a_cell_turns_elsewhere_shows_nothing_of_what_is_there():
    turns = """
        import os, sys, tempfile
        elsewhere, kept = tempfile.TemporaryFile(), os.dup(1)
        os.dup2(elsewhere.fileno(), 1)
        _ = os.write(1, b"elsewhere"); sys.stdout.flush()
        os.dup2(kept, 1)
        _ = os.write(1, b"here")
    """
    outputs = wired(notebook_of(textwrap.dedent(turns), "os.close(1)", "1")).cells
    assert [output.text for output in outputs[0].outputs] == ["here"]
    assert outputs[2].outputs[0].data["text/plain"] == "1"


def test_what_is_printed_in_python_and_past_it_stands_in_order():
    prints = "import subprocess; print('a'); _ = subprocess.run(['echo', 'b']); print('c')"
    outputs = wired(notebook_of(prints)).cells[0].outputs
    assert "".join(output.text for output in outputs) == "a\nb\nc\n"


def test_a_task_that_a_cell_leaves_is_done_and_shows_nothing_in_another():
    leaves = """
        import asyncio
        from IPython.display import display
        async def later(): display("of the first")
        task = asyncio.create_task(later())
    """
    ran = wired(notebook_of(textwrap.dedent(leaves), "task.done()"))
    assert [o.data["text/plain"] for o in ran.cells[1].outputs] == ["True"]


def test_what_was_printed_before_standard_output_was_replaced_is_in_its_cell():
    replaces = "import io, sys; print('before'); kept = sys.stdout; sys.stdout = io.StringIO()"
    ran = wired(notebook_of(replaces, "'between'", "sys.stdout = kept; print('after')"))
    assert [cell.outputs[0].get("text") for cell in ran.cells] == ["before\n", None, "after\n"]


def test_a_spare_kernel_that_was_killed_is_done_without():
    wired(notebook_of("1"))
    spare = WiredKernel.spare
    select.select([spare._line], [], [], 60)
    pid = int(spare._line.recv(16, socket.MSG_PEEK))
    os.kill(pid, signal.SIGKILL)
    assert end(pid)
    assert wired(notebook_of("6 * 7")).cells[0].outputs[0].data["text/plain"] == "42"


def test_one_that_closes_its_wire_is_not_said_to_have_been_out_of_memory():
    with pytest.raises(DeadKernelError) as fault:
        wired(notebook_of("import os, time; os.closerange(3, 300); time.sleep(60)"))
    assert fault.value.end is None
