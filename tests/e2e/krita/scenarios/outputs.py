"""Every output: exact bytes, one named undo step, undone and done again; nothing else moves."""

from frisket_probe.panel import Panel
from frisket_probe.rig import BLUE, RED, mask

WIDTH, HEIGHT = 120, 90
RED_BOX, SMALL_RED, BLUE_BOX = (20, 15, 70, 60), (90, 10, 105, 20), (80, 50, 110, 80)

SAID = {
    "selection": "Selected: 1 object, 21 % of the picture (",
    "mask": "has “Mask of red” now and shows 1 object, 21 % of the picture (",
    "cutout": "Made the layer “red (cut out)”: 1 object, 21 % of the picture (",
    "objects": "Made the group “red (in pieces)”: 2 objects, 22 % of the picture, each a layer (",
    "stored": "as “Selection of red”: 1 object, 21 % of the picture (",
}


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from selection(rig, panel)
    yield from transparency_mask(rig, panel)
    yield from mask_again(rig, panel)
    yield from cut_out(rig, panel)
    yield from objects(rig, panel)
    yield from beside(rig, panel)
    yield from stored(rig, panel)
    yield from seen_at_once(rig, panel)


def fresh(rig):
    return (yield from rig.document(WIDTH, HEIGHT, [(RED_BOX, RED), (BLUE_BOX, BLUE)]))


def selection(rig, panel):
    document = yield from fresh(rig)
    wanted = mask(WIDTH, HEIGHT, [RED_BOX])
    yield from one_step(rig, panel, document, "selection", "red")
    rig.equal("selection: its bytes", rig.selection(document), wanted)
    yield from rig.undo(document)
    rig.equal("selection: undone", rig.selection(document), None)
    yield from rig.redo(document)
    rig.equal("selection: done again", rig.selection(document), wanted)
    rig.equal("selection: the layers stay", len(rig.nodes(document)), len(rig.layers(document)))


def transparency_mask(rig, panel):
    document = yield from fresh(rig)
    picture = rig.picture(document)
    wanted = mask(WIDTH, HEIGHT, [RED_BOX])
    yield from one_step(rig, panel, document, "mask", "red")
    made = [node for _, node in rig.nodes(document) if node.type() == "transparencymask"]
    rig.equal("mask: its name", [node.name() for node in made], ["Mask of red"])
    rig.equal("mask: there is one", len(made), 1)
    rig.equal("mask: its bytes", bytes(made[0].pixelData(0, 0, WIDTH, HEIGHT)), wanted)
    rig.equal("mask: what is seen", rig.picture(document)[3::4], wanted)
    yield from rig.undo(document)
    rig.equal("mask: undone", rig.picture(document), picture)
    yield from rig.redo(document)
    rig.equal("mask: done again", rig.picture(document)[3::4], wanted)


def mask_again(rig, panel):
    """frisket's own mask is combined with what is found next, each time in one step of undo."""
    document = yield from rig.document(WIDTH, HEIGHT, [(RED_BOX, RED), (SMALL_RED, RED)])
    both, large, small = (
        mask(WIDTH, HEIGHT, boxes) for boxes in ([RED_BOX, SMALL_RED], [RED_BOX], [SMALL_RED])
    )
    panel.choose(output="mask", mode="subtract")
    panel.words("red")
    yield from panel.run()
    rig.check("nothing to subtract from", "no mask of frisket's" in panel.message, panel.message)
    panel.choose(mode="replace")
    yield from panel.run()
    rig.equal("a mask of both", the_mask(rig, document), ("Mask of red", both))
    for mode, words, wanted in (
        ("subtract", "the left red", ("Mask of red", small)),
        ("add", "the left red", ("Mask of red", both)),
        ("intersect", "the left red", ("Mask of red", large)),
        ("replace", "the right red", ("Mask of the right red", small)),
    ):
        before, active = the_mask(rig, document), document.activeNode().type()
        shown(document, False)  # what it hides would not be found
        yield 100
        panel.choose(mode=mode)
        _, position = rig.history()
        panel.words(words)
        yield from panel.run()
        yield from rig.soon(lambda position=position: rig.history()[1] == position + 1)
        rig.equal(f"{mode} a mask: one step", rig.history()[1], position + 1)
        rig.equal(f"{mode} a mask", the_mask(rig, document), wanted)
        rig.equal(f"{mode} a mask: seen", rig.picture(document)[3::4], wanted[1])
        rig.equal(f"{mode} a mask: its kind stays active", document.activeNode().type(), active)
        told = panel.message  # it goes with what it speaks of
        rig.figure(f"{mode} a mask: said", told)
        yield from rig.undo(document)
        rig.equal(f"{mode} a mask: undone", the_mask(rig, document), before)
        yield from rig.redo(document)
        rig.equal(f"{mode} a mask: done again", the_mask(rig, document), wanted)
    rig.check("it is said what was replaced", "“Mask of red”" in told, told)


def the_mask(rig, document):
    """Its name and what it holds; there is one."""
    document.waitForDone()
    (made,) = (node for _, node in rig.nodes(document) if node.type() == "transparencymask")
    return made.name(), bytes(made.pixelData(0, 0, WIDTH, HEIGHT))


def shown(document, on):
    """The eye of the layer's mask."""
    document.topLevelNodes()[0].childNodes()[0].setVisible(on)
    document.refreshProjection()
    document.waitForDone()


