"""The narrow panel on the screen of a small notebook, which Krita's window must not outgrow."""

import runpy
from pathlib import Path

from frisket_probe.qt import QtCore

BESIDE = ("narrow.py",)
SCREEN = (1280, 800)
LOW = 710


def run(rig):
    narrow = runpy.run_path(str(Path(__file__).with_name("narrow.py")))
    yield from narrow["run"](rig)
    yield from lower(rig, narrow)


def lower(rig, narrow):
    """With a taskbar and a title: the window becomes as low as that, whatever the panel shows."""
    docker, setting_up = rig.widget("frisket_docker"), rig.widget("frisket_docker").desk.setting_up
    for offer in ("", "update", "set_up"):
        setting_up.now.offer = offer
        setting_up.now.about = "frisket needs its engine, once. " * 12 if offer else ""
        setting_up.changed.emit()
        yield 300
        needed = rig.window.minimumSizeHint().height()
        rig.check(f"{offer or 'nothing'} offered: it fits", needed <= LOW, needed)
    setting_up.now.offer = ""
    setting_up.changed.emit()
    rig.window.showNormal()
    yield 500
    rig.window.resize(1240, LOW)
    rig.window.move(0, 0)
    yield 700
    rig.equal("it is as low as that", rig.window.height(), LOW)
    rig.window.resizeDocks([docker], [1], QtCore.Qt.Orientation.Vertical)
    yield 500
    narrow["in_sight"](rig, docker, "as low as it can be", "start")
    yield from rig.screen("low")
