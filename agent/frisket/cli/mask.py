"""`frisket mask` and `frisket try`: pictures in; masks, cut-outs and overlays out."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from frisket import __version__, pictures
from frisket.config import Settings
from frisket.pictures import ArraySource, Output, Picture
from frisket_protocol.client import Client
from frisket_protocol.errors import AgentNotRunning, Cancelled, FrisketError, InvalidArgument
from frisket_protocol.parts import Finish, Operations, Prompt, Software
from frisket_protocol.raster import Box, Mask, Raster

from .exit_codes import FAILED, NOTHING_FOUND, OK
from .prompt import finish_of, prompt_of
from .report import Made, Progress, report

Pixels = NDArray[np.uint8]

EXAMPLE = "dahlia.jpg"
EXAMPLE_BOX = Box(164, 78, 452, 372)


@dataclass(frozen=True)
class Outputs:
    """Where each thing goes for one picture; None: not wanted."""

    mask: Path
    cutout: Path | None
    overlay: Path | None

    @property
    def wanted(self) -> list[tuple[Path, Output]]:
        """Each path that is wanted, with what will stand there."""
        kinds: list[tuple[Path | None, Output]] = [
            (self.mask, "mask"),
            (self.cutout, "cut-out"),
            (self.overlay, "overlay"),
        ]
        return [(path, kind) for path, kind in kinds if path is not None]


def run_mask(options: argparse.Namespace) -> int:
    """Masks of all pictures. One that fails does not keep the others from being made."""
    prompt, finish = prompt_of(options), finish_of(options)
    outputs = [_outputs(options, Path(picture)) for picture in options.pictures]
    _check_places(outputs, [*options.pictures, options.scribble, options.mask])
    codes = []
    with _client(options) as client:
        for name, output in zip(options.pictures, outputs, strict=True):
            try:
                made = _make(client, Path(name), prompt, finish, output, options)
            except Cancelled:
                raise
            except FrisketError as error:
                print(f"frisket: {name}: {error}", file=sys.stderr)
                codes.append(FAILED)
                continue
            codes.append(OK if made.answer.masks else NOTHING_FOUND)
            report(made, options.json, options.quiet)
    return max(codes, key=[OK, NOTHING_FOUND, FAILED].index)


def run_try(options: argparse.Namespace) -> int:
    """The main job on a picture that comes with frisket."""
    folder = Path(options.output)
    name = Path(EXAMPLE).stem
    example = _example()
    box = EXAMPLE_BOX
    asked = argparse.Namespace(
        box=[(box.x0, box.y0, box.x1, box.y1)],
        point=None,
        not_=None,
        words="",
        scribble=None,
        mask=None,
        subject=False,
        everything=False,
        like=None,
        unlike=None,
        recipe="classic",
        order="score",
        limit=0,
        candidates=1,
        no_agent=True,
        agent=False,
        each=False,
        json=False,
        quiet=False,
    )
    _make_folder(folder)
    output = Outputs(
        folder / f"{name}-mask.png", folder / f"{name}-cutout.png", folder / f"{name}-overlay.png"
    )
    print(f"A box round the object in {example.name}, and no model downloaded:")
    with _client(asked) as client:
        finish = Finish("soft", Operations(), foreground=True)
        made = _make(client, example, prompt_of(asked), finish, output, asked)
    report(made, asked.json, asked.quiet)
    print("Look at the overlay first. Then: frisket mask YOUR-PICTURE --box X0,Y0,X1,Y1")
    return OK


# --- where results go ---


def _outputs(options: argparse.Namespace, picture: Path) -> Outputs:
    many = len(options.pictures) > 1

    def at(given: str | None, kind: str) -> Path | None:
        if given is None:
            return None
        path = Path(given)
        if given.endswith(("/", "\\")):
            _make_folder(path)
        if path.is_dir():
            return path / f"{picture.stem}-{kind}.png"
        if many:
            raise InvalidArgument(
                f"{given} is one file, and there are {len(options.pictures)} pictures.",
                hint="Name a folder, with a slash at its end.",
            )
        return path

    mask = at(options.output, "mask") or Path(f"{picture.stem}-mask.png")
    return Outputs(mask, at(options.cutout, "cutout"), at(options.overlay, "overlay"))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidArgument(
            f"The folder {folder} cannot be made: {error.strerror}.",
            hint="Name another place to write to.",
        ) from error


def _check_places(outputs: Sequence[Outputs], inputs: Sequence[str | None]) -> None:
    """Raise InvalidArgument for what cannot or must not be written, before any work is done."""
    named = {Path(name).resolve() for name in inputs if name}
    for output in outputs:
        for path, kind in output.wanted:
            pictures.check_target(path, kind)
            if path.resolve() in named:
                raise InvalidArgument(
                    f"{path} is spoken for: another result or a picture that is read stands there.",
                    hint="Give each result a place of its own.",
                )
            named.add(path.resolve())


# --- the work ---


def _client(options: argparse.Namespace) -> Client:
    """The running agent if there is one; this process if not."""
    if not options.no_agent:
        try:
            return Client.connect(Software("frisket-cli", __version__))
        except AgentNotRunning:
            if options.agent:
                raise
    from frisket.serving.local import LocalChannel

    return Client(lambda: LocalChannel(Settings(discoverable=False)))


def _make(
    client: Client,
    path: Path,
    prompt: Prompt,
    finish: Finish,
    output: Outputs,
    options: argparse.Namespace,
) -> Made:
    """One picture: read it, ask, write what is wanted."""
    began = time.perf_counter()
    picture = pictures.load(path)
    size = picture.width, picture.height
    scribble = _marks(pictures.load_scribble(options.scribble, *size)) if options.scribble else None
    rough = _marks(pictures.load_rough(options.mask, *size)) if options.mask else None
    with Progress(path.name, options.quiet or options.json) as watch:
        answer = client.open(ArraySource(picture.rgb, picture.alpha)).segment(
            prompt,
            scribble=scribble,
            rough=rough,
            recipe=options.recipe,
            finish=finish,
            order=options.order,
            limit=options.limit,
            candidates=options.candidates,
            watch=watch,
        )
    written = _write(picture, answer.masks, output, options.each) if answer.masks else []
    return Made(picture, answer, written, time.perf_counter() - began)


def _marks(marks: Pixels) -> Raster:
    return Raster(marks.shape[1], marks.shape[0], "gray8", marks.tobytes())


def _write(picture: Picture, masks: Sequence[Mask], output: Outputs, each: bool) -> list[Path]:
    whole = [_whole(mask, picture) for mask in masks]
    joined = np.maximum.reduce(whole)
    groups = [([mask], [pixels]) for mask, pixels in zip(masks, whole, strict=True)]
    if not each:
        groups = [(list(masks), [joined])]
    written = []
    for number, (objects, (pixels,)) in enumerate(groups, start=1):
        suffix = f"-{number}" if each else ""
        path = _numbered(output.mask, suffix)
        pictures.save_mask(path, pixels)
        written.append(path)
        if output.cutout:
            path = _numbered(output.cutout, suffix)
            pictures.save_cutout(path, picture, pixels, _foreground(objects, picture))
            written.append(path)
    if output.overlay:
        pictures.save_overlay(output.overlay, picture, whole)
        written.append(output.overlay)
    return written


def _numbered(path: Path, suffix: str) -> Path:
    return path.with_name(path.stem + suffix + path.suffix)


def _whole(mask: Mask, picture: Picture) -> Pixels:
    """A mask as large as the picture, HxW uint8."""
    whole = np.zeros((picture.height, picture.width), np.uint8)
    whole[_slices(mask)] = np.frombuffer(mask.data, np.uint8).reshape(mask.height, mask.width)
    return whole


def _foreground(masks: Sequence[Mask], picture: Picture) -> Pixels:
    """The picture's colours (HxWx3 uint8, sRGB), with each object's own along its edge."""
    colours = picture.rgb.copy()
    for mask in masks:
        if mask.foreground is not None:
            own = np.frombuffer(mask.foreground, np.uint8).reshape(mask.height, mask.width, 3)
            inside = np.frombuffer(mask.data, np.uint8).reshape(mask.height, mask.width) > 0
            colours[_slices(mask)][inside] = own[inside]
    return colours


def _slices(mask: Mask) -> tuple[slice, slice]:
    box = mask.box
    return slice(int(box.y0), int(box.y1)), slice(int(box.x0), int(box.x1))


def _example() -> Path:
    """The example picture: beside the package when installed, in examples/ in a checkout."""
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "examples", here.parents[1] / "examples"):
        if (folder / EXAMPLE).is_file():
            return folder / EXAMPLE
    raise InvalidArgument("The example picture is missing from this installation.")
