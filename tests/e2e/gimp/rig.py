"""What scenarios see and do GIMP with. Runs inside GIMP, in its own Python."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import gi
import screen

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
gi.require_version("Babl", "0.1")
from gi.repository import Babl, Gegl, Gimp, Gio  # noqa: E402

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1."""
RED, GREEN, BLUE, GRAY, WHITE = (
    (255, 0, 0),
    (0, 255, 0),
    (0, 0, 255),
    (128, 128, 128),
    (255, 255, 255),
)
PRECISIONS = {
    "u8": Gimp.Precision.U8_NON_LINEAR,
    "u8-linear": Gimp.Precision.U8_LINEAR,
    "u16": Gimp.Precision.U16_NON_LINEAR,
    "u16-linear": Gimp.Precision.U16_LINEAR,
    "u32": Gimp.Precision.U32_NON_LINEAR,
    "half-linear": Gimp.Precision.HALF_LINEAR,
    "float": Gimp.Precision.FLOAT_NON_LINEAR,
    "float-linear": Gimp.Precision.FLOAT_LINEAR,
}
PATIENCE = 90.0
"""Seconds in which something has to come true."""


def main(given: dict[str, Any]) -> None:
    """Run scenario.py of this folder, and leave result.json."""
    folder = Path(os.environ["FRISKET_FOLDER"])
    rig = Rig(folder)
    error = ""
    for plug_in in Path.home().glob(".config/GIMP/3.*/plug-ins/frisket-gimp"):
        sys.path.append(str(plug_in))
    try:
        scenario: dict[str, Any] = dict(given)
        exec(compile((folder / "scenario.py").read_text("utf-8"), "scenario.py", "exec"), scenario)
        scenario["run"](rig)
    except BaseException:
        error = traceback.format_exc()
    if rig.on_screen:
        rig.screen.shot("end")
    else:
        for image in Gimp.get_images():
            image.delete()
    result = {"checks": rig.checks, "figures": rig.figures, "error": error}
    part = folder / "result.part"
    part.write_text(json.dumps(result, indent=1), "utf-8")
    part.rename(folder / "result.json")


SOFT = ("refine-selection", "remove-background")


