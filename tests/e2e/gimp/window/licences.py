"""A licence to accept and a token to paste, in the list of models: German, light, a fine screen."""

AGENT = "hub"
LANGUAGE = "de_DE.UTF-8"
SCALE = 2
THEME = "light"
DIAGNOSTICS, MODELS = "Agent und Diagnose", "friskets Modelle"
MODELS_BUTTON, FIRST_ROW, GET = (120, 212), (200, 110), (110, 212)
OFFERED = (110, 300)
"""Pixels of the screen: from the left side and the bottom; of the row, from the top."""
MODEL, TOKEN = "BiRefNet of the toy", "hf_test"
WHOLE = (1600, 978)


def run(rig):
    rig.screen.ready()
    rig.screen.action(DIAGNOSTICS)
    window = rig.screen.window(DIAGNOSTICS)
    _still(rig, window)
    _whole(rig, window, "the agent's window")
    rig.screen.shot("diagnostics")
    _press(rig, window, MODELS_BUTTON)
    models = rig.screen.window(MODELS)
    _still(rig, models)
    rig.screen.click_in(models, *FIRST_ROW)
    rig.screen.type(MODEL)
    _still(rig, models)
    rig.screen.key("Return")
    _whole(rig, models, "the list of models")
    rig.screen.shot("models")
    _press(rig, models, GET)
    _still(rig, models)
    rig.screen.shot("offered")
    _whole(rig, models, "what is offered")
    had = len(_files(rig))
    _back(rig, 3)
    rig.screen.type("hf_wrong")
    rig.screen.key("Return")
    rig.until("the wrong token is asked about", lambda: _has_come(rig, "hf_wrong"))
    _still(rig, models)
    rig.screen.shot("refused")
    rig.screen.type(TOKEN)
    _still(rig, models)
    rig.screen.shot("typing-again")
    rig.screen.key("Return")
    rig.until("the right one is asked about", lambda: _has_come(rig, TOKEN))
    _still(rig, models)
    rig.screen.shot("known")
    rig.equal("nothing is fetched without the licence", len(_files(rig)), had)
    _press(rig, models, GET)  # the list's own button, from which on the keys go upwards
    _still(rig, models)
    _back(rig, 3)
    rig.screen.key("space")
    _still(rig, models)
    rig.screen.shot("accepted")
    rig.equal("nor by the licence alone", len(_files(rig)), had)
    _press(rig, models, OFFERED)
    rig.until("it is fetched", lambda: any("toy-birefnet" in one for one in _files(rig)))
    _still(rig, models)
    rig.screen.shot("got")
    kept = (rig.folder / "config").rglob("*")
    told = [one for one in kept if one.is_file() and TOKEN in one.read_text("utf-8", "replace")]
    rig.equal("the token stands in no settings", told, [])


def _has_come(rig, token):
    return any(token in one for one in rig.agent("tokens"))


def _back(rig, times):
    rig.screen.key(*["shift+Tab"] * times)


def _whole(rig, window, what):
    """It lies on the screen, all of it."""
    _, _, wide, high = rig.screen.place(window)
    held = wide <= WHOLE[0] and high <= WHOLE[1]  # its place is told without the frame
    rig.check(f"in sight: {what}", held, (wide, high))


def _files(rig):
    return [one for one in rig.agent("downloads") if "resolve" in one]


def _still(rig, window):
    rig.screen.still(rig.screen.place(window), 5)


def _press(rig, window, place):
    x, y, _, high = rig.screen.place(window)
    rig.screen.click(x + place[0], y + high - place[1])
