"""Matting methods against each other, on composites whose alpha and foreground are known.

Each method gets the same band (`edge_band`) round the same slightly wrong mask, and solves the
part of the picture that holds it. Per kind of picture: SAD (sum of absolute differences, thousands
of pixels), MSE (in the band, thousandths), gradient error (Rhemann et al. 2009), seconds. Then the
estimates of the foreground's colour: mean absolute difference, weighted with alpha, in the band.

One picture of each kind at 1 megapixel (`--each 1`), MSE and seconds, on two busy cores:

                  textured      hair           soft          flat          low contrast
    mask          70.0          228.2          65.9          82.4          52.0
    chosen         7.8   0.3 s   76.3   0.4 s   8.3   0.4 s  13.2   0.4 s  11.1   0.4 s
    closed form   18.3   1.2 s   98.7   5.2 s   8.7   2.5 s  27.6   1.5 s  24.7   1.5 s
    guided filter 25.7   0.3 s  118.7   0.4 s  12.8   0.4 s  20.5   0.4 s  23.3   0.4 s
    PyMatting cf  18.3   2.9 s   98.7   6.3 s   8.7   2.7 s  27.6   1.2 s  24.7   1.9 s
    PyMatting knn 37.4   8.5 s   92.7  27.8 s  17.4  26.1 s  16.6  12.0 s  35.1  17.2 s
    PyMatting lkm 42.6  10.4 s   86.7  31.8 s   6.6  33.4 s  16.7  27.8 s  47.0  19.7 s

At 8 megapixels the chosen one took 0.6 to 1.2 s, the guided filter 3 to 6 s and was worse.
Solving a reduced picture and enlarging it by colour lines is the best here but for one kind, and
the fastest, and needs no compiler at run time (importing PyMatting compiles for up to a minute).
Our closed form at full size and PyMatting's agree. The foreground by blur fusion is off by 0.3 less
to 0.8 more than by the multi-level estimate, of 255, in a third to a half of the time.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from composites import Case, cases
from frisket.journey import foreground
from frisket.models.base import Image, Soft, Unwatched
from frisket.models.matte import closed_form, enlarging
from frisket.models.matte.closed_form import solve_band
from frisket.models.matte.edge_band import Band, band_widths, edge_band

Method: TypeAlias = Callable[[Image, Soft, Band], Soft]
KINDS = ("textured", "hair", "soft", "flat", "low_contrast")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=1152, help="3264 for 8 megapixels")
    parser.add_argument("--height", type=int, default=896, help="2448 for 8 megapixels")
    parser.add_argument("--each", type=int, default=2, help="pictures of each kind")
    parser.add_argument("--methods", nargs="*", default=list(METHODS), choices=list(METHODS))
    names = list(FOREGROUNDS)
    parser.add_argument("--foregrounds", nargs="*", default=names, choices=names)
    chosen = parser.parse_args(arguments)
    mattes: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    colours: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    for case in some_cases((chosen.width, chosen.height), chosen.each):
        mask = wrong_mask(case)
        unknown = edge_band(case.image, mask, *band_widths(mask))
        part = crop_to(unknown)
        for name in chosen.methods:
            given = case.image[part], mask[part], unknown[part]
            start = time.perf_counter()
            alpha = METHODS[name](*given)
            seconds = time.perf_counter() - start
            errors = matte_errors(alpha, case.alpha[part], unknown[part])
            mattes[name, case.kind].append([*errors, seconds])
        for name in chosen.foregrounds:
            estimate = FOREGROUNDS[name]
            start = time.perf_counter()
            colour = estimate(case.image, case.alpha)
            seconds = time.perf_counter() - start
            colours[name, case.kind].append([colour_error(colour, case), seconds])
    print_table("alpha: SAD, MSE, gradient, seconds", mattes)
    print_table("foreground: difference, seconds", colours)


def some_cases(size: tuple[int, int], each: int) -> Iterator[Case]:
    """The first few of each kind."""
    for kind in KINDS:
        yield from islice(cases(size, kinds=[kind]), each)


def wrong_mask(case: Case, seed: int = 0) -> Soft:
    """What a segmenter might give: hard and smooth, a few pixels off, without single hairs."""
    height, width = case.alpha.shape
    unit = height / 768
    blur = (10 if case.kind == "hair" else 1.5) * unit
    solid = np.asarray(cv2.GaussianBlur(case.alpha, (0, 0), blur) > 100, np.uint8)
    random = np.random.default_rng(seed)
    grid = random.normal(0, 3 * unit, (16, 16 * width // height)).astype(np.float32)
    wobble = cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
    inwards = cv2.distanceTransform(solid, cv2.DIST_L2, 5)
    outwards = cv2.distanceTransform(1 - solid, cv2.DIST_L2, 5)
    return np.where(inwards - outwards + wobble > 0, 255, 0).astype(np.uint8)


def crop_to(unknown: Band, margin: int = 8) -> tuple[slice, slice]:
    """The part of the picture that holds the band."""
    left, top, width, height = cv2.boundingRect(unknown.view(np.uint8))
    rows = slice(max(0, top - margin), top + height + margin)
    return rows, slice(max(0, left - margin), left + width + margin)


def the_mask(image: Image, mask: Soft, unknown: Band) -> Soft:
    """No matting at all."""
    return mask


def chosen_one(image: Image, mask: Soft, unknown: Band) -> Soft:
    """What `matte/closed_form` does: closed form on a reduced picture, enlarged by colour lines."""
    return solve_band(image, mask, unknown, Unwatched())


def closed_form_full(image: Image, mask: Soft, unknown: Band) -> Soft:
    """Our closed form at full size, without trust in the mask."""
    return to_mask(closed_form.solve(image, mask / 255.0, unknown, 0.0), mask, unknown)


def guided_filter(image: Image, mask: Soft, unknown: Band) -> Soft:
    """The guided filter (He, Sun, Tang 2010), its radius half the band's usual width."""
    radius = max(2, round(band_widths(mask)[1] / 2))
    slope, level = enlarging.colour_lines(image, mask / 255.0, radius, 1e-4)
    return to_mask((slope * (image / 255.0)).sum(axis=-1) + level, mask, unknown)