class Rig:
    """One GIMP, one scenario."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checks: list[dict[str, Any]] = []
        self.figures: dict[str, Any] = {}
        self._asked = 0
        self.on_screen = "DISPLAY" in os.environ
        (folder / "asked").mkdir(exist_ok=True)
        if self.on_screen:
            self.screen = screen.Screen(folder)

    # --- what is held ---

    def check(self, name: str, held: object, detail: object = "") -> None:
        """One statement, and what was there if it did not hold."""
        self.checks.append({"name": name, "ok": bool(held), "detail": str(detail)})

    def equal(self, name: str, found: Any, wanted: Any) -> None:
        """Two values are the same."""
        if isinstance(found, bytes) and isinstance(wanted, bytes):
            self.check(name, found == wanted, difference(found, wanted))
        else:
            self.check(name, found == wanted, f"{found!r}, not {wanted!r}")

    def figure(self, name: str, value: Any) -> None:
        """Something that was measured."""
        self.figures[name] = value

    def until(self, what: str, held: Callable[[], object], patience: float = PATIENCE) -> Any:
        """Wait until something is true; it is an error if it never is."""
        end = time.monotonic() + patience
        while True:
            value = held()
            if value:
                return value
            if time.monotonic() > end:
                raise TimeoutError(f"in vain: {what}")
            time.sleep(0.05)

    def agent(self, do: str, **wish: Any) -> Any:
        """Have the world outside `start`, `kill` or `stop` the agent; gives what it answers."""
        self._asked += 1
        file = self.folder / "asked" / f"{self._asked}.json"
        part = file.with_suffix(".new")
        part.write_text(json.dumps({"do": do, **wish}), "utf-8")
        part.rename(file)
        done = file.with_suffix(".done")
        # Models may have to be made for it.
        self.until(f"the agent's {do}", done.exists, 5 * PATIENCE)
        answer = json.loads(done.read_text("utf-8"))
        if answer["error"]:
            raise RuntimeError(answer["error"])
        return answer["value"]

    # --- pictures ---

    def image(
        self,
        width: int = 64,
        height: int = 48,
        patches: Iterable[tuple[Box, tuple[int, int, int]]] = (((8, 8, 24, 20), RED),),
        kind: str = "rgba",
        precision: str = "u8",
        at: tuple[int, int] = (0, 0),
        size: tuple[int, int] | None = None,
    ) -> tuple[Gimp.Image, Gimp.Layer]:
        """An image with one gray layer with boxes of plain colour; `kind`: rgb rgba gray graya
        indexed. `at` and `size` are the layer's, if it is not as large as the image."""
        wide, high = size or (width, height)
        base = Gimp.ImageBaseType.RGB
        image = Gimp.Image.new_with_precision(width, height, base, PRECISIONS[precision])
        alpha = kind in ("rgba", "graya")
        layer_type = Gimp.ImageType.RGBA_IMAGE if alpha else Gimp.ImageType.RGB_IMAGE
        layer = Gimp.Layer.new(image, "picture", wide, high, layer_type, 100, Gimp.LayerMode.NORMAL)
        image.insert_layer(layer, None, 0)
        layer.set_offsets(*at)
        paint(layer, (0, 0, wide, high), GRAY)
        for box, colour in patches:
            paint(layer, box, colour)
        if kind.startswith("gray"):
            image.convert_grayscale()
        elif kind == "indexed":
            image.convert_indexed(
                Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 255, False, False, ""
            )
        image.set_selected_layers([layer])
        image.clean_all()
        return image, layer

    def photograph(self) -> tuple[Gimp.Image, Gimp.Layer]:
        """examples/dahlia.jpg."""
        file = Gio.File.new_for_path(str(self.folder / "dahlia.jpg"))
        image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, file)
        layer = image.get_layers()[0]
        image.set_selected_layers([layer])
        image.clean_all()
        return image, layer

    # --- calls ---

    def call(
        self, short: str, image: Gimp.Image, *drawables: Gimp.Drawable, **arguments: Any
    ) -> Call:
        """A procedure with named arguments, as a script calls it.

        Edges are hard, which can be compared byte by byte, except where soft ones are looked at.
        """
        procedure = Gimp.get_pdb().lookup_procedure(f"plug-in-frisket-{short}")
        if short not in SOFT and procedure.find_argument("edges") is not None:
            arguments = {"edges": "hard", **arguments}
        config = procedure.create_config()
        config.set_property("image", image)
        config.set_core_object_array("drawables", list(drawables))
        for name, value in arguments.items():
            config.set_property(name.replace("_", "-"), value)
        return Call(procedure.run(config))


class Call:
    """What a procedure gave back."""

    def __init__(self, values: Gimp.ValueArray) -> None:
        self.status = values.index(0)
        self.succeeded = self.status == Gimp.PDBStatusType.SUCCESS
        self.failed = self.status == Gimp.PDBStatusType.EXECUTION_ERROR
        rest = [values.index(number) for number in range(1, values.length())]
        self.error = str(Gimp.get_pdb().get_last_error() or "")
        self.rest = rest

    @property
    def count(self) -> int:
        return int(self.rest[0])

    @property
    def boxes(self) -> list[int]:
        return [edge for one in json.loads(self.rest[5]) for edge in one["box"]]

    @property
    def scores(self) -> list[float]:
        return [one["score"] for one in json.loads(self.rest[5])]

    @property
    def labels(self) -> list[str]:
        return list(self.rest[3])

    @property
    def reading(self) -> str:
        return str(self.rest[6])


