"""What each procedure does: ask the person if they are there, then the desk; tell the result."""

from __future__ import annotations

from gi.repository import Gimp, GLib

from frisket_plugin import said, settings
from frisket_protocol.errors import AgentNotRunning, Cancelled, DeadlineExceeded, FrisketError

from .. import guard
from ..asking import desk, ending, lookout, wishes
from ..asking.desk import Found
from ..asking.wishes import Wish
from ..canvas import reading
from ..catalog import Procedure
from . import results


def run(
    procedure: Gimp.Procedure,
    wanted: Procedure,
    run_mode: Gimp.RunMode,
    image: Gimp.Image,
    drawables: list[Gimp.Drawable],
    config: Gimp.ProcedureConfig,
) -> Gimp.ValueArray:
    """One call, from a menu, from "Repeat" or from a script."""

    def body() -> Gimp.ValueArray:
        reading.check_image(image)
        if wanted.task == "interactive":
            from . import interactive

            return interactive.run(procedure, run_mode, image, drawables)
        if run_mode != Gimp.RunMode.INTERACTIVE:
            found, wish = performed()
            return results.tell(found, run_mode, wish)
        from ..windows import arguments, message

        told = ""
        while arguments.ask(procedure, wanted, config, image, drawables, told):
            if told:  # it may have said to choose another layer
                drawables[:] = image.get_selected_drawables()
            try:
                found, wish = performed()
            except FrisketError as error:
                if isinstance(error, Cancelled):
                    raise
                guard.log(f"{wanted.name}: {error.wire_code}: {error}")
                if not image.is_valid():
                    Gimp.progress_end()
                    message.show(said.error(error))
                    break
                # Said in the dialog, where all that was typed still stands. That no agent is there
                # or answers, and what helps, it says by itself.
                is_of_agent = isinstance(error, (AgentNotRunning, DeadlineExceeded))
                told = "" if is_of_agent else lookout.error(error)
            else:
                told = ending.lacking(found, wish)
                if not told:
                    return results.tell(found, run_mode, wish)
                guard.log(f"{wanted.name}: {told}")
            Gimp.progress_end()
        return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, GLib.Error())

    def performed() -> tuple[list[Found], Wish]:
        wish = wishes.read(wanted, config.get_property)
        # In a dialog it says that OK starts it; a script never does.
        by_itself = run_mode == Gimp.RunMode.WITH_LAST_VALS and settings.load("gimp").starts_agent
        may_start = run_mode == Gimp.RunMode.INTERACTIVE or by_itself
        with desk.connected(lookout.bar(), may_start) as (client, watch):
            return desk.perform(client, watch, wish, image, drawables), wish

    return guard.guarded(procedure, body, run_mode == Gimp.RunMode.INTERACTIVE)
