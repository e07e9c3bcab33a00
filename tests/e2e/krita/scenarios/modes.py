"""The four ways to combine with the selection: in the panel, by keys held on Run and on Enter."""

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
KEY_NAMES = {"Control": "ctrl", "Shift": "shift", "Alt": "alt"}


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
    yield from entered(rig, panel, document, old)
    yield from soft(rig, panel, document)


def entered(rig, panel, document, old):
    """Enter on the canvas, with the keys of Krita's own selection tools held."""
    new = yield from picked(rig, panel, document, None, "Return")
    rig.check("Enter alone takes the panel's", any(new))
    for mode, joined in EXPECTED.items():
        keys = "+".join([*(KEY_NAMES[key] for key in KEYS[mode]), "Return"])
        found = yield from picked(rig, panel, document, old, keys)
        wanted = bytes(joined(a, b) for a, b in zip(old, new, strict=True))
        rig.equal(f"{mode} by Enter", found, wanted)


def picked(rig, panel, document, before, keys):
    """The selection after a click and Enter."""
    yield from rig.select(document, None)
    if before is not None:
        yield from rig.select(document, before)
    yield from panel.pick(True)
    yield from rig.xdotool("mousemove", *rig.on_screen(50, 35), "click", 1)
    yield from panel.settled()
    yield from rig.xdotool("key", keys)
    yield from panel.applied()
    yield from panel.pick(False)
    return rig.selection(document)


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
