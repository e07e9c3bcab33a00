"""What is read smaller is where it belongs: the preview's pixels, whatever the scale."""

from rig import RED

from frisket_gimp.canvas import reading
from frisket_protocol.raster import Box


def run(rig):
    for width, height, scale in (
        (1600, 1200, 1.5625),
        (4000, 3000, 4000 / 1024),
        (3000, 2000, 3000 / 1024),
        (7680, 4320, 7.5),
        (1030, 700, 1030 / 1024),
        (999, 777, 2.0),
    ):
        place = (width // 4, height // 4, width // 2, height // 2)
        image, layer = rig.image(width, height, [(place, RED)])
        source = reading.LayerSource(layer)
        raster = source.read(Box(0, 0, width, height), scale)
        name = f"{width} × {height} at {scale:.3f}"
        found = _edges(raster)
        wanted = [edge / scale for edge in place]
        off = max(abs(one - other) for one, other in zip(found, wanted, strict=True))
        rig.check(f"{name}: the edges", off < 0.6, f"{found}, not {wanted}")
        rig.figure(name, [round(one - other, 3) for one, other in zip(found, wanted, strict=True)])
        crop = Box(place[0] - 51, place[1] - 33, place[2] + 40, place[3] + 20)
        raster = source.read(crop, scale)
        found = _edges(raster)
        wanted = [
            (edge - at) / scale
            for edge, at in zip(place, (raster.frame.x, raster.frame.y) * 2, strict=True)
        ]
        off = max(abs(one - other) for one, other in zip(found, wanted, strict=True))
        rig.check(f"{name}: a crop's edges", off < 0.6, f"{found}, not {wanted}")
        image.delete()


def _edges(raster):
    """Where the red begins and ends, in fractions of a pixel: by how much of it there is."""
    data, width = bytes(raster.data), raster.width
    middle = raster.height * 2 // 5
    row = [_red(data, middle * width + x) for x in range(width)]
    column_x = width * 2 // 5
    column = [_red(data, y * width + column_x) for y in range(raster.height)]
    return [*_span(row)[:1], *_span(column)[:1], *_span(row)[1:], *_span(column)[1:]]


def _red(data, place):
    """0 for gray, 1 for red, by the green that is lacking."""
    return min(1.0, max(0.0, 1 - data[4 * place + 1] / 128))


def _span(line):
    inside = [place for place, value in enumerate(line) if value > 0.95]
    first, last = inside[0], inside[-1]
    return first - sum(line[max(0, first - 3) : first]), last + 1 + sum(line[last + 1 : last + 4])
