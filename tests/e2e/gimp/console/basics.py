"""The main job from a script: words become a selection, with named arguments and results."""

from rig import GREEN, RED, mask, selection


def run(rig):
    patches = [((8, 8, 24, 20), RED), ((40, 30, 50, 40), RED), ((0, 0, 4, 4), GREEN)]
    image, layer = rig.image(64, 48, patches)
    called = rig.call("select-by-words", image, layer, words="the red")
    rig.check("succeeds", called.succeeded, called.error)
    rig.equal("count", called.count, 2)
    rig.equal("boxes", called.boxes, [8, 8, 24, 20, 40, 30, 50, 40])
    rig.equal("labels", called.labels, ["red", "red"])
    rig.check("scores", called.scores[0] > called.scores[1] > 0, called.scores)
    rig.equal("selection", selection(image), mask(64, 48, (8, 8, 24, 20), (40, 30, 50, 40)))
    rig.equal("no stray channels", len(image.get_channels()), 0)
    rig.equal("the layer stays chosen", image.get_selected_layers(), [layer])
