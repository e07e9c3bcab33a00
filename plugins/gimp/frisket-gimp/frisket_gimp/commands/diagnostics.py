"""How the agent is: as text for scripts, as a window with Start for people."""

from __future__ import annotations

from gi.repository import Gimp, GObject

from frisket_plugin import agent, settings
from frisket_plugin.agent import State
from frisket_plugin.settings import Settings
from frisket_protocol.errors import FrisketError

from .. import guard


def run(procedure: Gimp.Procedure, config: Gimp.ProcedureConfig) -> Gimp.ValueArray:
    """The report; from a menu it is shown first. Needs no image."""

    def body() -> Gimp.ValueArray:
        if config.get_property("run-mode") == Gimp.RunMode.NONINTERACTIVE:
            text = report(look(settings.load("gimp")))
        else:
            from ..windows import diagnostics

            text = diagnostics.show()
        return Gimp.ValueArray.new_from_values(
            [
                GObject.Value(Gimp.PDBStatusType, Gimp.PDBStatusType.SUCCESS),
                GObject.Value(GObject.TYPE_STRING, text),
            ]
        )

    return guard.guarded(procedure, body)


def look(held: Settings) -> State:
    """How the agent is now."""
    try:
        with agent.connect(held, guard.SOFTWARE) as client:
            return agent.state_of(client)
    except FrisketError as error:
        return agent.state_without(error)


def report(state: State) -> str:
    """What someone who helps needs to know, this plug-in's log included."""
    told = agent.diagnostics(state, settings.load("gimp"), f"GIMP {Gimp.version()}")
    return f"{told}{'plug-in log':18} {guard.log_file()}\n"
