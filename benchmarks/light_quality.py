"""How good masks are with a real network and without PyTorch, on photographs with known outlines.

    python benchmarks/light_quality.py [--network FILE.onnx] [--pictures FOLDER] [--seeds N]

The network is the IS-Net of `published_isnet.py`, or the FILE. Mean overlap (intersection over
union) on the eight photographs and the two of many colours: of boxes drawn a little wrong, and of
"the subject"; what one click in the middle of the largest wrong part makes of a box; soft edges on
composites whose alpha is known. Beside it the engine without models, and the network asked in
plainer ways. With --pictures the outlines are drawn, to be looked at.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models import graphs
from frisket.models.base import Image, Matter, ObjectPrompt, Segmenter, Soft, Unwatched
from frisket.models.files.cards import ModelCard
from frisket.models.matte.closed_form import MatteClosedForm
from frisket.models.matte.standing_out import Work, filled, shown_round
from frisket.models.matte.subject import NARROW, WIDE, MatteSubject
from frisket.models.place import CPU
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket_protocol.raster import Box
from matting import matte_errors, some_cases, wrong_mask
from photographs import Photograph, photographs
from prompts import jittered_box, wrong_click
from published_isnet import Unreachable, fetched

Overlaps: TypeAlias = dict[str, list[float]]
ISNET = ModelCard(
    "isnet",
    "matte",
    "IS-Net",
    "",
    "frisket.models.matte.subject:MatteSubject",
    files={"isnet.onnx": ""},
    options={"mean": [0.5, 0.5, 0.5], "deviation": [1.0, 1.0, 1.0], "logits": False},
)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--only", choices=["boxes", "subjects", "corrections", "mattes"])
    chosen = parser.parse_args()
    try:
        file = chosen.network or fetched()["isnet-16-bit.onnx"]
    except Unreachable as error:
        print(f"Skipped: {error}")
        return
    network = MatteSubject(ISNET, graphs.opened(file, CPU))
    scenes = [*photographs(), *photographs(many_coloured=True)]
    tables: dict[str, Callable[[], None]] = {
        "boxes": lambda: print_boxes(network, scenes, chosen.seeds),
        "subjects": lambda: print_subjects(network, scenes),
        "corrections": lambda: print_corrections(network, scenes),
        "mattes": lambda: print_mattes(network),
    }
    for name, show in tables.items():
        if chosen.only in (None, name):
            show()
    if chosen.pictures:
        draw(network, scenes, chosen.pictures)


def print_boxes(network: MatteSubject, scenes: Sequence[Photograph], seeds: int) -> None:
    """Boxes, each side 0 to 4 % off."""
    table = defaultdict[str, list[float]](list)
    seconds = defaultdict[str, list[float]](list)
    ways = _ways(network)
    for scene in scenes:
        for seed in range(seeds):
            box = jittered_box(scene.truth, seed)
            for name, way in ways.items():
                started = time.perf_counter()
                mask = way(scene.image, box)
                seconds[name].append(time.perf_counter() - started)
                table[name].append(overlap(mask, scene.truth))
    print(f"boxes, {seeds} of each: mean overlap, worst three, median seconds")
    for name, found in table.items():
        per_scene = np.asarray(found).reshape(len(scenes), seeds).mean(axis=1)
        print(
            f"    {name:12} {np.mean(found):.3f}   {worst(per_scene, scenes)}"
            f"   {np.median(seconds[name]):.2f} s",
            flush=True,
        )


def _ways(network: MatteSubject) -> dict[str, Callable[[Image, Box], Soft]]:
    """What is asked for a box."""
    classical = SegmentClassic()
    return {
        "frisket": lambda image, box: answer(network, image, ObjectPrompt(box=box)),
        "classical": lambda image, box: answer(classical, image, ObjectPrompt(box=box)),
        "narrow look": lambda image, box: look(network, image, box, NARROW),
        "wide look": lambda image, box: look(network, image, box, WIDE),
    }


def print_subjects(network: MatteSubject, scenes: Sequence[Photograph]) -> None:
    """No prompt at all. Four of the ten objects are not what their picture is of."""
    print("the subject: mean overlap, worst three")
    engines: dict[str, Segmenter] = {"frisket": network, "classical": SegmentClassic()}
    for name, engine in engines.items():
        found = [
            overlap(answer(engine, scene.image, ObjectPrompt()), scene.truth) for scene in scenes
        ]
        print(f"    {name:12} {np.mean(found):.3f}   {worst(found, scenes)}", flush=True)


def print_corrections(network: MatteSubject, scenes: Sequence[Photograph]) -> None:
    """A box, and then a click in the middle of the largest part that is wrong."""
    print("one correcting click beside a box: mean overlap before, after, clicks obeyed")
    engines: dict[str, Segmenter] = {"frisket": network, "classical": SegmentClassic()}
    for name, engine in engines.items():
        before, after, obeyed = [], [], 0
        for scene in scenes:
            embedding = engine.embed(scene.image, Unwatched())
            prompt = ObjectPrompt(box=jittered_box(scene.truth, 0))
            mask = engine.segment(embedding, [prompt], Unwatched())[0][0].mask
            click = wrong_click(mask, scene.truth, np.random.default_rng(0))
            prompt = replace(prompt, points=(click,))
            corrected = engine.segment(embedding, [prompt], Unwatched())[0][0].mask
            before.append(overlap(mask, scene.truth))
            after.append(overlap(corrected, scene.truth))
            obeyed += (corrected[int(click.y), int(click.x)] >= 128) == click.inside
        print(
            f"    {name:12} {np.mean(before):.3f}  {np.mean(after):.3f}  {obeyed} of {len(scenes)}",
            flush=True,
        )


def print_mattes(network: MatteSubject) -> None:
    """Soft edges round a slightly wrong mask: mean squared error in the band, thousandths."""
    print("soft edges on composites: error (thousandths), seconds")
    matters: dict[str, Matter] = {"network": network, "closed form": MatteClosedForm()}
    table = defaultdict[tuple[str, str], list[tuple[float, float]]](list)
    for case in some_cases((1152, 896), 1):
        mask = wrong_mask(case)
        band = cv2.dilate(
            cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3))), np.ones((41, 41))
        )
        for name, matter in matters.items():
            started = time.perf_counter()
            alpha = matter.matte(case.image, mask, Unwatched())
            error = matte_errors(alpha, case.alpha, np.asarray(band > 0, np.bool_))[1]
            table[case.kind, name].append((error, time.perf_counter() - started))
    for (kind, name), found in table.items():
        print(f"    {kind:14} {name:12} {found[0][0]:7.1f}   {found[0][1]:.1f} s", flush=True)


def draw(network: MatteSubject, scenes: Sequence[Photograph], folder: Path) -> None:
    """Side by side what is true, frisket's box and subject, and the classical box."""
    folder.mkdir(parents=True, exist_ok=True)
    for scene in scenes:
        box = ObjectPrompt(box=jittered_box(scene.truth, 0))
        masks = [
            np.where(scene.truth, 255, 0).astype(np.uint8),
            answer(network, scene.image, box),
            answer(network, scene.image, ObjectPrompt()),
            answer(SegmentClassic(), scene.image, box),
        ]
        row = np.hstack([outlined(scene.image, mask) for mask in masks])
        cv2.imwrite(str(folder / f"{scene.name}.png"), row[..., ::-1])


