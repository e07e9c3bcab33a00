"""With an empty home and no uv: Set up is clicked, the agent comes, starts, and a click selects."""

import json
import os
import time
from pathlib import Path

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore, QtWidgets
from frisket_probe.rig import RED, mask

AGENT = ""
INSTALLS = False
UNPACKED = True
PATIENCE = 90
LOW = 710
"""Pixels that a screen of 800 leaves, with a taskbar and a title."""


def run(rig):
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(60, 40, [((10, 10, 30, 30), RED)])
    yield from panel.until_light("stopped")
    text = rig.widget("frisket.setup_text")
    rig.check("the button is there", rig.widget("frisket.setup_start").isVisible())
    rig.check("it says how much, and where to", " MB " in text.text(), text.text())
    rig.check("nothing was fetched before", not (data() / "setup").exists())
    rig.check("it does not say that it is ready", "Press Set up" in panel.message, panel.message)
    rig.widget("frisket.run").setFocus()
    panel.press_run()
    yield 100
    rig.check("Run leads to it", rig.widget("frisket.setup_start").hasFocus())
    rig.check("and says so", "Press Set up" in panel.message, panel.message)
    needed = rig.window.minimumSizeHint().height()
    rig.check("it makes the window no higher", needed <= LOW, needed)
    yield from rig.screen("offered-on-screen")
    rig.shot("offered")
    yield from fails(rig, panel, text)

    yield from rig.xdotool("mousemove", *middle(rig, "frisket.setup_start"), "click", 1)
    seen, cancelled = set(), []
    setting_up = panel._desk.setting_up

    def looks():
        seen.add(text.text())
        progress = setting_up.now.progress
        if progress and progress.stage == "fetch" and progress.done and not cancelled:
            rig.shot("fetching")
            cancelled.append(text.text())
            rig.check("nobody is told to press it", "Press" not in panel.message, panel.message)
            panel.press("setup_cancel")

    setting_up.changed.connect(looks)
    yield 300
    rig.check(
        "of the log nothing is said any more", "clipboard" not in panel.message, panel.message
    )
    yield from rig.until(lambda: cancelled, PATIENCE)
    rig.check("it said how far it was", " MB" in cancelled[0], cancelled)
    yield lambda: rig.widget("frisket.setup_start").isVisible()
    rig.check("cancelled, and it says so", "Cancelled" in text.text(), text.text())
    rig.check("nothing counts as installed", not (data() / "environment").exists())
    rig.shot("cancelled")

    begun = time.monotonic()
    yield from rig.xdotool("mousemove", *middle(rig, "frisket.setup_start"), "click", 1)
    yield from rig.until(lambda: panel.light == "running", PATIENCE)
    rig.figure("seconds until the agent runs", round(time.monotonic() - begun, 1))
    for line in sorted(seen):
        rig.heard(f"setting up said: {line}")
    rig.check("the box is gone", not rig.widget("frisket.setup").isVisible())
    rig.check(
        "it was tried before it counted",
        (data() / "environment/frisket-installation.json").exists(),
    )
    rig.figure("megabytes on the disk", round(size(data()) / 1e6))
    rig.shot("running")

    yield from first_minute(rig, panel, document)
    yield from panel.pick(True)
    yield from rig.xdotool("mousemove", *rig.on_screen(20, 20), "click", 1)
    yield from panel.settled()
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    made, wanted = rig.selection(document), mask(60, 40, [(10, 10, 30, 30)])
    wrong = sum((a >= 128) != (b >= 128) for a, b in zip(made or b"", wanted, strict=False))
    rig.check("a click selects", made is not None and wrong <= 20, f"{wrong} pixels are wrong")
    rig.shot("selected")
    yield from updated(rig, panel)
    yield from removed(rig, panel)


def first_minute(rig, panel, document):
    """The example can be opened; the steps are beside their controls, go on, and go for good."""
    yield 500
    text = rig.widget("frisket.tip_text")
    rig.check("the first step is shown", text.isVisible() and "1 of 3" in text.text(), text.text())
    yield from rig.screen("tip-1")
    rig.equal("it is at its control", beside(rig, "frisket.pick"), True)
    yield from rig.xdotool("mousemove", *middle(rig, "frisket.tip_example"), "click", 1)
    yield lambda: rig.app.activeDocument() != document
    opened = rig.app.activeDocument()
    yield 300
    rig.check("the example is opened", opened.width() > 200, opened.width())
    rig.equal("as a new picture, which has no file", opened.fileName(), "")
    yield from panel.pick(True)
    x, y = opened.width() // 2, opened.height() // 2
    yield from rig.xdotool("mousemove", *rig.on_screen(x, y), "click", 1)
    yield from panel.settled()
    yield 300
    rig.check("a click shows the second step", "2 of 3" in text.text(), text.text())
    yield from rig.screen("tip-2")
    yield from rig.xdotool("mousemove", *middle(rig, "frisket.tip_got_it"), "click", 1)
    yield 400
    rig.check("and Got it the third", "3 of 3" in text.text(), text.text())
    rig.equal("it is at its control, too", beside(rig, "frisket.run"), True)
    yield from rig.screen("tip-3")
    yield from rig.xdotool("mousemove", *middle(rig, "frisket.tip_dismiss"), "click", 1)
    yield 800
    rig.equal("they are gone", rig.window.findChild(QtWidgets.QFrame, "frisket.tip"), None)
    kept = json.loads((rig.folder / "config/plugins.json").read_text("utf-8"))
    rig.equal("for good", kept["krita"]["tips"], False)
    yield from panel.pick(False)
    opened.setBatchmode(True)
    opened.setModified(False)
    opened.close()
    yield lambda: rig.app.activeDocument() == document


