"""What is said while somebody waits."""

from __future__ import annotations

import io
import threading

import pytest

from frisket.cli import bar, progress
from frisket.cli.progress import Progress

LONG = 30.0


class Stream(io.StringIO):
    """Standard error that tells when something stands there so many times."""

    def __init__(self, wanted: str, is_terminal: bool, times: int = 1) -> None:
        super().__init__()
        self._wanted, self._is_terminal, self._times = wanted, is_terminal, times
        self.said = threading.Event()

    def isatty(self) -> bool:
        return self._is_terminal

    def write(self, text: str) -> int:
        count = super().write(text)
        if self.getvalue().count(self._wanted) >= self._times:
            self.said.set()
        return count


@pytest.mark.parametrize("stage", ["load", "detect", "embed", "segment", "matte", "write"])
def test_a_long_step_that_tells_of_nothing_is_told_of_where_no_terminal_is(
    monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    stream = Stream("still at work", is_terminal=False)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(progress, "LONG_SECONDS", 0.01)
    with Progress("dahlia.jpg", quiet=False) as watch:
        watch.step(stage)
        assert stream.said.wait(LONG)
    assert stream.getvalue().startswith("frisket: dahlia.jpg: still at work after 0.01 s")
    assert stream.getvalue().count("\n") == 1


def test_frisket_itself_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for is_terminal in (False, True):
        stream = Stream("getting ready", is_terminal=is_terminal)
        monkeypatch.setattr("sys.stderr", stream)
        monkeypatch.setattr(progress, "LONG_SECONDS", 0.01)
        with Progress("", quiet=False):
            assert stream.said.wait(LONG)
        assert stream.getvalue().count("frisket: ") == stream.getvalue().count("getting ready")


def test_a_line_on_a_terminal_lives_while_a_step_tells_of_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = Stream("loading the model, 0 s", is_terminal=True, times=4)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(progress, "LONG_SECONDS", 0)
    monkeypatch.setattr(progress, "BEAT_SECONDS", 0.01)
    with Progress("dahlia.jpg", quiet=False) as watch:
        watch.step("load")
        assert stream.said.wait(LONG)
    assert stream.getvalue().endswith("\r\x1b[K")
    assert "\n" not in stream.getvalue()


@pytest.mark.parametrize("columns", [20, 40, 200])
def test_a_line_never_takes_two_rows_and_keeps_its_end(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    stream = Stream("x", is_terminal=True)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("COLUMNS", str(columns))
    with Progress(f"{'a very ' * 9}long name.jpg", quiet=False) as watch:
        watch.step("write", 0.5)
    drawn = stream.getvalue().split("\r\x1b[K")
    assert max(map(len, drawn)) < columns
    assert drawn[-2].endswith("writing 50%")


@pytest.mark.parametrize("is_terminal", [True, False])
def test_nothing_is_said_of_short_work_and_to_those_who_want_quiet(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    stream = Stream("x", is_terminal)
    monkeypatch.setattr("sys.stderr", stream)
    with Progress("dahlia.jpg", quiet=True) as watch:
        watch.step("load")
    assert stream.getvalue() == ""
    with Progress("dahlia.jpg", quiet=False) as watch:
        watch.step("load", 0.5)
    assert ("loading the model 50%" in stream.getvalue()) == is_terminal


def test_a_long_transfer_is_told_of_once_where_no_terminal_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = Stream("x", is_terminal=False)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(bar, "LONG_SECONDS", 0.0)
    with bar.Bar("cutter") as shown:
        for done in range(1, 5):
            shown.show(done * 1000, 5000)
    assert stream.getvalue() == "frisket: cutter: still at work, 1 kB of 5 kB after 0 s.\n"