def answer(engine: Segmenter, image: Image, prompt: ObjectPrompt) -> Soft:
    """The first mask that an engine answers."""
    return engine.segment(engine.embed(image, Unwatched()), [prompt], Unwatched())[0][0].mask


def look(network: MatteSubject, image: Image, box: Box, margin: float) -> Soft:
    """The network alone, shown the box and a margin."""
    inside = filled(box, *image.shape[:2])
    mask = np.zeros_like(inside)
    part = shown_round(inside, margin=margin)
    mask[part] = network._alpha(image[part], Work(Unwatched(), "segment"))
    return np.where(inside, mask, 0).astype(np.uint8)


def outlined(image: Image, mask: Soft) -> Image:
    """The picture, 400 pixels high, with the outline of a mask."""
    height, width = image.shape[:2]
    edges, _ = cv2.findContours(
        (mask >= 128).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE
    )
    drawn = image.copy()
    cv2.drawContours(drawn, edges, -1, (255, 0, 255), max(1, height // 200))
    size = round(width * 400 / height), 400
    return np.asarray(cv2.resize(drawn, size, interpolation=cv2.INTER_AREA), np.uint8)


def overlap(mask: Soft, truth: NDArray[np.bool_]) -> float:
    """Intersection over union, at half."""
    inside = mask >= 128
    common, either = np.count_nonzero(inside & truth), np.count_nonzero(inside | truth)
    return float(common) / max(1, int(either))


def worst(found: Any, scenes: Sequence[Photograph]) -> str:
    """The three that were found worst."""
    order = np.argsort(found)[:3]
    return ", ".join(f"{scenes[index].name} {found[index]:.2f}" for index in order)


if __name__ == "__main__":
    main()