def cut_out(rig, panel):
    document = yield from fresh(rig)
    before = rig.layers(document)
    picture = rig.picture(document)
    yield from one_step(rig, panel, document, "cutout", "red")
    after = rig.layers(document)
    rig.check("cut-out: the original is kept", before.items() <= after.items(), sorted(after))
    new = [node for path, node in rig.nodes(document) if path not in before and "/" not in path]
    rig.equal("cut-out: one new layer", len(new), 1)
    seen = bytes(new[0].projectionPixelData(0, 0, WIDTH, HEIGHT))
    rig.equal("cut-out: its alpha", seen[3::4], mask(WIDTH, HEIGHT, [RED_BOX]))
    inside = 4 * (30 * WIDTH + 30)
    rig.equal("cut-out: its colour", seen[inside : inside + 3], bytes(reversed(RED)))
    yield from rig.undo(document)
    rig.equal("cut-out: undone", (rig.layers(document), rig.picture(document)), (before, picture))
    yield from rig.redo(document)
    rig.equal("cut-out: done again", rig.layers(document).keys(), after.keys())


def objects(rig, panel):
    document = yield from rig.document(WIDTH, HEIGHT, [(RED_BOX, RED), (SMALL_RED, RED)])
    before = rig.layers(document)
    yield from one_step(rig, panel, document, "objects", "red")
    groups = [n for p, n in rig.nodes(document) if p not in before and n.type() == "grouplayer"]
    rig.equal("objects: one group", len(groups), 1)
    alphas = {
        bytes(layer.projectionPixelData(0, 0, WIDTH, HEIGHT))[3::4]
        for layer in groups[0].childNodes()
    }
    rig.equal(
        "objects: a layer each",
        alphas,
        {mask(WIDTH, HEIGHT, [RED_BOX]), mask(WIDTH, HEIGHT, [SMALL_RED])},
    )
    for number in (1, 2):
        (layer,) = (n for n in groups[0].childNodes() if n.name() == f"red {number} (cut out)")
        masks = [node.name() for node in layer.childNodes()]
        rig.equal(f"objects: the mask of number {number}", masks, [f"Mask of red {number}"])
    yield from rig.undo(document)
    rig.equal("objects: undone", rig.layers(document), before)
    yield from rig.redo(document)
    rig.check("objects: done again", len(rig.layers(document)) > len(before))


def beside(rig, panel):
    """Of two things that meet, no ground is seen between their soft edges, and both colours are."""
    right = (RED_BOX[2], RED_BOX[1], 110, RED_BOX[3])
    document = yield from rig.document(WIDTH, HEIGHT, [(RED_BOX, RED), (right, BLUE)])
    panel.words("red, blue")
    panel.choose(output="objects", edges="soft")
    yield from panel.run()
    yield 300
    (group,) = (node for _, node in rig.nodes(document) if node.type() == "grouplayer")
    row = 40 * WIDTH
    at = slice(row + RED_BOX[2] - 10, row + RED_BOX[2] + 10)
    alphas = [
        bytes(one.projectionPixelData(0, 0, WIDTH, HEIGHT))[3::4][at] for one in group.childNodes()
    ]
    rig.check("beside: both are there at the seam", all(0 < one[10] < 255 for one in alphas))
    rig.check("beside: the lower one fills it", alphas[0][10] > alphas[1][10], alphas)
    seen = bytes(group.projectionPixelData(0, 0, WIDTH, HEIGHT))
    least = min(seen[3::4][at])
    rig.check("beside: no ground is seen between them", least >= 254, least)
    panel.choose(edges="hard")
    yield from rig.undo(document)


def stored(rig, panel):
    document = yield from fresh(rig)
    before = rig.layers(document)
    yield from one_step(rig, panel, document, "stored", "red")
    made = [node for _, node in rig.nodes(document) if node.type() == "selectionmask"]
    rig.equal("stored: its name", [node.name() for node in made], ["Selection of red"])
    rig.equal("stored: there is one", len(made), 1)
    rig.equal(
        "stored: its bytes",
        bytes(made[0].pixelData(0, 0, WIDTH, HEIGHT)),
        mask(WIDTH, HEIGHT, [RED_BOX]),
    )
    rig.equal("stored: nothing is selected by it", rig.selection(document), None)
    yield from rig.undo(document)
    rig.equal("stored: undone", rig.layers(document), before)
    yield from rig.redo(document)
    rig.equal("stored: done again", len(rig.layers(document)), len(before) + 1)


def seen_at_once(rig, panel):
    """Of a layer that is hidden by then nothing else is seen; nobody has Krita draw it anew."""
    for output in ("cutout", "objects"):
        document = yield from fresh(rig)
        panel.choose(output=output)
        panel.press_run()
        document.activeNode().setVisible(False)
        document.refreshProjection()
        document.waitForDone()
        yield panel.is_idle
        yield 300
        wanted = mask(WIDTH, HEIGHT, [RED_BOX])
        rig.equal(f"{output}: seen at once", rig.picture(document)[3::4], wanted)


def one_step(rig, panel, document, output, words):
    """Run; the undo stack is one step longer, and what was active still is."""
    yield 200
    _, before = rig.history()
    active = document.activeNode().name()
    panel.words(words)
    panel.choose(output=output)
    yield from panel.run()
    rig.check(f"{output}: it is said what was made", SAID[output] in panel.message, panel.message)
    yield from rig.soon(lambda: rig.history()[1] == before + 1)
    yield 300
    now, position = rig.history()
    rig.equal(f"{output}: one undo step", (position, len(now)), (before + 1, before + 2))
    rig.figure(f"undo step of {output}", now[-1])
    rig.check(f"{output}: it has a name", now[-1].strip() not in ("", "Undo", "<empty>"), now[-1])
    rig.equal(f"{output}: the active layer stays", document.activeNode().name(), active)
