"""Another theme while somebody picks, and afterwards: all of the panel has its colours."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtGui, QtWidgets
from frisket_probe.rig import RED

ROLES = ("Window", "WindowText", "Base", "Text", "Button", "ButtonText", "PlaceholderText")
GROUPS = ("Active", "Inactive", "Disabled")
OWN = {
    "frisket.light": ROLES,
    "frisket.words": ("Text", "PlaceholderText"),
    "frisket.pick": ("Button", "ButtonText"),
}
"""What is not as in all other widgets: the light, words that are not used, and the button."""
THEMES = ("Krita bright", "Krita dark", "Krita blender")


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from rig.document(320, 240, [((80, 60, 240, 180), RED)])
    yield from panel.pick(True)
    yield from rig.xdotool("mousemove", *rig.on_screen(160, 120), "click", 1)
    yield from panel.settled()
    for theme in THEMES:
        yield from change(rig, theme)
        has_its_colours(rig, f"{theme}, picking")
        yield from rig.screen(theme.replace(" ", "-"))
    yield from panel.pick(False)
    has_its_colours(rig, "then not picking")
    panel.choose(prompt_from="box")
    for theme in THEMES:
        yield from change(rig, theme)
        has_its_colours(rig, f"{theme}, words not used")
    panel.choose(prompt_from="words")
    words = rig.widget("frisket.words").palette()
    wanted = QtWidgets.QApplication.palette()
    rig.equal("used words are not pale", words.text().color(), wanted.text().color())


def change(rig, theme):
    """By its entry in Settings → Themes."""
    actions = rig.app.action("theme_menu").menu().actions()
    next(one for one in actions if one.text().replace("&", "") == theme).trigger()
    yield 700


def has_its_colours(rig, case):
    docker = next(one for one in rig.app.dockers() if one.objectName() == "frisket_docker")
    wrong = []
    for widget in docker.widget().findChildren(QtWidgets.QWidget):
        name = widget.objectName() or type(widget).__name__
        wanted = QtWidgets.QApplication.palette(widget)
        own = OWN.get(name) or OWN.get(widget.parentWidget().objectName()) or ()
        wrong += [
            f"{name}: {group} {role}"
            for group in GROUPS
            for role in ROLES
            if role not in own and of(widget.palette(), group, role) != of(wanted, group, role)
        ]
    rig.equal(f"{case}: the theme's colours", wrong, [])
    theme = QtWidgets.QApplication.palette()
    words, button = rig.widget("frisket.words"), rig.widget("frisket.pick")
    shown = of(words.palette(), "Active", "Text")
    wanted = {of(theme, group, "Text") for group in GROUPS}
    rig.check(f"{case}: words have one of its colours", shown in wanted, (shown, wanted))
    wanted = of(theme, "Active", "Highlight" if button.isChecked() else "Button")
    rig.equal(f"{case}: so has the button", of(button.palette(), "Active", "Button"), wanted)


def of(palette, group, role):
    names = QtGui.QPalette.ColorGroup, QtGui.QPalette.ColorRole
    return palette.color(getattr(names[0], group), getattr(names[1], role)).name()