def beside(rig, name):
    """Whether the tip lies at the height of this control, and does not hide it."""
    tip, control = rig.widget("frisket.tip"), rig.widget(name)
    corner = tip.mapToGlobal(QtCore.QPoint(0, 0))
    there = QtCore.QRect(corner, tip.size())
    point = control.mapToGlobal(control.rect().center())
    return there.top() <= point.y() <= there.bottom() and not there.contains(point)


def fails(rig, panel, text):
    """Nothing listens at this index: the sentence says so, and the log can be copied."""
    os.environ["UV_DEFAULT_INDEX"] = "http://127.0.0.1:9/simple"
    panel.press("setup_start")
    yield lambda: rig.widget("frisket.setup_copy").isVisible()
    del os.environ["UV_DEFAULT_INDEX"]
    rig.check("it failed, and why", "127.0.0.1 could not be reached" in text.text(), text.text())
    rig.shot("failed")
    panel.press("setup_copy")
    copied = QtWidgets.QApplication.clipboard().text()
    rig.check("the log is copied", copied.count("could not be reached") == 2, copied)
    rig.check("and it says so", "clipboard" in panel.message, panel.message)
    rig.check("it can be tried again", rig.widget("frisket.setup_start").isVisible())


def updated(rig, panel):
    """What is installed is older than the plugin: it is offered, and takes its place."""
    marker = data() / "environment/frisket-installation.json"
    said = json.loads(marker.read_text("utf-8"))
    marker.write_text(json.dumps(said | {"version": "0.0.1"}), "utf-8")
    panel._desk.setting_up.look()
    yield 100
    start = rig.widget("frisket.setup_start")
    rig.check("an update is offered", start.isVisible() and start.text() == "Update", start.text())
    rig.check("and Start is still there for what works", panel.light == "running")
    yield from rig.screen("update")
    yield from rig.xdotool("mousemove", *middle(rig, "frisket.setup_start"), "click", 1)
    yield from rig.until(lambda: not panel._desk.setting_up.now.is_running, PATIENCE)
    now = json.loads(marker.read_text("utf-8"))["version"]
    rig.equal("it took the place of the other", now, said["version"])
    yield 300
    rig.check("which is not offered again", not rig.widget("frisket.setup").isVisible())
    yield from rig.until(lambda: panel.light == "running", PATIENCE)


def removed(rig, panel):
    yield from panel.pick(False)
    menu = rig.widget("frisket.more").menu()
    action = next(one for one in menu.actions() if one.objectName() == "frisket.setup_remove")
    action.trigger()
    yield 300
    question = rig.widget("frisket.setup_question")
    rig.check("it asks first, with numbers", " MB" in question.text(), question.text())
    rig.shot("asked")
    yield from rig.screen("asked-on-screen")
    setting_up, seen = panel._desk.setting_up, set()
    setting_up.changed.connect(lambda: seen.add(rig.widget("frisket.setup_text").text()))
    can, asking = set(), ("run", "preview", "pick")

    def looks():
        start, now = rig.widget("frisket.start"), setting_up.now
        if now.is_removing:
            can.update(name for name in asking if rig.widget(f"frisket.{name}").isEnabled())
            can.update({"start"} if start.isVisible() else ())

    setting_up.changed.connect(looks)
    yield from panel.pick(True)
    question.button(question.StandardButton.Yes).click()
    rig.check("picking ends with it", not panel.is_picking())
    text = rig.widget("frisket.setup_text")
    yield lambda: "removed" in text.text()
    rig.equal("and nobody can ask it meanwhile", can, set())
    able = [name for name in asking if rig.widget(f"frisket.{name}").isEnabled()]
    rig.equal("but afterwards", able, list(asking))
    rig.check("meanwhile it says what it does", any("Removing" in one for one in seen), seen)
    rig.check("removed, and what that freed", "MB are free again" in text.text(), text.text())
    left = sorted(file.name for file in data().iterdir())
    rig.check("nothing of it is left", not {"environment", "setup"} & set(left), left)
    yield from panel.until_light("stopped")
    yield lambda: rig.widget("frisket.setup_start").isVisible()
    rig.check("it is offered again", rig.widget("frisket.setup_start").isVisible())
    rig.check("Start is not", not rig.widget("frisket.start").isVisible())


def data():
    return Path(os.environ["HOME"]) / ".local/share/frisket"


def size(folder):
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file())


def middle(rig, name):
    widget = rig.widget(name)
    point = widget.mapToGlobal(widget.rect().center())
    return point.x(), point.y()
