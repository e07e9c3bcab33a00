"""Editors as programs of their own: killed, at whatever moment, nothing half-done counts and a
press goes on; two at once do it once."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from frisket_plugin.setup import making, places
from frisket_plugin.setup.making import Kit
from frisket_plugin.setup.places import Places
from frisket_plugin.setup.progress import STAGES, Progress, Stage
from frisket_protocol.watch import Watch
from loopback_index import Index, torch_wheel, uv_wheel

Kits = Callable[..., Kit]
ROOT = Path(__file__).resolve().parents[4]
THING = "thing-1.0-py3-none-any.whl"
OURS = [stage for stage in STAGES if stage != "wait"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as only POSIX does")

EDITOR = """
import os, shutil, signal, sys
from pathlib import Path
from frisket_plugin.setup import making, places, program
from frisket_protocol.watch import Watch

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def at_stage(name):
    return lambda now: killed() if now.stage == name else None

tell = lambda now: None
"""
SETS_UP = """
making.set_up(kit, tell, Watch(), at)
"""
STARTS_ONE = """
start = program.Programs._start
def started(self, words):
    process = start(self, words)
    if {word!r} in words:
        killed()
    return process
program.Programs._start = started
"""
"""Killed as soon as a program of these words runs, which goes on without it."""
RENAMES = """
rename, count = os.rename, []
def renamed(one, other):
    rename(one, other)
    count.append(one)
    if len(count) == {number}:
        killed()
os.rename = renamed
"""
"""Killed between two steps of taking the other's place."""
REMOVES = """
def removed(folder, *given, **named):
    if Path(folder) == {folder}:
        for packages in Path(folder).glob("lib/python*"):
            os.rename(packages, at.data / "elsewhere")
        killed()
    return rmtree(folder, *given, **named)
rmtree, shutil.rmtree = shutil.rmtree, removed
"""
"""Killed once half of an environment is gone."""


def nobody(_: Progress) -> None:
    """Nobody looks."""


def says(at: Places) -> str:
    """What the agent that counts as installed says; "" where none does."""
    environment = places.installed(at)
    if environment is None:
        return ""
    told = subprocess.run([places.program(environment)], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def editor(kit: Kit, at: Places, how: str, does: str = SETS_UP) -> subprocess.Popen[bytes]:
    """A program like an editor, that does something of setting up."""
    given = f"kit = making.Kit(Path({str(kit.wheel)!r}), {kit.version!r})\n"
    given += f"at = places.Places(Path({str(at.data)!r}))\n"
    paths = os.pathsep.join([str(ROOT / "plugins/shared"), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", EDITOR + given + how + does],
        env={**os.environ, "PYTHONPATH": paths},
    )


def is_killed(kit: Kit, at: Places, how: str, does: str = SETS_UP) -> None:
    """Where it says that it wants to be."""
    assert editor(kit, at, how, does).wait(120) == -signal.SIGKILL


@pytest.mark.parametrize("stage", OURS)
@pytest.mark.parametrize("before", ["", "agent 1.0"], ids=["the first", "an update"])
def test_at_the_beginning_of_a_stage(
    index: Index, at: Places, kit: Kits, stage: Stage, before: str
) -> None:
    if before:
        making.set_up(kit("1.0"), nobody, Watch(), at)
        if stage == "uv":
            (at.uv / "uv").unlink()
    is_killed(kit("2.0"), at, f"tell = at_stage({stage!r})")
    assert says(at) == before, "what worked works, and nothing else counts"
    assert making.offer(kit("2.0").wheel, "2.0", at) == ("update" if before else "set_up")
    making.set_up(kit("2.0"), nobody, Watch(), at)
    assert says(at) == "agent 2.0"
    assert {file.name for file in at.data.iterdir()} == {"setup", "setup.lock", "environment"}


@pytest.mark.parametrize("word", ["venv", "compile", "install", "doctor"])
def test_while_a_program_runs_that_goes_on(index: Index, at: Places, kit: Kits, word: str) -> None:
    doctor = "import time; time.sleep(1)"
    is_killed(kit("1.0", doctor), at, STARTS_ONE.format(word=word))
    assert says(at) == ""
    seen: list[Progress] = []
    making.set_up(kit("1.0", doctor), seen.append, Watch(), at)
    assert says(at) == "agent 1.0"
    if word == "doctor":
        assert "wait" in [one.stage for one in seen], "two at once would spoil each other's work"


@pytest.mark.parametrize("name", [uv_wheel()[0], THING], ids=["uv", "a wheel"])
def test_in_the_middle_of_a_download(index: Index, at: Places, kit: Kits, name: str) -> None:
    index.stall = {name}
    one = kit()
    killed = editor(one, at, "")
    assert index.stalled.wait(60)
    part, until = at.downloads / f"{name}.part", time.monotonic() + 60
    while not (part.exists() and part.stat().st_size):
        assert time.monotonic() < until
        with contextlib.suppress(subprocess.TimeoutExpired):
            assert killed.wait(0.02) is None, "nobody has ended it yet"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    index.stall.clear()
    assert says(at) == ""
    making.set_up(one, nobody, Watch(), at)
    assert says(at) == "agent 1.0"
    ranges = [wanted for path, wanted in index.asked if path == f"/files/{name}"]
    assert len(ranges) == 2
    assert ranges[1].startswith("bytes="), "it went on from there"


@pytest.mark.parametrize(("number", "then"), [(1, "agent 1.0"), (2, "agent 2.0")])
def test_while_one_takes_the_place_of_the_other(
    index: Index, at: Places, kit: Kits, number: int, then: str
) -> None:
    making.set_up(kit("1.0"), nobody, Watch(), at)
    is_killed(kit("2.0"), at, RENAMES.format(number=number))
    assert says(at) == then
    # The one that is kept is not the first to go when the next attempt is killed as well.
    is_killed(kit("3.0"), at, REMOVES.format(folder="at.old"))
    assert says(at) in (then, "agent 3.0")
    making.set_up(kit("3.0"), nobody, Watch(), at)
    assert says(at) == "agent 3.0"


def test_two_editors_at_once_do_it_once(index: Index, at: Places, kit: Kits) -> None:
    """Each a program of its own, which the other knows only by the lock."""
    one = kit()
    both = [editor(one, at, ""), editor(one, at, "")]
    assert [each.wait(120) for each in both] == [0, 0]
    assert says(at) == "agent 1.0"
    assert sum(path.endswith(uv_wheel()[0]) for path, _ in index.asked) == 1


def test_while_packages_are_added(index: Index, at: Places, kit: Kits) -> None:
    index.files |= dict([torch_wheel()])
    making.set_up(kit(), nobody, Watch(), at)
    adds = "making.add(kit, 'models', tell, Watch(), at)"
    is_killed(kit(), at, STARTS_ONE.format(word="install"), adds)
    assert (says(at), places.extras(at.environment)) == ("agent 1.0", ())
    making.add(kit(), "models", nobody, Watch(), at)
    assert (says(at), places.extras(at.environment)) == ("agent 1.0", ("models",))
    assert sum(path == f"/files/{torch_wheel()[0]}" for path, _ in index.asked) == 1


def test_while_all_is_removed(index: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    removes = "making.remove(Watch(), lambda: None, at)"
    is_killed(kit(), at, REMOVES.format(folder="at.environment"), removes)
    assert says(at) == "", "half of one does not count"
    assert places.program(at.environment).is_file()
    assert making.offer(kit().wheel, "1.0", at) == "set_up"
    making.set_up(kit(), nobody, Watch(), at)
    assert says(at) == "agent 1.0"
