"""Cancel in the progress bar, and an agent that dies while it is asked."""

from gi.repository import Gimp
from rig import selection

AGENT = ""
WIDE, HIGH = 400, 300


def run(rig):
    rig.agent("start", seconds=60)
    image, _ = rig.image(WIDE, HIGH)
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    _subject(rig)
    rig.until("the agent works", lambda: "segment" in _running())
    rig.screen.shot("working")
    rig.screen.click(*CANCEL)
    rig.until("the agent has stopped working", lambda: "segment" not in _running())
    rig.check("nothing was selected", not any(selection(image)))
    rig.check("not dirty", not image.is_dirty())
    rig.screen.shot("cancelled")

    _subject(rig)
    rig.until("the agent works again", lambda: "segment" in _running())
    rig.agent("kill")
    rig.screen.window("^Select Subject")
    rig.screen.shot("killed")
    log = (rig.folder / "runtime/gimp.log").read_text("utf-8")
    rig.check("the dialog is back, and it was said why", "unavailable" in log, log)
    rig.screen.close("^Select Subject")
    rig.check("nothing was selected by a dead agent", not any(selection(image)))
    rig.check("and nothing is dirty", not image.is_dirty())


CANCEL = (1310, 963)


def _subject(rig):
    rig.screen.action("Select Subject")
    rig.screen.window("^Select Subject")
    rig.screen.key("Return")
    rig.screen.gone("^Select Subject")


def _running():
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-frisket-diagnostics")
    report = procedure.run(procedure.create_config()).index(1)
    line = next((line for line in report.splitlines() if line.startswith("running")), "")
    return line
