"""Each shortcut of Krita is ours while somebody picks, allowed by name, or rests and is told."""

from functools import partial

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore, QtTest, QtWidgets

WIDTH, HEIGHT = 320, 240
OURS = ("Backspace", "Ctrl+Z", "Ctrl+Return", "Ctrl+Shift+Z")
FIELDS = ("QLineEdit", "QAbstractSpinBox", "QComboBox", "QPlainTextEdit")


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace")
    document = yield from rig.document(WIDTH, HEIGHT, [((180, 70, 220, 110), (255, 0, 255))])
    before = rig.layers(document), rig.history()
    told = []
    panel._desk.floated.connect(lambda text, insists: told.append((text, insists)))
    yield from panel.pick(True)
    yield from law(rig, told)
    rig.equal("nothing was done to the picture", (rig.layers(document), rig.history()), before)
    yield from fields(rig, panel, document, told)
    yield from name_of_a_layer(rig, panel, document)
    rig.equal("nothing was selected", rig.selection(document), None)
    yield from programs(rig, panel, document)


def law(rig, told):
    """Every action by its shortcut, sent to the canvas as Qt sends keys."""
    from frisket_krita.picking.keys import PROGRAM_ACTIONS, VIEW_ACTIONS

    acted, sent, silent = [], 0, []
    shortcuts = {}
    for action in rig.app.actions():
        action.triggered.connect(partial(noted, acted, action.objectName()))
        for shortcut in action.shortcuts():
            shortcuts.setdefault(shortcut.toString(), (shortcut, []))[1].append(action)
    canvas = rig.canvas()
    for text, (shortcut, actions) in sorted(shortcuts.items()):
        names = {one.objectName() for one in actions}
        # Qt's tests cannot press keys that only some keyboards have, such as "Back".
        is_rare = pressed(shortcut)[0] > QtCore.Qt.Key.Key_F35
        if names <= VIEW_ACTIONS | PROGRAM_ACTIONS or is_rare:
            continue
        told.clear()
        QtTest.QTest.keyClick(canvas, *pressed(shortcut))
        yield 15
        sent += 1
        rests = [one for one, insists in told if insists and "rest" in one]
        if text not in OURS and len(rests) != 1:
            silent.append((text, sorted(names), told[:]))
        named = [one.text().replace("&", "").strip(" .…") for one in actions if one.isEnabled()]
        if text not in OURS and named and not any(name in one for name in named for one in rests):
            silent.append((text, named, rests))
    rig.figure("shortcuts sent", sent)
    rig.check("many of them", sent > 90, sent)
    rig.equal("no action of Krita ran", acted, [])
    rig.equal("each that rests is told, once", silent, [])
    told.clear()
    yield from rig.xdotool("key", "v")
    yield 100
    rig.equal("a key of the canvas is told", len([one for one, insists in told if insists]), 1)
    turned = rig.app.activeWindow().activeView().canvas()
    yield from rig.xdotool("key", "6")
    yield from rig.soon(lambda: turned.rotation() != 0.0)
    rig.check("those that turn the view do so", turned.rotation() != 0.0, turned.rotation())
    yield from rig.xdotool("key", "5")
    yield from rig.soon(lambda: turned.rotation() == 0.0)
    rig.equal("and back", turned.rotation(), 0.0)
    rig.equal("of which nothing is told", len([one for one, insists in told if insists]), 1)


def noted(acted, name, *_):
    acted.append(name)


def pressed(shortcut):
    one = shortcut[0]
    if isinstance(one, int):
        held = int(QtCore.Qt.KeyboardModifier.KeyboardModifierMask) & one
        return QtCore.Qt.Key(one & ~held), QtCore.Qt.KeyboardModifiers(held)
    return one.key(), one.keyboardModifiers()


