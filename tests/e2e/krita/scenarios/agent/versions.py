"""An agent that is too new or too old: the light says which side is to be updated."""

from frisket_probe.panel import Panel

AGENT = ""


def run(rig):
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(40, 30)
    for version, side in ((99, "plugin"), (0, "agent")):
        yield from rig.agent("start", version=version)
        yield from panel.until_light("mismatch")
        rig.check(f"version {version}", f"Update the {side}" in panel.light_text, panel.light_text)
        yield from panel.run()
        rig.check(f"version {version}: run", f"Update the {side}" in panel.message, panel.message)
        rig.equal(f"version {version}: nothing", rig.selection(document), None)
        rig.shot(f"version-{version}")
        yield from rig.agent("kill")
        yield from panel.until_light("stopped")