def paint(layer: Gimp.Layer, box: Box, colour: tuple[int, int, int], alpha: int = 255) -> None:
    """A box of plain colour, in pixels of the layer."""
    x0, y0, x1, y1 = box
    name, pixel = (
        ("R'G'B'A u8", bytes([*colour, alpha]))
        if layer.has_alpha()
        else (
            "R'G'B' u8",
            bytes(colour),
        )
    )
    buffer = layer.get_buffer()
    buffer.set(Gegl.Rectangle.new(x0, y0, x1 - x0, y1 - y0), name, pixel * ((x1 - x0) * (y1 - y0)))
    buffer.flush()
    layer.update(x0, y0, x1 - x0, y1 - y0)


def mask(width: int, height: int, *boxes: Box, value: int = 255) -> bytes:
    """A mask with these boxes set."""
    rows = bytearray(width * height)
    for x0, y0, x1, y1 in boxes:
        for y in range(y0, y1):
            rows[y * width + x0 : y * width + x1] = bytes([value]) * (x1 - x0)
    return bytes(rows)


def raw(drawable: Gimp.Drawable) -> bytes:
    """The values that stand in it, in its own format."""
    name = Babl.get_name(drawable.get_format())
    return pixels(drawable, name)


def pixels(drawable: Gimp.Drawable, name: str) -> bytes:
    """All of it, in the format of this name."""
    place = Gegl.Rectangle.new(0, 0, drawable.get_width(), drawable.get_height())
    return bytes(drawable.get_buffer().get(place, 1.0, name, Gegl.AbyssPolicy.NONE))


def values(drawable: Gimp.Drawable) -> bytes:
    """What stands in a mask, a channel or the selection: 0 to 255, without any conversion."""
    perceptual = Babl.format_get_encoding(drawable.get_format()).startswith("Y'")
    return pixels(drawable, "Y' u8" if perceptual else "Y u8")


def selection(image: Gimp.Image) -> bytes:
    """The selection, a byte a pixel."""
    return values(image.get_selection())


def set_selection(image: Gimp.Image, data: bytes) -> None:
    """A soft selection, by way of a channel."""
    width, height = image.get_width(), image.get_height()
    channel = Gimp.Channel.new(image, "given", width, height, 50, Gegl.Color.new("red"))
    perceptual = Babl.format_get_encoding(channel.get_format()).startswith("Y'")
    buffer = channel.get_buffer()
    place = Gegl.Rectangle.new(0, 0, width, height)
    buffer.set(place, "Y' u8" if perceptual else "Y u8", data)
    buffer.flush()
    layers = image.get_selected_layers()
    image.insert_channel(channel, None, 0)
    image.select_item(Gimp.ChannelOps.REPLACE, channel)
    image.remove_channel(channel)
    image.set_selected_layers(layers)


def softened(data: bytes, width: int) -> bytes:
    """A mask whose set pixels are at least five from any side, as the fake models soften it."""
    height = len(data) // width
    result = bytearray(data)
    for y in range(2, height - 2):
        for x in range(2, width - 2):
            block = [data[row * width + x - 2 : row * width + x + 3] for row in range(y - 2, y + 3)]
            result[y * width + x] = round(sum(map(sum, block)) / 25)
    return bytes(result)


def overlap(found: bytes, truth: bytes) -> float:
    """Intersection over union."""
    pairs = [(one >= 128, other >= 128) for one, other in zip(found, truth, strict=True)]
    return sum(a and b for a, b in pairs) / max(1, sum(a or b for a, b in pairs))


def difference(found: bytes, wanted: bytes) -> str:
    """Where two masks part."""
    if len(found) != len(wanted):
        return f"{len(found)} bytes, not {len(wanted)}"
    places = [
        place for place, pair in enumerate(zip(found, wanted, strict=True)) if pair[0] != pair[1]
    ]
    if not places:
        return ""
    first = places[0]
    return (
        f"{len(places)} of {len(wanted)} differ, first at {first}: {found[first]}, "
        f"not {wanted[first]}"
    )
