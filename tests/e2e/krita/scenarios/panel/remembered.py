"""What is set is there again when Krita starts again, without anybody saving it."""

import json

from frisket_probe.panel import Panel

SETTINGS = {
    "words": "the boat",
    "view": "dimmed",
    "colour": "#00ff00",
    "options": {
        "recipe": "mine",
        "prompt_from": "box",
        "read_from": "visible",
        "output": "selection",
        "mode": "subtract",
        "edges": "hard",
        "grow": -3.0,
        "feather": 2.5,
        "fill_holes": 9.0,
        "drop_specks": 8.0,
        "smooth": 1.5,
        "invert": True,
        "threshold": 0.35,
    },
}
BEFORE = SETTINGS["options"]
NUMBERS = ("grow", "feather", "fill_holes", "drop_specks", "smooth", "threshold")
LISTS = ("recipe", "prompt_from", "read_from", "output", "edges")


def run(rig):
    panel = yield from Panel.shown(rig, edges="")
    yield from panel.until_light("running")
    rig.equal("every option is as it was left", shown(rig), BEFORE)
    rig.equal("the words as well", rig.widget("frisket.words").text(), "the boat")
    menu = rig.widget("frisket.more").menu()
    dimmed = menu.findChild(type(menu.actions()[0]), "frisket.look.dimmed")
    rig.check("and how masks are shown", dimmed.isChecked())
    panel.choose(output="mask", grow=4, edges="matte")
    panel.words("the sail")
    yield 900
    changed = {**BEFORE, "output": "mask", "grow": 4.0, "edges": "matte"}
    saved = json.loads((rig.folder / "config/plugins.json").read_text("utf-8"))["krita"]
    rig.equal("what is changed is kept", saved["options"], changed)
    rig.equal("the words are kept", saved["words"], "the sail")
    rig.equal("the look is kept", (saved["view"], saved["colour"]), ("dimmed", "#00ff00"))
    yield from by_a_click(rig, panel)


def by_a_click(rig, panel):
    """Into the line of words: words are meant from now on."""
    panel.choose(prompt_from="clicks")
    yield 100
    rig.click("frisket.words")
    yield 100
    rig.equal("a click means words", rig.widget("frisket.prompt_from").currentData(), "words")
    yield from rig.document(60, 40)
    yield from panel.pick(True)
    rig.check("none while picking", not rig.widget("frisket.words").isEnabled())
    yield from panel.pick(False)
    rig.check("and again afterwards", rig.widget("frisket.words").isEnabled())
    panel.choose(prompt_from="clicks")
    yield from panel.run()
    button = rig.widget("frisket.pick").text()
    rig.check("what to press is called as it is", button in panel.message, panel.message)


def shown(rig):
    modes = ("replace", "add", "subtract", "intersect")
    (mode,) = [one for one in modes if rig.widget(f"frisket.mode.{one}").isChecked()]
    return {
        **{name: rig.widget(f"frisket.{name}").currentData() for name in LISTS},
        **{name: rig.widget(f"frisket.{name}").value() for name in NUMBERS},
        "mode": mode,
        "invert": rig.widget("frisket.invert").isChecked(),
    }
