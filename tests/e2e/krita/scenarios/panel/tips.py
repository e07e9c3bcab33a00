"""The three first steps, each done by doing it: every one of them comes, and stays to be read."""

import json

from frisket_probe.panel import Panel
from frisket_probe.qt import QtWidgets
from frisket_probe.rig import RED


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    document = yield from rig.document(320, 240, [((80, 60, 240, 180), RED)])
    docker = next(one for one in rig.app.dockers() if one.objectName() == "frisket_docker")
    panel.choose(output="selection", prompt_from="words")
    for has_words in (False, True):
        case = "words" if has_words else "clicks"
        docker._first._desk.settings = with_tips(docker)
        docker._first.begin()
        docker._first._tips.learn(has_words)
        docker._first._tips.learn = lambda _: None
        yield from comes(rig, f"{case}: the first", "1 of 3")
        yield from panel.pick(True)
        yield from click(rig, panel, 160, 120)
        yield from comes(rig, f"{case}: a click brings the second", "2 of 3")
        if has_words:
            yield from rig.xdotool("key", "Escape")
            yield lambda: not panel.is_picking()
            yield from rig.xdotool(*over(rig, "frisket.words"), "click", 1)
            yield from rig.xdotool("type", "red")
            yield from rig.xdotool("key", "Return")
            yield from panel.applied()
            rig.check("words: it is made", rig.selection(document) is not None)
        else:
            yield from click(rig, panel, 200, 150)
        yield from comes(rig, f"{case}: the third", "3 of 3")
        yield 1500
        yield from comes(rig, f"{case}: which stays", "3 of 3")
        yield from rig.screen(f"third-{case}")
        if has_words:
            yield from panel.run()
        else:
            yield from rig.xdotool("key", "Return")
            yield from panel.applied()
            yield from panel.pick(False)
        yield 800
        gone = rig.window.findChild(QtWidgets.QFrame, "frisket.tip")
        rig.equal(f"{case}: then they are over", gone, None)
        kept = json.loads((rig.folder / "config/plugins.json").read_text("utf-8"))
        rig.equal(f"{case}: for good", kept["krita"]["tips"], False)


def with_tips(docker):
    from dataclasses import replace

    return replace(docker.desk.settings, tips=True)


def comes(rig, name, number):
    def told():
        tip = rig.window.findChild(QtWidgets.QLabel, "frisket.tip_text")
        return tip.text() if tip is not None else ""

    yield from rig.soon(lambda: number in told())
    rig.check(name, number in told(), told())


def click(rig, panel, x, y):
    yield from rig.xdotool("mousemove", *rig.on_screen(x, y), "click", 1)
    yield from panel.settled()


def over(rig, name):
    widget = rig.widget(name)
    point = widget.mapToGlobal(widget.rect().center())
    return "mousemove", point.x(), point.y()
