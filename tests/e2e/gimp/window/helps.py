"""Help and F1 show a page of frisket's own, and nothing of GIMP's manual, in every window."""

from gi.repository import Gimp
from live import TITLE
from rig import RED

AGENT = "fake"
DIAGNOSTICS = "Agent and Diagnostics"
COMMANDS = ("Select by Words", "Refine Selection Edge", "Remove Background")
ELSEWHERE = "manual|GIMP Help|Help Browser"


def run(rig):
    image, _ = rig.image(400, 300, [((40, 30, 160, 120), RED)])
    Gimp.Display.new(image)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 40, 30, 120, 90)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    for number, action in enumerate(COMMANDS):
        _dialog(rig, action, f"command-{number}", "F1" if number else "alt+h")
    _dialog(rig, DIAGNOSTICS, "agent", "alt+h", f"^frisket: {DIAGNOSTICS}")
    _beside(rig)


def _dialog(rig, action, name, key, title=""):
    title = title or f"^{action}"
    rig.screen.action(action)
    window = rig.screen.window(title)
    rig.screen.still(rig.screen.place(window))
    rig.screen.key(key)
    page = rig.screen.window("^Help: ")
    rig.screen.still(rig.screen.place(page))
    rig.screen.shot(name)
    rig.equal(f"nothing else: {action}", rig.screen.windows(ELSEWHERE), [])
    rig.screen.close("^Help: ")
    rig.equal(f"its window stays: {action}", rig.screen.windows(title), [window])
    rig.screen.close(title)


def _beside(rig):
    """Beside the window in which one clicks, which goes on meanwhile."""
    rig.screen.action(TITLE)
    window = rig.screen.window(f"^frisket: {TITLE}")
    rig.screen.still(rig.screen.place(window), 10)
    rig.screen.key("F1")
    page = rig.screen.window("^Help: ")
    rig.screen.still(rig.screen.place(page))
    rig.screen.shot("beside")
    rig.screen.close("^Help: ")
    rig.screen.close(f"^frisket: {TITLE}")
    rig.check("both are gone", not rig.screen.windows(TITLE))
