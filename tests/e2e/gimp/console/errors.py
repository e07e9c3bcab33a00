"""No agent, the wrong one, one that dies: a sentence, the log's name, and nothing changed."""

import os
import threading
import time
from pathlib import Path

from gi.repository import Gimp
from rig import RED, mask, selection, set_selection

from frisket_gimp import guard

AGENT = ""


def run(rig):
    image, layer = rig.image(64, 48, [((8, 8, 24, 20), RED)])
    old = mask(64, 48, (1, 1, 9, 9))
    set_selection(image, old)
    image.clean_all()

    def fails(name, *words, **arguments):
        called = rig.call("select-by-words", image, layer, words="red", **arguments)
        rig.check(f"{name}: fails", called.failed, called.status)
        for word in (*words, "gimp.log"):
            rig.check(f"{name}: says {word!r}", word in called.error, called.error)
        rig.equal(f"{name}: the selection is as it was", selection(image), old)
        rig.equal(f"{name}: not dirty", image.is_dirty(), False)
        rig.equal(f"{name}: no channel", image.get_channels(), [])

    fails("no agent", "not running", "frisket serve")
    log = Path(os.environ["FRISKET_RUNTIME"]) / "gimp.log"
    rig.check("the log is there", "not running" in log.read_text("utf-8"))

    rig.agent("start", version=99)
    fails("another version", "pdate")
    rig.agent("start", seconds=30)
    begun = time.monotonic()
    killer = threading.Timer(4, rig.agent, ["kill"])
    killer.start()
    fails("killed meanwhile", "agent")
    killer.join()
    rig.check("and not at the end of its patience", time.monotonic() - begun < 60)

    rig.agent("start")
    called = rig.call("select-by-words", image, layer, words="red")
    rig.check("back again", called.succeeded, called.error)
    rig.equal("selected", selection(image), mask(64, 48, (8, 8, 24, 20)))

    called = rig.call("select-interactively", image, layer)
    rig.check("no window here", called.failed and "needs a window" in called.error, called.error)
    _diagnostics(rig)
    _uncaught(rig, log)


def _diagnostics(rig):
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-frisket-diagnostics")
    report = procedure.run(procedure.create_config()).index(1)
    rig.check("diagnostics", "running" in report and "GIMP 3." in report, report)
    rig.agent("kill")
    report = procedure.run(procedure.create_config()).index(1)
    rig.check("diagnostics without agent", "stopped" in report, report)


def _uncaught(rig, log):
    """Whatever nobody thought of is said too, with the log's name, and stands in the log."""
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-frisket-select-subject")
    status, error = list(_of(guard.guarded(procedure, lambda: 1 // 0)))[:2]
    rig.equal("an execution error", status, Gimp.PDBStatusType.EXECUTION_ERROR)
    told = str(error)
    rig.check("it says what and where", "ZeroDivisionError" in told and "gimp.log" in told, told)
    rig.check("the log says more", "Traceback" in log.read_text("utf-8"))


def _of(values):
    return (values.index(number) for number in range(values.length()))
