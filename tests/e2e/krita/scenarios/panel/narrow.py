"""The panel as narrow as Krita makes it, on a small screen: all can be read, Run is in sight."""

import json
from dataclasses import replace

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore, QtWidgets
from frisket_probe.rig import RED

SCREEN = (1366, 768)
WIDTH = 258
PROMPTS = ("words", "box", "rough", "clicks")
OUTPUTS = ("selection", "mask", "cutout", "objects", "stored")
SEEN = ("run", "preview", "cancel", "status", "light", "light_text", "more")
LONG = (
    "The layer “Sketch of the harbour in the evening” is locked. Unlock it first, then run again. "
)


def run(rig):
    screen = rig.window.screen().size()
    panel = yield from Panel.shown(rig, edges="", size=(screen.width(), screen.height()))
    rig.equal("edges are soft", rig.widget("frisket.edges").currentData(), "soft")
    yield from panel.until_light("running")
    yield from rig.document(320, 200, [((20, 20, 90, 70), RED)])
    docker = rig.widget("frisket_docker")
    rig.window.showMaximized()
    yield 500
    rig.window.resizeDocks([docker], [WIDTH], QtCore.Qt.Orientation.Horizontal)
    yield 500
    rig.check("it is narrow", docker.width() <= WIDTH, docker.width())
    yield from rig.screen("default")
    told(rig, docker)
    for unfolded in (False, True):
        panel.choose(options=unfolded)
        for prompt in PROMPTS:
            for output in OUTPUTS:
                panel.choose(prompt_from=prompt, output=output)
                yield 30
                whole(rig, docker, f"{prompt} to {output}")
                in_sight(rig, docker, f"{prompt} to {output}")
        for edges in ("hard", "soft", "matte"):
            panel.choose(edges=edges)
            whole(rig, docker, edges)
    recipes = rig.widget("frisket.recipe")
    for index in range(recipes.count()):
        recipes.setCurrentIndex(index)
        yield 30
        whole(rig, docker, recipes.currentText())
        in_sight(rig, docker, recipes.currentText())
    yield from rig.screen("unfolded")
    panel.choose(recipe="automatic", output="selection", prompt_from="words", options=False)
    yield from sentences(rig, docker)
    yield from boxes(rig, docker)
    yield from steps(rig, panel, docker)
    yield from states(rig, panel, docker)


def sentences(rig, docker):
    """Every sentence that can be said, as it is said here: read as a whole, or seen to go on.

    What is laid out depends on how many lines a sentence needs: one of each is laid out.
    """
    for name in ("status", "light_text"):
        label = rig.widget(f"frisket.{name}")
        area = label.parentWidget().parentWidget()
        before, by_height, wide = label.text(), {}, []
        for text in every_sentence():
            label.setText(text)
            by_height.setdefault(label.heightForWidth(area.width()), text)
            widest = max(map(label.fontMetrics().horizontalAdvance, text.split()), default=0)
            wide += [text] if widest > area.width() else []
        rig.equal(f"{name}: every word has room", wide, [])
        rig.check(f"{name}: from one line to many", len(by_height) >= 4, sorted(by_height))
        label.setText(before)
        for height, text in sorted(by_height.items()):
            # Krita may be late in giving the panel the width that was asked for: then once more.
            for _ in range(2):
                width = docker.width()
                run_at = [place(rig, one) for one in ("run", "preview", "cancel")]
                area.setText(text)
                yield 100
                now = [place(rig, one) for one in ("run", "preview", "cancel")]
                if docker.width() == width:
                    break
            rig.equal(f"{name}, {height} px: Run and Cancel stay in their place", now, run_at)
            bar = area.verticalScrollBar()
            is_whole = label.heightForWidth(label.width()) <= area.viewport().height()
            rig.check(f"{name}, {height} px: whole, or scrolled", is_whole or bar.isVisible(), text)
            lines = height // area.fontMetrics().lineSpacing()
            rig.check(f"{name}, {height} px: whole up to 5 lines", is_whole or lines > 5, text)
        yield from rig.screen(f"longest-{name}")
        area.setText(before)
        yield 50


