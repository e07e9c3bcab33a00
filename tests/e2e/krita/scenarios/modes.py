"""The four ways to combine with the selection, chosen in the panel and by keys held on Run."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask

WIDTH, HEIGHT = 100, 80
RED_BOX, THERE = (20, 20, 60, 60), (40, 10, 80, 50)
EXPECTED = {
    "replace": lambda old, new: new,
    "add": max,
    "subtract": lambda old, new: min(old, 255 - new),
    "intersect": min,
}
KEYS = {
    "replace": ["Control"],
    "add": ["Shift"],
    "subtract": ["Alt"],
    "intersect": ["Shift", "Alt"],
}


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.words("red")
    document = yield from rig.document(WIDTH, HEIGHT, [(RED_BOX, RED)])
    old, new = mask(WIDTH, HEIGHT, [THERE]), mask(WIDTH, HEIGHT, [RED_BOX])
    for mode, joined in EXPECTED.items():
        wanted = bytes(joined(a, b) for a, b in zip(old, new, strict=True))
        for how in ("panel", "keys"):
            yield from rig.select(document, None)
            yield from rig.select(document, old)
            panel.choose(output="selection", mode=mode if how == "panel" else "replace")
            yield from panel.run(*(KEYS[mode] if how == "keys" else []))
            rig.equal(f"{mode} by {how}", rig.selection(document), wanted)
    panel.choose(mode="replace")
    yield from soft(rig, panel, document)


def soft(rig, panel, document):
    """A rough selection with soft values comes back as it is, for the fake models return it."""
    ramp = bytes(x * 2 for x in range(WIDTH)) * HEIGHT
    yield from rig.select(document, ramp)
    panel.choose(prompt_from="rough", mode="replace")
    yield from panel.run()
    rig.equal("soft values stay", rig.selection(document), ramp)
    yield from rig.undo(document)
    rig.equal("undone", rig.selection(document), ramp)
    panel.choose(prompt_from="box")
    yield from rig.select(document, mask(WIDTH, HEIGHT, [THERE]))
    yield from panel.run()
    rig.equal("the selection as a box", rig.selection(document), mask(WIDTH, HEIGHT, [THERE]))
    panel.choose(prompt_from="words")
