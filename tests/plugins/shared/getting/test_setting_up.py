"""Setting up as a panel shows it, against an index on loopback, and taking it away."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bare_computer import at, bare, index, kit
from frisket_plugin.getting.setting_up import SettingUp
from frisket_plugin.getting.starting import Starting
from frisket_plugin.settings import Settings
from frisket_plugin.setup import places
from frisket_plugin.setup.making import Kit
from frisket_plugin.setup.places import Places
from frisket_protocol import discovery
from frisket_protocol.discovery import Discovery
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.watch import Watch
from loopback_index import Index

__all__ = ["at", "bare", "index", "kit"]
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="what stands in for uv is a shell script"
)


class Panel:
    """A panel without a screen, whose threads are over at once."""

    def __init__(self, kit: Kit | None, settings: Settings = Settings()) -> None:  # noqa: B008
        self.started = self.ready = 0
        self.seen: list[str] = []
        self.settings = settings
        self.stages: list[str] = []
        self.press_cancel_at = ""
        self.start_fails = False
        held: Callable[[], Settings] = lambda: self.settings  # noqa: E731
        starting = Starting(held, start=self._start, is_there=lambda _: self.started > 0)
        self.setting_up = SettingUp(
            kit, held, starting, lambda work: work(), self._changed, self._ready
        )

    def _start(self, settings: Settings, watch: Watch) -> None:
        watch.check()
        if self.start_fails:
            raise FailedPrecondition("The agent ended with 1.", detail="start")
        self.started += 1

    def _ready(self) -> None:
        self.ready += 1

    def _changed(self) -> None:
        now = getattr(self, "setting_up", None)
        if now is not None and now.progress is not None:
            self.stages.append(now.progress.stage)
            if now.progress.stage == self.press_cancel_at:
                now.cancel()


def test_it_is_offered_set_up_and_started(
    index: Index, kit: Callable[..., Kit], at: Places
) -> None:
    panel = Panel(kit())
    now = panel.setting_up
    assert now.offer == "set_up"
    assert " MB from 127.0.0.1" in now.about
    assert str(at.data) in now.about
    assert not at.data.exists(), "nothing before the button"
    now.start()
    assert (now.offer, now.about) == ("", "frisket is set up.")
    assert (panel.started, panel.ready) == (1, 1)
    assert panel.stages[-1] == "start"
    assert places.version(at.environment) == "1.0"
    now.look()
    assert not now.offer


@pytest.mark.parametrize("stage", ["look", "fetch", "install"])
def test_a_cancelled_one_says_so_and_goes_on(
    stage: str, index: Index, kit: Callable[..., Kit]
) -> None:
    panel = Panel(kit())
    now = panel.setting_up
    panel.press_cancel_at = stage
    now.start()
    assert not now.is_running
    assert not now.has_failed
    assert "Cancelled" in now.about
    assert now.offer == "set_up", "the button is still there"
    assert (panel.started, panel.ready) == (0, 0)
    panel.press_cancel_at = ""
    now.start()
    assert (now.offer, panel.started, panel.ready) == ("", 1, 1)


def test_when_only_its_start_is_cancelled_it_is_set_up(
    index: Index, kit: Callable[..., Kit], at: Places
) -> None:
    panel = Panel(kit())
    now = panel.setting_up
    panel.press_cancel_at = "start"
    now.start()
    assert (now.offer, now.about, now.has_failed) == ("", "frisket is set up.", False)
    assert now.left() == now.about
    assert (panel.started, panel.ready) == (0, 0)


def test_when_only_its_start_fails_that_stays_said(
    index: Index, kit: Callable[..., Kit], at: Places
) -> None:
    panel = Panel(kit())
    panel.start_fails = True
    now = panel.setting_up
    now.start()
    assert now.has_failed
    assert (now.offer, now.about) == ("", "The agent ended with 1.")
    now.look()
    assert now.about, "a look that finds nothing new takes nothing away"
    panel.start_fails = False
    now.start()
    assert (now.about, panel.ready) == ("frisket is set up.", 1)


def test_what_failed_is_said_and_can_be_tried_again(
    index: Index, kit: Callable[..., Kit], monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = Panel(kit())
    now = panel.setting_up
    with monkeypatch.context() as context:
        context.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
        now.start()
    assert now.has_failed
    assert "127.0.0.1 could not be reached" in now.about
    assert "could not be reached" in now.log_tail
    assert now.offer == "set_up"
    now.look()
    assert "could not be reached" in now.about, "a look that finds the same leaves it"
    now.start()
    assert (now.offer, now.has_failed, panel.ready) == ("", False, 1)


def test_an_update_is_offered_and_made(index: Index, kit: Callable[..., Kit], at: Places) -> None:
    Panel(kit("1.0")).setting_up.start()
    panel = Panel(kit("1.1"))
    assert panel.setting_up.offer == "update"
    assert "newer" in panel.setting_up.about
    panel.setting_up.start()
    assert places.version(at.environment) == "1.1"
    assert panel.setting_up.offer == ""


def test_it_is_removed_and_offered_again(index: Index, kit: Callable[..., Kit], at: Places) -> None:
    panel = Panel(kit())
    now = panel.setting_up
    now.start()
    assert now.removable > 1000
    now.remove()
    assert now.removable == 0
    assert "The engine is removed" in now.about
    assert now.offer == "set_up"
    assert not at.environment.exists()
    assert panel.ready == 1, "removing makes nothing ready"


def test_what_was_removed_after_all_is_not_said_to_be_kept(
    index: Index, kit: Callable[..., Kit], at: Places
) -> None:
    panel = Panel(kit())
    panel.setting_up.start()
    begun: list[Callable[[], None]] = []
    now = SettingUp(
        replace(kit(), stop=lambda: now.cancel()),
        lambda: panel.settings,
        Starting(lambda: panel.settings),
        begun.append,
    )
    now.remove()
    assert "once more for the rest" in now.left(), "nobody knows yet"
    begun.pop()()
    assert not places.installed(at)
    assert now.left().startswith("The engine is removed")
    assert "\n" not in now.left()


def test_what_has_not_stopped_yet_is_called_cancelled(kit: Callable[..., Kit]) -> None:
    begun: list[Callable[[], None]] = []
    now = SettingUp(kit(), Settings, Starting(Settings), begun.append)
    now.start()
    assert now.left().startswith("Cancelled"), "nobody waits for longer"


def test_what_is_taken_away_is_not_looked_at(kit: Callable[..., Kit], at: Places) -> None:
    begun: list[Callable[[], None]] = []
    now = SettingUp(kit(), Settings, Starting(Settings), begun.append)
    now.remove()
    assert now.progress
    assert now.progress.sentence == "Removing frisket's engine…"
    begun.pop()()
    assert now.progress is None


def test_nobody_can_start_it_while_it_is_taken_away(kit: Callable[..., Kit], at: Places) -> None:
    begun: list[Callable[[], None]] = []
    starts: list[Settings] = []
    starting = Starting(Settings, start=lambda one, _: starts.append(one), is_there=lambda _: False)
    now = SettingUp(kit(), Settings, starting, begun.append)
    now.remove()
    assert now.is_removing
    with pytest.raises(FailedPrecondition, match="is being removed"):
        starting.begin(Watch())
    begun.pop()()
    assert not now.is_removing
    starting.begin(Watch())
    assert len(starts) == 1
    now.start()
    assert not now.is_removing, "setting up is no removing"


def test_where_another_one_comes_from_is_known(
    index: Index, kit: Callable[..., Kit], bare: Path
) -> None:
    panel = Panel(kit())
    assert panel.setting_up.origin == ""
    panel.setting_up.start()
    assert panel.setting_up.origin == "", "it was set up here, and can be removed here"
    panel.setting_up.remove()
    panel.settings = Settings(command="mine serve")
    assert "mine serve" in panel.setting_up.origin


def test_nothing_is_offered_where_a_person_has_an_agent(
    kit: Callable[..., Kit], bare: Path
) -> None:
    assert Panel(kit(), Settings(address="127.0.0.1:4000")).setting_up.offer == ""
    assert Panel(kit(), Settings(command="frisket serve")).setting_up.offer == ""
    own = bare / ".local/bin/frisket"
    own.parent.mkdir(parents=True)
    own.write_text("#!/bin/sh\n")
    assert Panel(kit()).setting_up.offer == "set_up", "that is no program"
    os.chmod(own, 0o755)
    assert Panel(kit()).setting_up.offer == ""


def test_nothing_is_offered_while_one_runs_that_was_started_by_hand(
    kit: Callable[..., Kit],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        discovery.write(Discovery("127.0.0.1", port, "x" * 43, os.getpid(), "1.0", "now", 1))
        panel = Panel(kit())
        assert panel.setting_up.offer == ""
    panel.setting_up.look()
    assert panel.setting_up.offer == "set_up", "it was killed, and its announcement stayed"


def test_without_a_wheel_nothing_happens(at: Places) -> None:
    panel = Panel(None)
    for press in (panel.setting_up.start, panel.setting_up.remove, panel.setting_up.cancel):
        press()
    assert panel.setting_up.offer == ""
    assert not at.data.exists()


def test_something_unexpected_ends_too(kit: Callable[..., Kit], index: Index) -> None:
    broken = replace(kit(), trusted=lambda: 1 / 0, wheel=Path("nowhere.whl"))  # type: ignore[arg-type,return-value]
    panel = Panel(broken)
    panel.setting_up.start()
    assert panel.setting_up.has_failed
    assert not panel.setting_up.is_running
