"""Looks how the agent is, and says so: in a sentence, and as a report for whoever helps."""

from __future__ import annotations

from gi.repository import Gimp

from frisket_plugin import agent, lookout, settings
from frisket_plugin.agent import State
from frisket_plugin.settings import Settings
from frisket_plugin.texts import t

from .. import guard


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
    return t("gimp.starts") if state.light == "stopped" else state.problem


def report(state: State) -> str:
    """What someone who helps needs to know, this plug-in's log included."""
    told = agent.diagnostics(state, settings.load("gimp"), f"GIMP {Gimp.version()}")
    return f"{told}{'plug-in log':18} {guard.log_file()}\n"
