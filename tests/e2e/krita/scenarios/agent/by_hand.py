"""An agent that was started in a terminal is seen: nothing is offered to be set up then."""

from frisket_probe.panel import Panel

AGENT = "fake"
INSTALLS = False
UNPACKED = True


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    yield 300
    not_offered(rig, "an agent runs when Krita starts")
    yield from whence(rig)
    yield from rig.screen("running")

    yield from rig.agent("kill")
    yield from panel.until_light("stopped")
    yield lambda: rig.widget("frisket.setup").isVisible()
    rig.check("gone: it is offered", rig.widget("frisket.setup_start").isVisible())
    rig.check("and Start is not", not rig.widget("frisket.start").isVisible())
    yield from rig.screen("offered")

    yield from rig.agent("start")
    yield from panel.until_light("running")
    yield lambda: not rig.widget("frisket.setup").isVisible()
    not_offered(rig, "one was started meanwhile")
    rig.check("the form is back", rig.widget("frisket.words").isVisible())


def not_offered(rig, when):
    box = rig.widget("frisket.setup")
    rig.check(f"{when}: nothing is offered", not box.isVisible())


def whence(rig):
    """Who looks for a way to remove it is told where it comes from."""
    menu = rig.widget("frisket.more").menu()
    menu.aboutToShow.emit()
    action = next(one for one in menu.actions() if one.objectName() == "frisket.setup_remove")
    rig.check("it can be asked for", action.isVisible())
    action.trigger()
    yield 300
    question = rig.widget("frisket.setup_question")
    rig.check("it was not set up here", "not set up in this panel" in question.text())
    rig.check("nothing is asked", len(question.buttons()) == 1, question.text())
    yield from rig.screen("whence")
    question.close()
    yield 100
