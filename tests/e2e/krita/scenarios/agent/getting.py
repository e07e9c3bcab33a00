"""Words without a model: what is lacking is offered and got, and the words go on by themselves."""

import json

from frisket_probe.panel import Panel
from frisket_probe.qt import QtWidgets
from frisket_probe.seen import gray, middle, overlap

AGENT = ""
LIMIT = 600
TOKEN = "hf_test"


def run(rig):
    if not (yield from rig.agent("has_toys")):
        rig.check("the toy world was not trained here", True)
        return
    drawn = rig.folder / "scene"
    yield from rig.agent("draw", name="scene", seed=9_007_001)
    things = json.loads((drawn / "things.json").read_text("utf-8"))
    yield from rig.agent("start", models="hub")
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    document = yield from rig.open(drawn / "picture.png")
    panel.choose(output="selection", read_from="visible", prompt_from="words")
    yield from offered(rig, panel, things[0])
    yield from cancelled(rig, panel)
    yield from got(rig, panel, document, gray(drawn / "0.png"))
    yield from asks(rig, panel)
    yield from listed(rig, panel)
    yield from clicked(rig, panel, gray(drawn / "0.png"))


def offered(rig, panel, words):
    """What is lacking, how much it is, and where it goes; nothing was fetched yet."""
    panel.words(words)
    rig.widget("frisket.words").setFocus()
    yield from rig.xdotool("key", "Return")
    yield from shown(rig, "get")
    before, done = rig.layers(rig.app.activeDocument()), rig.history()
    yield from rig.xdotool("key", "ctrl+a", "BackSpace", "m")
    yield 400
    now = rig.layers(rig.app.activeDocument()), rig.history()
    rig.equal("who types on does not do so into the picture", now, (before, done))
    text = rig.widget("frisket.getting_text").text()
    rig.check("it names the recipe", "Toy world: toy-words" in text, text)
    rig.check("each model, how large, its licence", text.count("B, licence Apache") == 2, text)
    rig.check("where it goes, and the room there", " are free." in text, text)
    rig.check("the sentence is no command", "`" not in panel.message, panel.message)
    wanted = yield from rig.agent("downloads")
    rig.equal("nothing was fetched before", [one for one in wanted if "resolve" in one], [])
    rig.check("it is busy no more", panel.is_idle())
    yield from rig.screen("offered")
    recipes = rig.widget("frisket.recipe")
    titles = [recipes.itemText(row) for row in range(recipes.count())]
    rig.check("the list says it too", "Toy world: toy-words (+ 15 MB)" in titles, titles)


def cancelled(rig, panel):
    """In the middle of a file; then it goes on from there."""
    seen = []
    getting = panel._desk.models.getting
    panel._desk.models.changed.connect(lambda: seen.append(getting.sentence))
    yield from rig.agent("close_gate")
    yield from press(rig, "get")
    yield lambda: any(getting.progress and getting.progress.done for _ in "1")
    yield 300
    rig.check("the bar is there", rig.widget("frisket.getting_progress").isVisible())
    text = rig.widget("frisket.getting_text").text()
    rig.check("it says how far", " of 14 MB" in text, text)
    yield from rig.screen("fetching")
    yield from press(rig, "cancel")
    yield from rig.agent("open_gate")
    yield from shown(rig, "go_on")
    rig.check("and it says so", "Cancelled" in rig.widget("frisket.getting_text").text())
    yield from rig.screen("cancelled")
    for line in dict.fromkeys(seen):
        rig.heard(f"getting said: {line}")


def got(rig, panel, document, truth):
    """Go on; the words, typed once, end in the mask, and the trial is shown."""
    yield from press(rig, "go_on")
    for _ in range(900):
        if rig.selection(document) is not None:
            break
        yield 200
    yield panel.is_idle
    found = rig.selection(document) or bytes(len(truth))
    rig.check("the mask is right", overlap(found, truth) > 0.8, f"{overlap(found, truth):.3f}")
    ranges = yield from rig.agent("downloads")
    again = [one for one in ranges if "bytes=" in one]
    rig.check("it went on where it was", bool(again), ranges)
    text = rig.widget("frisket.getting_text").text()
    rig.check("it says that it is ready", "is ready" in text, text)
    trial = rig.widget("frisket.getting_trial")
    rig.check("the trial is seen", trial.isVisible() and trial.pixmap().width() > 60)
    rig.figure("of the trial", text)
    yield from rig.screen("got")
    yield from press(rig, "close")
    yield 200
    rig.check("the box is gone", not rig.widget("frisket.getting").isVisible())
    yield from panel.run()
    rig.check("words work from now on", "Selected: 1 object" in panel.message, panel.message)