def place(rig, name):
    widget = rig.widget(f"frisket.{name}")
    corner = widget.mapToGlobal(QtCore.QPoint(0, 0))
    return corner.x(), corner.y(), widget.width(), widget.height()


def every_sentence():
    """The plugin's own and the agent's, in the language that is spoken."""
    from frisket_plugin import said, texts
    from frisket_plugin.english import ENGLISH

    for key, english in ENGLISH.items():
        if not key.startswith("gimp."):
            yield texts._chosen.get(key, english)
    theirs = json.loads((said.FOLDER / "de.json").read_text("utf-8"))
    yield from theirs if texts.language_now() == "en" else theirs.values()


def boxes(rig, docker):
    """What is offered to be got, with all that can be asked of a person, and what went wrong."""
    from frisket_plugin.getting.offering import Offer, Part
    from frisket_plugin.texts import t

    part = Part("nobody", "BiRefNet dynamic matting", 885_000_000, "CC-BY-NC-4.0", True)
    part = replace(part, gate="Ask for access on the model's page.", page="https://a.example/b")
    folder = "/home/somebody/.cache/huggingface/hub"
    getting = docker.desk.models.getting
    getting.want(Offer("r", "Concepts with soft edges", (part,), folder=folder, free=5 * 10**10))
    yield from rig.soon(lambda: docker.findChild(QtWidgets.QWidget, "frisket.getting_accept"))
    yield 300
    tick = rig.widget("frisket.getting_accept")
    rig.check("the tick is in sight", not tick.visibleRegion().isEmpty())
    whole(rig, docker, "offered")
    in_sight(rig, docker, "offered", "getting_get", "getting_not_now")
    yield from rig.screen("offered")
    getting.agree(part)
    getting.get()
    yield lambda: getting.state == "failed"
    yield 300
    whole(rig, docker, "not got")
    in_sight(rig, docker, "not got", "getting_again", "getting_copy", "getting_not_now")
    yield from rig.screen("not-got")
    getting.dismiss()
    yield 200
    rig.check("it goes", not rig.widget("frisket.getting").isVisible())
    setting_up = docker.desk.setting_up
    setting_up.now.offer, setting_up.now.has_failed = "set_up", True
    setting_up.now.about = t(
        "setup.set_up.about",
        size="155 MB",
        host="packages.example.org",
        room="300 MB",
        folder="/home/somebody/frisket",
    )
    setting_up.changed.emit()
    yield 300
    whole(rig, docker, "to be set up")
    in_sight(rig, docker, "to be set up", "setup_start", "setup_copy")
    yield from rig.screen("set-up")
    setting_up.now.offer = ""
    setting_up.changed.emit()
    yield 200


def steps(rig, panel, docker):
    """The first minute: each step is whole, on the screen, and hides nothing of the panel."""
    docker._first.begin()
    for number in (1, 2, 3):
        yield 400
        tip = rig.widget("frisket.tip")
        there = QtCore.QRect(tip.mapToGlobal(QtCore.QPoint(0, 0)), tip.size())
        mine = QtCore.QRect(docker.mapToGlobal(QtCore.QPoint(0, 0)), docker.size())
        rig.check(f"step {number} is in sight", tip.isVisible(), there)
        rig.check("beside the panel", not there.intersects(mine), (there, mine))
        rig.check("in the window", rig.window.geometry().contains(there), there)
        text = rig.widget("frisket.tip_text")
        rig.check("with all lines", text.height() >= text.heightForWidth(text.width()), text.text())
        for button in tip.findChildren(QtWidgets.QPushButton):
            is_whole = button.width() >= button.minimumSizeHint().width()
            rig.check(f"{button.text()} is whole", is_whole)
        yield from rig.screen(f"step-{number}")
        panel.press("tip_got_it")
    yield 400
    rig.equal("then they are over", rig.window.findChild(QtWidgets.QFrame, "frisket.tip"), None)


