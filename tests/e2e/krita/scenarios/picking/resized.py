"""A picture that was scaled, and scaled back: what is picked on it is made as on any other."""

from frisket_probe.panel import Panel

AGENT = "classic"
WIDTH, HEIGHT = 300, 225
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace", read_from="layer", prompt_from="clicks")
    document = yield from rig.document(WIDTH, HEIGHT)
    node = document.activeNode()
    rig.fill(node, (0, 0, WIDTH, HEIGHT), BLACK)
    rig.fill(node, (100, 70, 200, 150), WHITE)
    document.refreshProjection()
    document.waitForDone()
    panel.choose(prompt_from="words")
    panel.words("")
    yield from panel.run()
    panel.choose(prompt_from="clicks")
    rig.app.action("deselect").trigger()
    yield 300
    for times in (20, 1, 3):
        size = WIDTH * times, HEIGHT * times
        document.scaleImage(*size, 72, 72, "Bicubic")
        document.waitForDone()
        yield lambda size=size: (document.width(), document.height()) == size
        rig.app.action("zoom_to_fit").trigger()
        yield 500
        yield from panel.pick(True)
        x, y = rig.on_screen(size[0] // 2, size[1] // 2)
        yield from rig.xdotool("mousemove", x, y, "click", 1)
        yield from panel.settled()
        yield from rig.xdotool("key", "Return")
        yield from panel.applied()
        made = document.selection()
        rig.check(f"{times} times: Enter makes it", made is not None, panel.message)
        if made is not None:
            wanted = 100 * times
            rig.check(f"{times} times: it is the square", abs(made.width() - wanted) < 8 * times)
        rig.app.action("deselect").trigger()
        yield from panel.pick(False)
        yield 300
