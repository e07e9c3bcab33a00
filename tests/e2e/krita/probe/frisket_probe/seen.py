"""What can be read from masks and from pictures of the screen."""

from __future__ import annotations

from pathlib import Path

from .qt import QtGui


def of_colour(
    picture: Path, colour: tuple[int, int, int], within: tuple[int, int, int, int]
) -> tuple[int, int] | None:
    """The middle of what has exactly this colour in a box of a picture; None when nothing has."""
    left, top, right, bottom = within
    image = QtGui.QImage(str(picture)).convertToFormat(QtGui.QImage.Format.Format_RGB32)
    wanted = bytes([*reversed(colour)])
    places = []
    for y in range(max(0, top), min(image.height(), bottom)):
        line = image.constScanLine(y).asstring(4 * image.width())
        at = line.find(wanted)
        while at >= 0:
            if at % 4 == 0 and left <= at // 4 < right:
                places.append((at // 4, y))
            at = line.find(wanted, at + 1)
    if not places:
        return None
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)


def middle(mask: bytes, width: int, columns: tuple[int, int]) -> tuple[float, float, float]:
    """x and y of the middle of what a mask holds in these columns, and its area in pixels."""
    left, right = columns
    total = across = down = 0
    for y in range(len(mask) // width):
        row = mask[y * width + left : y * width + right]
        if any(row):
            total += sum(row)
            down += sum(row) * (2 * y + 1)
            across += sum(value * (2 * (left + x) + 1) for x, value in enumerate(row))
    if not total:
        return -1.0, -1.0, 0.0
    return across / total / 2, down / total / 2, total / 255


def gray(picture: Path) -> bytes:
    """The pixels of a gray picture, a byte each."""
    image = QtGui.QImage(str(picture)).convertToFormat(QtGui.QImage.Format.Format_Grayscale8)
    width = image.width()
    return b"".join(image.constScanLine(y).asstring(width) for y in range(image.height()))


def softened(mask: bytes, width: int) -> bytes:
    """A mask as the fake models soften it; what is set in it is at least five from any side."""
    result = bytearray(mask)
    for y in range(2, len(mask) // width - 2):
        for x in range(2, width - 2):
            rows = [mask[row * width + x - 2 : row * width + x + 3] for row in range(y - 2, y + 3)]
            result[y * width + x] = round(sum(map(sum, rows)) / 25)
    return bytes(result)


def overlap(mine: bytes, true: bytes) -> float:
    """Intersection over union of two masks, of what is more than half in."""
    pairs = [(a > 127, b > 127) for a, b in zip(mine, true, strict=True)]
    either = sum(a or b for a, b in pairs)
    return sum(a and b for a, b in pairs) / either if either else 1.0
