"""Train the small models of the toy world: `python tests/toyworld/train.py [family…]`.

Writes `checkpoints/<card>/` next to this file: the published layout, and `curves.json`.
"""

from __future__ import annotations

import argparse
import logging
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

FAMILIES = {
    "toy-words": ("toyworld.train_words", 3000),
    "toy-sam": ("toyworld.train_sam", 1200),
    "toy-sam2": ("toyworld.train_sam2", 3600),
    "toy-yolo": ("toyworld.train_yolo", 3000),
    "toy-birefnet": ("toyworld.train_birefnet", 900),
}
"""The card of each family, the module that trains it, and for how many steps."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("family", nargs="*", help=f"of {', '.join(FAMILIES)}; all without")
    parser.add_argument("--steps", type=int, help="other than as many as it needs")
    parser.add_argument("--into", type=Path, default=HERE / "checkpoints")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)

    import torch

    torch.set_num_threads(asked.threads)
    for family in asked.family or FAMILIES:
        module, steps = FAMILIES[family]
        logging.info("%s", family)
        import_module(module).write(asked.into / family, asked.steps or steps)


if __name__ == "__main__":
    main()