def fields(rig, panel, document, told):
    """In each kind of field that is in sight, keys edit the field."""
    yield from click(rig, panel, 200, 90)
    rig.equal("one click", panel.clicks(), 1)
    seen = {}
    for widget in rig.window.findChildren(QtWidgets.QWidget):
        kind = next((name for name in FIELDS if widget.inherits(name)), "")
        is_ours = widget.objectName().startswith("frisket.")
        if not kind or is_ours or not widget.isVisible() or not widget.isEnabled():
            continue
        if kind == "QComboBox" and not widget.isEditable():
            continue
        if kind == "QLineEdit" and (widget.isReadOnly() or widget.focusProxy() is not None):
            continue
        seen.setdefault(kind, widget)
    rig.check("there are fields", {"QLineEdit", "QAbstractSpinBox"} <= set(seen), sorted(seen))
    for kind, widget in seen.items():
        told.clear()
        widget.setFocus()
        yield lambda widget=widget: widget.hasFocus()
        yield 50
        rig.check(f"{kind}: the hint says where keys go", "field" in panel.message, panel.message)
        yield from rig.xdotool("key", "5", "BackSpace", "ctrl+z", "Return", "ctrl+j")
        yield from panel.settled()
        rig.equal(f"{kind}: the clicks stay", panel.clicks(), 1)
        rig.check(f"{kind}: what Krita would do is told", any("rests" in one for one, _ in told))
        rig.check(f"{kind}: with what leads on", "Esc" not in panel.message, panel.message)
        yield from rig.xdotool("key", "Escape")
        yield 200
        rig.check(f"{kind}: Esc does not leave", panel.is_picking())
        rig.equal(f"{kind}: nothing is made", rig.selection(document), None)
    yield from rig.screen("field")
    # One of these fields turns the canvas, and has done so.
    rig.app.activeWindow().activeView().canvas().setRotation(0.0)
    yield 200
    yield from click(rig, panel, 100, 90)
    rig.equal("a click on the picture goes on", panel.clicks(), 2)
    rig.check("and the hint is the usual one", "Enter makes it" in panel.message, panel.message)
    yield from rig.xdotool("key", "BackSpace")
    yield 200
    rig.equal("keys are ours again", panel.clicks(), 1)


def name_of_a_layer(rig, panel, document):
    layer = document.activeNode()
    rig.app.action("RenameCurrentLayer").trigger()
    yield lambda: QtWidgets.QApplication.focusWidget().inherits("QLineEdit")
    yield from rig.xdotool("key", "ctrl+a", "type", "--delay", 20, "renamed")
    yield from rig.xdotool("key", "Return")
    yield lambda: layer.name() == "renamed"
    yield from panel.settled()
    rig.equal("the layer is renamed", layer.name(), "renamed")
    rig.check("picking goes on", panel.is_picking() and panel.clicks() == 1, panel.message)


def programs(rig, panel, document):
    """Saving, opening, a new picture, closing: they act, and nothing is typed into the canvas."""
    file = rig.folder / "saved.kra"
    document.saveAs(str(file))
    document.waitForDone()
    rig.canvas().setFocus()
    for focus in ("canvas", "field"):
        document.setModified(True)
        if focus == "field":
            field = next(
                one
                for one in rig.window.findChildren(QtWidgets.QLineEdit)
                if one.isVisible()
                and one.isEnabled()
                and not one.objectName().startswith("frisket")
            )
            field.setFocus()
        yield 100
        written = file.stat().st_mtime_ns
        yield from rig.xdotool("key", "ctrl+s")
        yield lambda written=written: file.stat().st_mtime_ns != written
        rig.check(f"Ctrl+S saves from the {focus}", True)
        rig.check("and picking goes on", panel.is_picking())
    rig.canvas().setFocus()
    for keys in ("ctrl+o", "ctrl+n"):
        yield from rig.xdotool("key", keys)
        yield lambda: QtWidgets.QApplication.activeModalWidget() is not None
        rig.check(f"{keys} opens its window", True)
        yield from rig.xdotool("key", "4", "6")
        yield from rig.xdotool("key", "Escape")
        yield lambda: QtWidgets.QApplication.activeModalWidget() is None
        yield 300
        turned = rig.app.activeWindow().activeView().canvas().rotation()
        rig.equal(f"{keys}: what is typed there stays there", turned, 0.0)
        rig.check(f"{keys}: picking goes on", panel.is_picking() and panel.clicks() == 1)
    document.setModified(False)
    yield from rig.xdotool("key", "ctrl+w")
    yield lambda: not panel.is_picking()
    rig.check("Ctrl+W closes, and picking ends", document not in rig.app.documents())


def click(rig, panel, x, y):
    yield from rig.xdotool("mousemove", *rig.on_screen(x, y))
    yield 50
    yield from rig.xdotool("click", 1)
    yield from panel.settled()