def to_mask(alpha: NDArray[Any], mask: Soft, unknown: Band) -> Soft:
    """`mask` with alpha (0 to 1) in the band."""
    steps = np.rint(np.clip(alpha, 0, 1) * 255).astype(np.uint8)
    return np.where(unknown, steps, mask).astype(np.uint8)


def of_pymatting(name: str) -> Method:
    """A method of PyMatting, the band as its trimap. Imported late: it compiles for a minute."""

    def method(image: Image, mask: Soft, unknown: Band) -> Soft:
        import pymatting

        trimap = np.where(unknown, 0.5, mask / 255.0)
        return to_mask(getattr(pymatting, name)(image / 255.0, trimap), mask, unknown)

    return method


def pymatting_foreground(image: Image, alpha: Soft) -> Image:
    """The multi-level estimate (Germer et al. 2020)."""
    import pymatting

    colour: NDArray[Any] = pymatting.estimate_foreground_ml(image / 255.0, alpha / 255.0)
    return np.asarray(np.rint(np.clip(colour, 0, 1) * 255), np.uint8)


METHODS: dict[str, Method] = {
    "mask": the_mask,
    "chosen": chosen_one,
    "closed form": closed_form_full,
    "guided filter": guided_filter,
    "PyMatting cf": of_pymatting("estimate_alpha_cf"),
    "PyMatting knn": of_pymatting("estimate_alpha_knn"),
    "PyMatting lkm": of_pymatting("estimate_alpha_lkm"),
}
FOREGROUNDS: dict[str, Callable[[Image, Soft], Image]] = {
    "picture": lambda image, alpha: image,
    "blur fusion": foreground.estimate,
    "PyMatting ml": pymatting_foreground,
}


def matte_errors(alpha: Soft, truth: Soft, unknown: Band) -> list[float]:
    """SAD / 1000, MSE × 1000 in the band, gradient error / 1000."""
    one, two = alpha / np.float32(255), truth / np.float32(255)
    difference = one - two
    steep = slopes(one) - slopes(two)
    return [
        float(np.abs(difference).sum()) / 1000,
        float((difference[unknown] ** 2).mean()) * 1000,
        float((steep**2).sum()) / 1000,
    ]


def slopes(alpha: NDArray[Any]) -> NDArray[Any]:
    """Gradient magnitude of the Gaussian-smoothed matte (standard deviation 1.4)."""
    smooth = cv2.GaussianBlur(alpha.astype(np.float32), (0, 0), 1.4)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down) / 8)


def colour_error(colour: Image, case: Case) -> float:
    """Mean absolute difference of an 8-bit channel where alpha is partial, weighted with alpha."""
    soft = (case.alpha > 0) & (case.alpha < 255)
    off = np.abs(colour[soft].astype(float) - case.foreground[soft]).mean(axis=1)
    return float(np.average(off, weights=case.alpha[soft]))


def print_table(title: str, values: dict[tuple[str, str], list[list[float]]]) -> None:
    """One row a method, one column a kind: the means of the pictures' figures."""
    print(f"\n{title}")
    print(f"{'':14}" + "".join(f"{kind:>26}" for kind in KINDS))
    for name in dict.fromkeys(name for name, _ in values):
        row = ""
        for kind in KINDS:
            means = np.mean(values[name, kind], axis=0)
            row += f"{' '.join(f'{mean:.2f}' for mean in means):>26}"
        print(f"{name:14}{row}")


if __name__ == "__main__":
    main()
