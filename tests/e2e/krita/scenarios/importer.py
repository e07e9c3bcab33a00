"""Krita's own "Import Python Plugin from File" takes the archive, and takes it again."""

import sys
from pathlib import Path

INSTALLS = False
BUNDLE = True
AGENT = ""


def run(rig):
    yield from rig.document(40, 30)
    sys.path.insert(0, "/usr/share/krita/pykrita")
    import builtins

    builtins.i18n = getattr(builtins, "i18n", str)
    from plugin_importer.plugin_importer import PluginImporter

    resources = Path(rig.app.getAppDataLocation())
    asked = []

    def confirm(plugin):
        asked.append(plugin["name"])
        return True

    for time in ("first", "again"):
        done = PluginImporter(str(rig.folder / "plugin.zip"), str(resources), confirm).import_all()
        rig.equal(f"{time}: imported", [plugin["name"] for plugin in done], ["frisket_krita"])
        rig.check(f"{time}: with its actions", done and done[0]["action"], done)
    rig.equal("asked before it is overwritten", asked, ["frisket_krita"])
    plugins = resources / "pykrita"
    for file in (
        "frisket_krita.desktop",
        "frisket_krita/__init__.py",
        "frisket_krita/_vendor/msgpack/fallback.py",
        "frisket_krita/_vendor/frisket_protocol/client.py",
        "frisket_krita/_vendor/frisket_plugin/translations/de.json",
        "../actions/frisket_krita.action",
    ):
        rig.check(file, (plugins / file).is_file())
    carried = plugins / "frisket_krita/wheel"
    wheels = [file.name for file in carried.glob("*.whl")]
    rig.equal("one wheel of the agent comes along", len(wheels), 1)
    rig.check("under its own name", wheels[0].startswith("frisket_masks-"), wheels)
    rig.check("and where the rest is to be had", (carried / "index.txt").read_text().strip())
    sys.path.insert(0, str(plugins))
    import frisket_krita

    rig.check("and it runs from there", str(plugins) in frisket_krita.__file__)
