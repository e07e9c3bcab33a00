"""Clicks with no agent are kept and answered when it is back; settings are where they are named."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore, QtTest
from frisket_probe.rig import RED

AGENT = ""
SETTINGS = {"starts_agent": False}
WIDTH, HEIGHT = 320, 240


def run(rig):
    yield from rig.agent("start")
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    document = yield from rig.document(WIDTH, HEIGHT, [((20, 20, 90, 70), RED)])
    panel.choose(output="selection", mode="replace")
    yield from panel.pick(True)
    yield from click(rig, panel, 50, 40)
    yield from rig.agent("kill")
    for number, (x, y) in enumerate(((60, 50), (70, 60)), start=2):
        yield from click(rig, panel, x, y)
        rig.equal(f"click {number} is kept", panel.clicks(), number)
        rig.check("which is said", "clicks are kept" in panel.message, panel.message)
    rig.equal("no mask that is not of all clicks", panel.overlay().masks, [])
    yield from panel.until_light("stopped")
    rig.check("Start is there", rig.widget("frisket.start").isVisible())
    yield from rig.screen("alone")
    yield from rig.agent("start")
    yield from panel.until_light("running")
    yield lambda: bool(panel.overlay().masks)
    rig.check("the mask comes by itself", panel.clicks() == 3)
    rig.check("what was said has gone", "kept" not in panel.message, panel.message)
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    rig.check("Enter makes it", rig.selection(document) is not None)
    yield from panel.pick(False)
    yield from settings(rig, panel)


def settings(rig, panel):
    button = rig.widget("frisket.settings")
    rig.check("not where nothing names them", not button.isVisible())
    panel._desk.say("It is not found. Check its command in the settings.")
    yield 100
    rig.check("named: a click away", button.isVisible())
    panel.press("settings")
    yield 300
    rig.check("it opens them", rig.widget("frisket.settings.command").isVisible())
    yield from rig.screen("settings")
    language = rig.widget("frisket.settings.language")
    language.setCurrentIndex(language.findData("de"))
    QtTest.QTest.keyClick(language, QtCore.Qt.Key.Key_Return)
    yield 200
    rig.check("it is said when it speaks otherwise", "starts again" in panel.message, panel.message)
    panel._desk.say("Ready.")
    yield 100
    rig.check("and goes", not button.isVisible())


def click(rig, panel, x, y):
    yield from rig.xdotool("mousemove", *rig.on_screen(x, y))
    yield 50
    yield from rig.xdotool("click", 1)
    yield from panel.settled()
