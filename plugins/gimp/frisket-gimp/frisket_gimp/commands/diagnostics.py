"""How the agent is: as text for scripts, as a window with Start for people."""

from __future__ import annotations

from gi.repository import Gimp, GObject

from frisket_plugin import settings

from .. import guard
from ..asking import lookout


def run(procedure: Gimp.Procedure, config: Gimp.ProcedureConfig) -> Gimp.ValueArray:
    """The report; from a menu it is shown first. Needs no image."""

    def body() -> Gimp.ValueArray:
        if config.get_property("run-mode") == Gimp.RunMode.NONINTERACTIVE:
            text = lookout.report(lookout.look(settings.load("gimp")))
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
