"""Looks how the agent is, and says so: in a sentence, and as a report for whoever helps."""

from __future__ import annotations

from gi.repository import Gimp

from frisket_plugin import agent, lookout, said, settings
from frisket_plugin.agent import State
from frisket_plugin.settings import Settings
from frisket_plugin.texts import t
from frisket_protocol.errors import (
    AgentNotRunning,
    ConnectionLost,
    DeadlineExceeded,
    FrisketError,
)
from frisket_protocol.watch import Watch

from .. import guard
from .patience import Patience

SILENT_LOOKS = 2
"""After so many times without an answer nobody waits any longer."""

PATIENT_LOOKS = {"": 3, "load": 10}
"""The same before anything was heard, and while a model is loaded: the first time, reading PyTorch
holds all else up, on a slow disk for a minute."""


def bar() -> Watch:
    """GIMP's progress bar, which says so when the agent does not answer; after some ten seconds of
    that, or a minute where it loads a model, whoever waits gets DeadlineExceeded."""
    patience = Patience(lambda: look(settings.load("gimp")))
    stages = [""]

    def heard(stage: str) -> None:
        patience.heard()
        stages.append(stage)

    watch = guard.bar(heard)

    def tick() -> None:
        state = patience.tick()
        if state is not None and state.light == "silent":
            Gimp.progress_set_text(t("gimp.silent.bar"))
        if patience.silent >= PATIENT_LOOKS.get(stages[-1], SILENT_LOOKS):
            raise DeadlineExceeded(t("gimp.silent"), detail="silent")

    watch.when_checked(tick)
    return watch


def look(held: Settings) -> State:
    """How the agent is now."""
    return lookout.look(held, guard.SOFTWARE)


def sentence(state: State) -> str:
    """How the agent is, in a sentence."""
    if state.light == "running":
        device = t("device.cpu") if state.device == "cpu" else state.device
        return t("light.running", device=device)
    if state.light == "loading":
        return t("light.loading")
    if state.light == "silent":
        return t("gimp.silent")
    return t("gimp.starts") if state.light == "stopped" else state.problem


def sentence_of(error: FrisketError) -> str:
    """The same where what failed can be tried again; only two of the windows have a Start."""
    if isinstance(error, AgentNotRunning):
        return t("gimp.agent.stopped")
    if isinstance(error, ConnectionLost):
        return t("gimp.agent.lost")
    return said.error(error)


def cannot_start(error: FrisketError) -> bool:
    """Whether there is no agent, and none that could be started as it is set."""
    return error.detail in ("no_agent", "command", "start")


def error(error: FrisketError) -> str:
    """What went wrong, for a person who has GIMP's menus and no panel."""
    if cannot_start(error):
        return f"{said.sentence(error.message)} {t('gimp.where_settings')}"
    return said.error(error)


def report(state: State) -> str:
    """What someone who helps needs to know, this plug-in's log included."""
    told = agent.diagnostics(state, settings.load("gimp"), f"GIMP {Gimp.version()}")
    return f"{told}{'plug-in log':18} {guard.log_file()}\n"
