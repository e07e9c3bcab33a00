"""Words without a model: what is lacking is offered and got, and the words that stand there do."""

import json
import subprocess
import time

from gi.repository import Gimp, Gio
from live import discard
from rig import overlap, pixels, selection

AGENT = "hub"
WORDS, DIAGNOSTICS, MODELS = "^Select by Words", "Agent and Diagnostics", "frisket's models"
LIVE = "Select Interactively"
BUTTON = (60, 143)
"""The first button of the box in the dialog: from its left side, and from its bottom."""
LIVE_FIELD, LIVE_BUTTON = (1000, 108), (53, 81)
"""In the other window: the words from its left side and from its top; the first button of the box,
and its own Cancel, from its left side and from its bottom."""
UNTIL_FAILED = 80
"""Looks in which nothing moves: the agent asks the hub several times until it gives up."""
MODELS_BUTTON, FIRST_ROW, REMOVE = (60, 106), (100, 55), (150, 106)


def run(rig):
    scene = rig.folder / "scene"
    rig.agent("draw", name="scene", seed=9_007_001)
    things = json.loads((scene / "things.json").read_text("utf-8"))
    image = _load(scene / "picture.png")
    truth = pixels(_load(scene / "0.png").get_layers()[0], "Y' u8")
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    window = _offered(rig, things[0])
    _cancelled(rig, window)
    _failed(rig, window)
    _got(rig, window, image, truth)
    _removed(rig)
    _in_the_other_window(rig, things[0])


def _offered(rig, words):
    rig.screen.action("Select by Words")
    window = rig.screen.window(WORDS)
    rig.screen.key("ctrl+a")
    rig.screen.type(words)
    least = rig.screen.place(window)[3] + 60
    rig.screen.key("Return")

    def offered():
        """The same dialog, or the one that comes back when the agent took long to be heard."""
        found = rig.screen.windows(WORDS)
        return found and _height(rig, found[-1]) >= least and found[-1]

    window = rig.until("it is offered", offered)
    _still(rig, window)
    rig.screen.shot("offered")
    rig.equal("nothing was fetched before", _files(rig), [])
    return window


def _cancelled(rig, window):
    """In the middle of a file."""
    rig.agent("close_gate")
    _press(rig, window, BUTTON)
    rig.until("a model is being fetched", lambda: any("safetensors" in one for one in _files(rig)))
    _still(rig, window)  # half of it has come, and is seen
    rig.screen.shot("fetching")
    _press(rig, window, BUTTON)
    _still(rig, window)  # before the rest of the file may come
    rig.agent("open_gate")
    rig.screen.shot("cancelled")


def _failed(rig, window):
    """The hub is out of order: that is said, and the same button tries again."""
    rig.agent("fail_hub", status=503)
    before = rig.screen.pixels(rig.screen.place(window))
    _press(rig, window, BUTTON)
    rig.screen.still(rig.screen.place(window), UNTIL_FAILED, before)
    rig.screen.shot("failed")
    rig.equal("the dialog is still there", rig.screen.windows(WORDS), [window])
    rig.agent("fail_hub", status=0)


def _got(rig, window, image, truth):
    """It goes on from there, and then the words do what they were typed for, by themselves."""
    begun = time.monotonic()
    _press(rig, window, BUTTON)
    rig.screen.gone(WORDS)
    rig.figure("seconds until it is got and tried", round(time.monotonic() - begun, 1))
    rig.until("it is selected", lambda: any(selection(image)))
    again = [one for one in _files(rig) if "bytes=" in one]
    rig.check("it went on where it was", again, _files(rig))
    rig.screen.shot("got")
    share = overlap(selection(image), truth)
    rig.check("the mask is right", share > 0.8, share)
    rig.figure("overlap", round(share, 3))


def _removed(rig):
    """The list says what is here; one is removed."""
    rig.screen.action(DIAGNOSTICS)
    window = rig.screen.window(DIAGNOSTICS)
    _still(rig, window)
    rig.screen.shot("diagnostics")
    _press(rig, window, MODELS_BUTTON)
    models = rig.screen.window(MODELS)
    _still(rig, models)
    rig.screen.click_in(models, *FIRST_ROW)
    _still(rig, models)
    rig.screen.shot("models")
    had = _here(rig)
    _press(rig, models, REMOVE)
    question = rig.screen.window("^Remove")
    _still(rig, question)
    rig.screen.shot("asked")
    rig.screen.key("alt+y")
    rig.until("a model is gone", lambda: _here(rig) < had)
    _still(rig, models)
    rig.screen.shot("removed")
    rig.screen.key("Escape")
    rig.screen.gone(MODELS)
    rig.screen.close(DIAGNOSTICS)


def _in_the_other_window(rig, words):
    """The same there: offered, got, and then the words are looked for by themselves."""
    rig.screen.action(LIVE)
    window = rig.screen.window(LIVE)
    _still(rig, window)
    rig.screen.click_in(window, *LIVE_FIELD)
    rig.screen.type(words)
    had = len(_files(rig))
    rig.screen.key("Return")
    _still(rig, window)
    rig.screen.shot("live-offered")
    rig.equal("nothing is fetched without a word", len(_files(rig)), had)
    _press(rig, window, LIVE_BUTTON)
    rig.until("it is fetched again", lambda: len(_files(rig)) > had)
    rig.screen.still(rig.screen.place(window), looks=15)
    rig.screen.shot("live-got")
    discard(rig)


def _height(rig, window):
    try:
        return rig.screen.place(window)[3]
    except subprocess.CalledProcessError:
        return 0  # it is gone by now


def _files(rig):
    return [one for one in rig.agent("downloads") if "resolve" in one]


def _here(rig):
    """Bytes of models on the disk."""
    return sum(
        file.stat().st_size for file in (rig.folder / "hub").rglob("blobs/*") if file.is_file()
    )


def _load(file):
    return Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(str(file)))


def _still(rig, window):
    rig.screen.still(rig.screen.place(window))


def _press(rig, window, place):
    x, y, _, high = rig.screen.place(window)
    rig.screen.click(x + place[0], y + high - place[1])
