"""Makes the pictures of the documentation from what frisket really gives.

python docs/make_pictures.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from frisket import cli

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "dahlia.jpg"
GAP = 12
SQUARE = 12


def main() -> None:
    """The photograph, the overlay, and the cut-out on a chequered ground, side by side."""
    with tempfile.TemporaryDirectory() as folder:
        if cli.main(["try", "-o", folder]) != 0:
            raise SystemExit(1)
        overlay = Image.open(Path(folder) / "dahlia-overlay.png").convert("RGB")
        cutout = Image.open(Path(folder) / "dahlia-cutout.png")
    shown = [Image.open(EXAMPLE).convert("RGB"), overlay, _on_squares(cutout)]
    width, height = shown[0].size
    sheet = Image.new("RGB", (3 * width + 2 * GAP, height), "white")
    for number, picture in enumerate(shown):
        sheet.paste(picture, (number * (width + GAP), 0))
    sheet.resize((sheet.width // 2, sheet.height // 2), Image.Resampling.LANCZOS).save(
        HERE / "try.jpg", quality=88
    )


def _on_squares(cutout: Image.Image) -> Image.Image:
    rows, columns = np.ogrid[: cutout.height, : cutout.width]
    light = ((rows // SQUARE + columns // SQUARE) % 2).astype(np.uint8) * 50 + 180
    ground = Image.fromarray(light).convert("RGBA")
    ground.alpha_composite(cutout)
    return ground.convert("RGB")


if __name__ == "__main__":
    main()
