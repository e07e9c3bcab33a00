"""At 24 megapixels with a selection present no step of a job has the main thread for long.

Only the work of the thread itself is counted, which other programs do not lengthen. Selections are
not among the outputs: Krita's own Select Opaque looks at each pixel (docs/hosts.md).
"""

from frisket_probe.gaps import Gaps
from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask

WIDTH, HEIGHT = 6000, 4000
BOX = (900, 400, 4200, 2400)
MOST = 120.0
"""Milliseconds; the goal of 50 is measured in benchmarks/hosts.py. It was 240 to 1300 once."""
JOBS = (("rough", "stored"), ("box", "stored"), ("words", "mask"), ("words", "cutout"))


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    document = yield from rig.document(WIDTH, HEIGHT, [(BOX, RED)])
    yield from rig.select(document, mask(WIDTH, HEIGHT, [(800, 300, 4300, 2500)]))
    yield 2000
    gaps = Gaps()
    panel.words("red")
    for prompt_from, output in JOBS:
        panel.choose(prompt_from=prompt_from, output=output)
        before = len(rig.nodes(document))
        button = rig.widget("frisket.run")  # looking for it takes longer than Krita's own steps
        yield 20
        gaps.take()
        button.click()
        yield panel.is_idle
        yield 200
        _, worked = gaps.take()
        name = f"{prompt_from} to {output}"
        rig.check(f"{name}: made", len(rig.nodes(document)) > before, panel.message)
        rig.check(f"{name}: no long step", worked < MOST, worked)
        rig.figure(name, worked)
        yield from rig.undo(document)
        yield 500
