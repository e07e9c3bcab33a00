"""The picture is closed while the agent works; clicks come faster than answers; outlines move."""

import time
from pathlib import Path

from gi.repository import Gimp
from live import discard
from rig import RED

AGENT = ""
FIRST = (255, 60, 40)
TITLE = "Select Interactively"


def run(rig):
    _closed(rig)
    _fast(rig)


def _closed(rig):
    rig.agent("start", seconds=8)
    image, _ = rig.image(400, 300)
    display = Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    rig.screen.action("Select Subject")
    rig.screen.window("^Select Subject")
    rig.screen.key("Return")
    rig.screen.gone("^Select Subject")
    rig.until("the agent works", lambda: "segment" in _running())
    display.delete()
    rig.check("the image is gone", not image.is_valid())
    log = rig.folder / "runtime/gimp.log"
    rig.until("it is said", lambda: log.exists() and "closed meanwhile" in log.read_text("utf-8"))
    rig.screen.window("^frisket$")
    rig.screen.shot("closed")
    rig.screen.close("^frisket$")
    rig.check("as no error", not rig.screen.windows("^GIMP Message"))


def _fast(rig):
    rig.agent("start", seconds=2)
    image, _ = rig.image(800, 600, [((100, 100, 500, 400), RED)])
    Gimp.Display.new(image)
    Gimp.displays_flush()
    moves = Path.home() / ".config/gtk-3.0/settings.ini"  # of the window, as people see it
    moves.write_text("[Settings]\ngtk-enable-animations=true\n", "utf-8")
    rig.screen.action(TITLE)
    window = rig.screen.window(TITLE)
    place = rig.screen.place(window)
    red = rig.until("the picture", lambda: rig.screen.find(RED, place))
    for step in range(6):
        x = red[0] + (red[2] - red[0]) * (1 + step) / 8
        rig.screen.click(x, (red[1] + red[3]) / 2)
    began = time.monotonic()
    rig.until("the last answer", lambda: rig.screen.find(FIRST, place))
    taken = time.monotonic() - began
    rig.check("no click waits for those before it", taken < 8, f"{taken:.1f} s")
    found = rig.screen.find(FIRST, place)
    rig.check("all clicks count", found[2] - found[0] > (red[2] - red[0]) * 5 / 8, found)
    rig.screen.shot("fast")
    seen = []
    rig.until("the dashes move, and come again", lambda: _comes_again(rig, found, seen))
    rig.check("the dashes of the outline move", True)
    discard(rig)


def _comes_again(rig, box, seen):
    """Whether what is in this box is as before, and was otherwise in between."""
    x0, y0, x1, y1 = box
    seen.append(rig.screen.pixels((x0 - 4, y0 - 4, x1 - x0 + 8, y1 - y0 + 8)))
    before = [number for number, one in enumerate(seen[:-1]) if one == seen[-1]]
    return before and any(one != seen[-1] for one in seen[before[0] :])


def _running():
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-frisket-diagnostics")
    report = procedure.run(procedure.create_config()).index(1)
    return next((line for line in report.splitlines() if line.startswith("running")), "")