def asks(rig, panel):
    """A recipe whose model asks for its licence to be accepted, and for a token."""
    panel.choose(recipe="toy-subject")
    yield from shown(rig, "get")
    get = rig.widget("frisket.getting_get")
    rig.check("not without a word on the licence", not get.isEnabled())
    tick = rig.widget("frisket.getting_accept")
    rig.equal("each model once", rig.widget("frisket.getting_text").text().count("BiRefNet"), 1)
    yield 100
    rig.check("the tick is in sight", not tick.visibleRegion().isEmpty())
    rig.check("the licence is named", "CC-BY-NC-4.0" in tick.accessibleName())
    rig.check("it can be read", rig.widget("frisket.getting_page").isVisible())
    yield from rig.screen("licence")
    yield from press(rig, "accept")
    yield 200
    rig.check("accepted: it can be got", get.isEnabled())
    yield from press(rig, "get")
    yield from shown(rig, "again")
    rig.check("not without a token", not rig.widget("frisket.getting_progress").isVisible())
    rig.figure("without a token", rig.widget("frisket.getting_text").text())
    field = rig.widget("frisket.getting_token")
    rig.check("what is typed is not seen", field.echoMode() == field.EchoMode.Password)
    yield from press(rig, "token")
    yield from rig.xdotool("type", TOKEN)
    yield from rig.screen("token")
    yield from press(rig, "token_send")
    told = rig.widget("frisket.getting_token_text")
    yield lambda: "Logged in as somebody" in told.text()
    rig.equal("the field is empty", field.text(), "")
    yield from press(rig, "again")
    yield from shown(rig, "close")
    yield from rig.screen("licensed")
    kept = (rig.folder / "config/plugins.json").read_text("utf-8")
    rig.check("the token is not in the settings", TOKEN not in kept, kept)
    yield from press(rig, "close")


def listed(rig, panel):
    """What is here, how large; one is removed, and is offered again."""
    menu = rig.widget("frisket.more").menu()
    next(a for a in menu.actions() if a.objectName() == "frisket.models_action").trigger()
    table = rig.widget("frisket.models_list")
    yield lambda: table.topLevelItemCount() > 2
    yield 300
    rows = {
        item.text(0): item for item in map(table.topLevelItem, range(table.topLevelItemCount()))
    }
    mine = [item for title, item in rows.items() if "toy world" in title]
    rig.equal("all three are listed", len(mine), 3)
    told = [[item.text(column) for column in range(5)] for item in mine]
    rig.check(
        "with their sizes, and today's use",
        all(row[2].endswith(("MB", "kB")) for row in told),
        told,
    )
    rig.check("and that they are here", all(row[3] for row in told), told)
    below = rig.widget("frisket.models_text").text()
    rig.check("all of them, and what is free", "3 models" in below and "free" in below, below)
    table.setCurrentItem(next(item for title, item in rows.items() if "SAM of" in title))
    yield 100
    yield from rig.screen("models")
    yield from press(rig, "models_remove", "")
    yield 300
    question = rig.widget("frisket.models_question")
    rig.check("it asks, with numbers", " kB" in question.text(), question.text())
    yield from rig.screen("remove")
    question.button(question.StandardButton.Yes).click()
    yield lambda: "is removed" in panel.message
    rig.check("what that freed", " kB are free again" in panel.message, panel.message)
    yield lambda: "2 models" in rig.widget("frisket.models_text").text()
    yield from rig.screen("removed")
    rig.widget("frisket.models").close()
    panel.choose(recipe="automatic")
    yield from panel.run()
    yield from shown(rig, "get")
    rig.check("it is offered again", "SAM" in rig.widget("frisket.getting_text").text())


def clicked(rig, panel, truth):
    """A click for which a model is lacking: it stays, and is answered once that is there."""
    yield from press(rig, "not_now")
    panel.choose(recipe="toy-words", prompt_from="clicks")
    yield from panel.pick(True)
    width, _ = rig.app.activeDocument().width(), rig.app.activeDocument().height()
    x, y, _ = middle(truth, width, (0, width))
    yield from rig.xdotool("mousemove", *rig.on_screen(x, y), "click", 1)
    yield from panel.settled()
    yield from shown(rig, "get")
    yield 300
    rig.equal("the click stays", panel.clicks(), 1)
    rig.check("and it says so", "clicks are kept" in panel.message, panel.message)
    yield from rig.screen("click-waits")
    yield from press(rig, "get")
    yield from shown(rig, "close")
    for _ in range(600):
        if panel.overlay().masks:
            break
        yield 100
    rig.check("it is answered by itself", bool(panel.overlay().masks), panel.message)
    rig.check("what was said is over", "not ready" not in panel.message, panel.message)
    yield from rig.screen("click-answered")
    yield from panel.pick(False)


def press(rig, name, room="getting_"):
    widget = rig.widget(f"frisket.{room}{name}")
    for area in areas_round(widget):
        area.ensureWidgetVisible(widget)
    yield 50
    point = widget.mapToGlobal(widget.rect().center())
    yield from rig.xdotool("mousemove", point.x(), point.y(), "click", 1)
    yield 50


def shown(rig, name):
    """A button of the box is there."""
    for _ in range(600):
        if rig.widget(f"frisket.getting_{name}").isVisible():
            break
        yield 100
    rig.check(f"{name} is there", rig.widget(f"frisket.getting_{name}").isVisible())
    yield 100


def areas_round(widget):
    """What it is scrolled in."""
    while (widget := widget.parentWidget()) is not None:
        if isinstance(widget, QtWidgets.QScrollArea):
            yield widget
