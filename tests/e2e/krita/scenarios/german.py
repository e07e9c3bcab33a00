"""The panel in German, as the settings say; the settings are remembered outside of the plugin."""

import json

from frisket_probe.panel import Panel
from frisket_probe.qt import QtWidgets

SETTINGS = {"language": "de", "words": "rot", "options": {"output": "mask", "edges": "soft"}}


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from rig.document(60, 40)
    for name, text in (("run", "Los"), ("cancel", "Abbrechen")):
        rig.equal(name, rig.widget(f"frisket.{name}").text(), text)
    rig.equal("the output is remembered", rig.widget("frisket.output").currentData(), "mask")
    rig.equal("the words are remembered", rig.widget("frisket.words").text(), "rot")
    recipe = rig.widget("frisket.recipe")
    recipes = [recipe.itemData(index) for index in range(recipe.count())]
    rig.equal("automatic comes first", recipes[0], "automatic")
    rig.equal("no recipe stands there twice", sorted(set(recipes)), sorted(recipes))
    panel.words("gibtesnicht")
    yield from panel.run()
    rig.check("nothing found, in German", "nichts" in panel.message.lower(), panel.message)
    rig.shot("german")
    menu = rig.widget("frisket.more").menu()
    entry = next(a for a in menu.actions() if a.objectName() == "frisket.settings_action")
    entry.trigger()
    yield lambda: rig.widget("frisket.settings").isVisible()
    rig.shot("behind-settings")
    for name in ("command", "address"):
        line = rig.widget(f"frisket.settings.{name}")
        told = line.fontMetrics().horizontalAdvance(line.placeholderText())
        rig.check(f"{name}: what an empty one means is read", told <= line.width() - 8, told)
    rig.widget("frisket.settings").grab().save(str(rig.folder / "settings.png"))
    rig.widget("frisket.settings.preview_size").setValue(333)
    buttons = rig.widget("frisket.settings").findChild(QtWidgets.QDialogButtonBox)
    buttons.accepted.emit()
    yield 300
    saved = json.loads((rig.folder / "config/plugins.json").read_text("utf-8"))
    rig.equal("the settings are saved", saved["krita"]["preview"], 333)
    diagnostics = next(a for a in menu.actions() if a.objectName() == "frisket.diagnostics")
    diagnostics.trigger()
    yield 200
    told = QtWidgets.QApplication.clipboard().text()
    rig.check("the diagnostics are on the clipboard", "frisket plugin" in told, told[:100])
