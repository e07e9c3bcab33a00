"""How long Krita's window stands still during a job at 24 megapixels, a selection present."""

from frisket_probe.still import every_job

LIMIT = 900


def run(rig):
    yield from every_job(rig, 6000, 4000, runs=5)
