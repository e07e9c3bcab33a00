"""Words, with models trained on the toy world, without PyTorch: a picture whose truth is known."""

import json

from gi.repository import Gimp, Gio
from rig import overlap, pixels, selection

AGENT = ""


def run(rig):
    rig.agent("draw", name="scene", seed=9_007_001)
    things = json.loads((rig.folder / "scene/things.json").read_text("utf-8"))
    rig.agent("start", models="light")
    image = _open(rig, "picture.png")
    layer = image.get_layers()[0]
    for number, phrase in enumerate(things):
        called = rig.call("select-by-words", image, layer, words=phrase)
        rig.check(f"{phrase}: succeeds", called.succeeded, called.error)
        truth = pixels(_open(rig, f"{number}.png").get_layers()[0], "Y' u8")
        share = overlap(selection(image), truth)
        rig.check(f"{phrase}: found", share > 0.8, f"{share:.3f}")
        rig.figure(f"{phrase}: overlap", round(share, 3))
    words = f"the left {things[0]} . {things[1]}"
    called = rig.call("select-by-words", image, layer, words=words)
    told = f"leftmost of 1 '{things[0]}', 1 '{things[1]}'"
    rig.equal("how the words were read", called.reading, told)
    called = rig.call("select-by-words", image, layer, words=words, threshold=1.0)
    rig.equal("nothing is as sure as that", called.count, 0)
    told = ", ".join(f"nothing called '{one}' was found" for one in things[:2])
    rig.equal("the model was told the threshold", called.reading, told)
    called = rig.call("channels-by-words", image, layer, words=f"{things[0]}, {things[1]}")
    rig.equal(
        "two channels", sorted(one.get_name() for one in image.get_channels()), sorted(things[:2])
    )


def _open(rig, name):
    file = Gio.File.new_for_path(str(rig.folder / "scene" / name))
    return Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, file)
