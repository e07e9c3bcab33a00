"""Does the main things in Krita with a photograph and the classical engine, and takes pictures."""

from frisket_probe.panel import Panel
from frisket_probe.rig import mask

AGENT = "classic"
KEPT = ("frisket_docker", "KisLayerBox", "ToolBox")
FLOWER = (164, 78, 452, 372)
INSIDE, OUTSIDE = ((320, 230), (250, 120), (400, 300)), ((60, 380), (600, 60))


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    # Draws the example beside this scenario as well.
    yield from rig.agent("mask_example", name="unused.png", box=list(FLOWER))
    document = yield from rig.open(rig.folder / "dahlia.jpg")
    for docker in rig.app.dockers():
        docker.setVisible(docker.objectName() in KEPT)
    yield 500
    rig.app.action("zoom_to_fit").trigger()
    yield 800
    yield from picking(rig, panel)
    yield from cutting(rig, panel, document)


def picking(rig, panel):
    yield from panel.pick(True)
    for x, y in INSIDE:
        yield from click(rig, panel, x, y, 1)
    for x, y in OUTSIDE:
        yield from click(rig, panel, x, y, 3)
    yield lambda: panel.overlay().masks
    yield 1500
    rig.check("picking", panel.overlay().masks)
    rig.shot("krita-pick")
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    yield from panel.pick(False)
    yield 500
    rig.shot("krita-selection")


def cutting(rig, panel, document):
    """A cut-out with a soft edge, the original hidden."""
    width, height = document.width(), document.height()
    yield from rig.select(document, None)
    yield from rig.select(document, mask(width, height, [FLOWER]))
    panel.choose(prompt_from="box", output="cutout", edges="soft", options=True)
    yield from panel.run()
    yield from rig.select(document, None)
    document.activeNode().setVisible(False)
    document.refreshProjection()
    yield 1500
    rig.check("cut out", len(rig.nodes(document)) > 1, panel.message)
    rig.shot("krita-cutout")


def click(rig, panel, x, y, button):
    there = rig.on_screen(x, y)
    yield from rig.xdotool("mousemove", *there)
    yield 60
    yield from rig.xdotool("click", button)
    yield from panel.settled()
