"""How long Krita's window stands still during a job at 192 megapixels, a selection present."""

from frisket_probe.still import every_job

LIMIT = 2400


def run(rig):
    yield from every_job(rig, 16000, 12000, runs=1)