def states(rig, panel, docker):
    """While somebody picks, after something was found, with much to say, with no agent."""
    panel.words("red")
    yield from panel.run()
    whole(rig, docker, "found")
    in_sight(rig, docker, "found")
    yield from rig.screen("found")
    yield from panel.pick(True)
    whole(rig, docker, "picking")
    in_sight(rig, docker, "picking")
    yield from rig.screen("picking")
    yield from panel.pick(False)
    for times in (1, 3, 9):
        docker.desk.say(LONG * times)
        yield 100
        in_sight(rig, docker, f"{times} long sentences")
        whole(rig, docker, f"{times} long sentences")
    yield from rig.screen("long")
    docker.desk.say("")
    yield from rig.agent("kill")
    yield from panel.until_light("stopped")
    whole(rig, docker, "no agent")
    in_sight(rig, docker, "no agent", "start")
    yield from rig.screen("no-agent")


def in_sight(rig, docker, state, *more):
    """The light and what begins and ends work are wholly on the screen."""
    for name in (*SEEN, *more):
        widget = rig.widget(f"frisket.{name}")
        shown = widget.visibleRegion().boundingRect()
        # A long sentence is scrolled.
        wanted = widget.parentWidget().rect() if name in ("status", "light_text") else widget.rect()
        if not widget.isVisible() or shown.size() != wanted.size():
            rig.check(f"{state}: {name} in sight", False, (shown, wanted))
    whole_panel = QtCore.QRect(docker.mapToGlobal(QtCore.QPoint(0, 0)), docker.size())
    if not rig.window.screen().geometry().contains(whole_panel):
        rig.check(f"{state}: the panel is on the screen", False, whole_panel)
    rig.check(f"{state}: looked at", True)


def whole(rig, docker, state):
    """Every text has the room that it needs, in each widget that is there."""
    right = docker.mapToGlobal(docker.rect().topRight()).x()
    for widget in docker.widget().findChildren(QtWidgets.QWidget):
        if not widget.isVisible() or not needed(widget):
            continue
        name = widget.objectName() or type(widget).__name__
        end = widget.mapToGlobal(widget.rect().topRight()).x()
        if end > right:
            rig.check(f"{state}: {name} ends in the panel", False, end - right)
        if widget.width() < needed(widget):
            lacking = (widget.width(), needed(widget), text_of(widget))
            rig.check(f"{state}: {name} is whole", False, lacking)
    rig.check(f"{state}: read", True)


def needed(widget):
    """The width that its text needs; 0 where there is none, or where it breaks its lines."""
    if isinstance(widget, QtWidgets.QComboBox):
        if not widget.is_whole():
            return widget.width() + 1
        return 1
    if isinstance(widget, QtWidgets.QLabel):
        return 0 if widget.wordWrap() or not widget.text() else widget.sizeHint().width()
    if isinstance(widget, (QtWidgets.QAbstractButton, QtWidgets.QAbstractSpinBox)):
        return widget.minimumSizeHint().width() if text_of(widget) else 0
    if isinstance(widget, QtWidgets.QLineEdit) and widget.objectName().startswith("frisket."):
        shown = widget.text() or widget.placeholderText()
        return widget.fontMetrics().horizontalAdvance(shown) + 8
    return 0


def text_of(widget):
    return widget.text() if hasattr(widget, "text") else widget.currentText()


def told(rig, docker):
    """What can be pointed at says more than it shows."""
    kinds = (QtWidgets.QAbstractButton, QtWidgets.QComboBox, QtWidgets.QDoubleSpinBox)
    for widget in docker.widget().findChildren(QtWidgets.QWidget):
        if isinstance(widget, kinds) and widget.objectName().startswith("frisket."):
            tip = widget.toolTip()
            is_more = len(tip.split()) > max(2, len(text_of(widget).split()))
            rig.check(f"{widget.objectName()} explains itself", is_more, tip)
