"""An 8K picture is never sent whole: scaled for the preview, and by crops for fine edges."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, bounds

WIDTH, HEIGHT = 7680, 4320
BOX = (3000, 1500, 3601, 2002)


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    document = yield from rig.document(WIDTH, HEIGHT, [(BOX, RED)])
    panel.words("red")
    panel.choose(output="selection")
    yield from panel.run()
    selection = document.selection()
    rig.check("something is selected", selection is not None, panel.message)
    place = selection.x(), selection.y(), selection.width(), selection.height()
    off = max(abs(a - b) for a, b in zip(place, (3000, 1500, 601, 502), strict=True))
    # The fake models draw at the preview's scale, of 7.5 pixels.
    rig.check("it is where it should be", off <= 8, place)
    part = bytes(selection.pixelData(2990, 1490, 700, 600))
    rig.check("it is filled", sum(part) / 255 > 0.96 * 601 * 502, (bounds(part, 700), sum(part)))
    rig.check("little was sent", sent() < 8_000_000, sent())
    rig.figure("bytes sent", sent())


def sent():
    """Bytes of pictures that the agent holds."""
    from frisket_protocol.client import Client
    from frisket_protocol.parts import Software
    from frisket_protocol.requests import Status

    with Client.connect(Software("probe", "1")) as client:
        return client.ask(Status()).images_bytes
