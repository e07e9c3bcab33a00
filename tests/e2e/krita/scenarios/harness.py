"""The rig itself: pixels, selections and undo steps are read as they are."""

from frisket_probe.rig import RED, mask

AGENT = ""
INSTALLS = False


def run(rig):
    document = yield from rig.document(64, 48, [((8, 8, 24, 20), RED)])
    rig.equal("pixels", rig.picture(document)[(9 * 64 + 9) * 4 :][:4], b"\x00\x00\xff\xff")
    rig.equal("no selection", rig.selection(document), None)
    rig.app.action("select_all").trigger()
    yield 100
    rig.equal("everything selected", rig.selection(document), bytes([255]) * 64 * 48)
    yield from rig.soon(lambda: rig.history()[1] == 1)
    names, now = rig.history()
    rig.equal("one step", (len(names), now), (2, 1))
    yield from rig.undo(document)
    rig.equal("undone", rig.selection(document), None)
    yield from rig.redo(document)
    rig.equal("done again", rig.selection(document), mask(64, 48, [(0, 0, 64, 48)]))
    x, y = rig.on_screen(16, 14)
    yield from rig.xdotool("mousemove", x, y)
    yield from rig.screen("screen")
