"""Krita starts, shows a document, and ends."""


def run(rig):
    yield from rig.document(64, 48)
    rig.check("a document is open", rig.app.activeDocument() is not None)
