"""A number that is too large becomes the largest, and is not cut; how large it may be is said.
What is set otherwise than at first is said while it is folded away.
"""

import json

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore, QtTest, QtWidgets

TYPED = {
    "grow": (("3000", 2000.0), ("-3000", -2000.0), ("-12.5", -12.5), ("150", 150.0)),
    "smooth": (("128", 127.0), ("99999999999999999999", 127.0), ("12", 12.0)),
    "fill_holes": (("5000000000", 1e9), ("7", 7.0)),
    "threshold": (("2", 1.0), ("0.75", 0.75)),
}


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(options=True, prompt_from="words")
    yield 200
    for name, cases in TYPED.items():
        field = rig.widget(f"frisket.{name}")
        for typed, wanted in cases:
            write(field, typed)
            rig.equal(f"{name}: {typed}", field.value(), wanted)
        rig.check(f"{name}: its limits are said", field.text() and " to " in field.toolTip())
    yield from folded(rig, panel)
    yield from settings(rig)


def folded(rig, panel):
    for name in TYPED:
        rig.widget(f"frisket.{name}").setValue(0)
    panel.choose(options=False, edges="soft", invert=False)
    heading = rig.widget("frisket.options")
    rig.equal("nothing is set", heading.text(), "Options")
    tip = heading.toolTip()
    panel.choose(invert=True, grow=2)
    rig.equal("it is said at once", heading.text(), "Options: invert, grow 2")
    yield 200
    yield from rig.screen("said")
    rig.equal("as a whole", heading.toolTip(), tip)
    panel.choose(feather=3, smooth=4, fill_holes=5, drop_specks=6, edges="hard")
    docker = rig.widget("frisket_docker")
    docker.window().resizeDocks([docker], [100], QtCore.Qt.Orientation.Horizontal)
    yield 500
    yield from rig.screen("narrow")
    rig.check("without room: whole in the tip", "hard edges\n" in heading.toolTip(), docker.width())
    rig.check("the panel becomes no wider", heading.width() < docker.width(), heading.width())
    panel.choose(invert=False, grow=0, feather=0, smooth=0, fill_holes=0, drop_specks=0)
    rig.equal("nor what is set no more", heading.text(), "Options: hard edges")


def settings(rig):
    menu = rig.widget("frisket.more").menu()
    next(one for one in menu.actions() if one.objectName() == "frisket.settings_action").trigger()
    yield 300
    dialog = rig.widget("frisket.settings", rig.window)
    field = rig.widget("frisket.settings.preview_size")
    labels = [one.text().replace("&", "") for one in dialog.findChildren(QtWidgets.QLabel)]
    rig.check("the limits are beside it", "Preview size (128 to 1024)" in labels, labels)
    write(field, "4000")
    rig.equal("too large: what is there", field.text().split()[0], "1024")
    yield from rig.screen("limits")
    dialog.findChild(QtWidgets.QDialogButtonBox).button(
        QtWidgets.QDialogButtonBox.StandardButton.Ok
    ).click()
    yield 300
    kept = json.loads((rig.folder / "config/plugins.json").read_text("utf-8"))
    rig.equal("and is kept", kept["krita"]["preview"], 1024)


def write(field, text):
    """Over what is there, key by key."""
    field.setFocus()
    field.selectAll()
    QtTest.QTest.keyClicks(field, text)
