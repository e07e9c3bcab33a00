"""Words, with models of the toy world, without PyTorch; where they are not here, with colours."""

import json

from frisket_probe.panel import Panel
from frisket_probe.rig import BLUE, RED, mask
from frisket_probe.seen import gray, overlap

AGENT = ""


def run(rig):
    if (yield from rig.agent("has_toys")):
        yield from trained(rig)
    else:
        yield from colours(rig)


def colours(rig):
    """The fake models know colours by their names."""
    yield from rig.agent("start")
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(80, 60, [((10, 10, 40, 30), RED), ((50, 5, 70, 55), BLUE)])
    for words, boxes in (
        ("the blue", [(50, 5, 70, 55)]),
        ("red, blue", [(10, 10, 40, 30), (50, 5, 70, 55)]),
        ("red, not blue", [(10, 10, 40, 30)]),
        ("everything but the right blue", [(0, 0, 50, 60), (50, 0, 80, 5), (70, 5, 80, 60)]),
    ):
        panel.words(words)
        yield from panel.run()
        found = rig.selection(document)
        if not words.startswith("everything"):
            rig.equal(words, found, mask(80, 60, boxes))
    rig.check("everything but", found and found[0] == 255 and found[30 * 80 + 60] == 0)
    yield from read(rig, panel, "red", "blue")


def read(rig, panel, one, other):
    """The panel says how the words were read, and the threshold reaches the model."""
    panel.choose(output="selection", read_from="visible", threshold=0)
    panel.words(f"the left {one} . {other}")
    yield from panel.run()
    told = f"Read as: leftmost of 1 '{one}', 1 '{other}'."
    rig.check("how it was read", panel.message.endswith(told), panel.message)
    rig.shot("read")
    panel.choose(threshold=1)
    yield from panel.run()
    told = (
        f"Nothing called '{one}' was found, nothing called '{other}' was found. "
        "Nothing was changed. Nothing reached the threshold of 1; a lower one may find something."
    )
    rig.check("below the threshold", panel.message.endswith(told), panel.message)
    panel.choose(threshold=0)


def trained(rig):
    drawn = rig.folder / "scene"
    yield from rig.agent("draw", name="scene", seed=9_007_001)
    things = json.loads((drawn / "things.json").read_text("utf-8"))
    yield from rig.agent("start", models="light")
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    document = yield from rig.open(drawn / "picture.png")
    panel.choose(output="selection", read_from="visible")
    yield from loaded(panel, things[0])
    yield from rig.undo(document)
    for number, phrase in enumerate(things):
        panel.words(phrase)
        yield from panel.run()
        truth = gray(drawn / f"{number}.png")
        found = rig.selection(document) or bytes(len(truth))
        rig.check(f"{phrase}: found", overlap(found, truth) > 0.8, f"{overlap(found, truth):.3f}")
        rig.figure(f"{phrase}: overlap", round(overlap(found, truth), 3))
        rig.figure(f"{phrase}: said", panel.message)
        yield from rig.undo(document)
    panel.words(f"{things[0]}, {things[1]}")
    panel.choose(output="objects", read_from="layer", edges="matte")
    yield from panel.run()
    groups = [node for _, node in rig.nodes(document) if node.type() == "grouplayer"]
    rig.equal("a layer for each of two", [len(group.childNodes()) for group in groups], [2])
    rig.shot("objects")
    yield from read(rig, panel, things[0], things[1])


def loaded(panel, phrase):
    """The first request loads the models, which takes a busy machine longer than others have."""
    panel.words(phrase)
    panel.press_run()
    yield 20
    for _ in range(600):
        if panel.is_idle():
            return
        yield 300
