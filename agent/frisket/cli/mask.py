"""`frisket mask` and `frisket try`: pictures in; masks, cut-outs and overlays out."""

from __future__ import annotations

import argparse
import functools
import os
import re
import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from frisket import installation, pictures
from frisket.pictures import ArraySource
from frisket.trials import examples
from frisket_protocol import together
from frisket_protocol.client import Answer, Client
from frisket_protocol.errors import (
    Cancelled,
    FailedPrecondition,
    NotFound,
)
from frisket_protocol.messages import Welcome
from frisket_protocol.parts import Finish, Prompt, Size
from frisket_protocol.raster import Box, Mask, Raster
from frisket_protocol.watch import Watch

from . import arguments, checking, companions, inputs, places
from .arguments import did_you_mean
from .asking import Asked
from .exit_codes import FAILED, NOTHING_FOUND, OK
from .inputs import Given
from .outcomes import as_told, code_of, worst
from .places import Outputs
from .progress import Progress
from .prompt import as_shown, asked_of, boxes_of, typed, typed_as
from .report import Made, Report
from .starting import Interrupts
from .writing import Manner, Written, write

EXAMPLE = "dahlia.jpg"
EXAMPLE_BOX = Box(164, 78, 452, 372)
AUTOMATIC = "automatic"
_LEAVES_OUT = re.compile(
    r"\W*((everything|anything|all) )?(not|no|except|but|without|besides)\b", re.IGNORECASE
)
"""Words that name nothing but what is not wanted."""


def run_mask(options: argparse.Namespace) -> int:
    """Masks of all pictures. One that fails does not keep the others from being made."""
    companions.check(options)
    prompt, finish = asked_of(options)
    names = inputs.look(options.pictures)
    complaints = names.complaints
    given, left_out = inputs.without_results(names.given)
    if left_out and not given:
        complaints.append(inputs.nothing_but_results())
    outputs = places.outputs(options, given)
    read = [each.name for each in given if not each.is_pipe]
    beside = [name for name in (options.scribble, options.mask) if name]
    places.check(outputs, [*read, *beside, *_ground(options)], options)
    manner = Manner.of(options)
    report = Report(options.json, options.quiet, any(output.piped for output in outputs))
    report.left_out([str(one.path) for one in left_out])
    for complaint in complaints:
        report.failed("", complaint)
    report.named(places.renamed(given, outputs))
    codes = [FAILED] * bool(complaints)
    with Progress("", options.quiet):
        whoever = Asked(options)
    with whoever as asked:
        options.recipe = _recipe(asked.welcome, options.recipe)
        for picture, output in zip(given, outputs, strict=True):
            codes.append(_one(asked, picture, prompt, finish, output, manner, options, report))
    report.summed_up(names.others)
    return worst(codes)


def run_try(options: argparse.Namespace) -> int:
    """The main job on a picture that comes with frisket."""
    example = examples.folder() / EXAMPLE
    folder = options.output.rstrip("/\\") or options.output
    edges = (EXAMPLE_BOX.x0, EXAMPLE_BOX.y0, EXAMPLE_BOX.x1, EXAMPLE_BOX.y1)
    print(f"A box round the object in {example.name}, and no model downloaded:")
    places = [f"{option}={folder}/" for option in ("--output", "--cutout", "--overlay")]
    box = f"--box={','.join(f'{edge:g}' for edge in edges)}"
    asked = ["mask", str(example), box, "--recipe=classic", "--no-agent", *places]
    code = run_mask(arguments.read([*asked, *["--overwrite"] * options.overwrite]))
    if code == OK:
        then = installation.here().frisket("mask", "YOUR-PICTURE", "--box", "X0,Y0,X1,Y1")
        print(f"Look at the overlay first. Then: {then}")
    return code


# --- before any work ---


def _ground(options: argparse.Namespace) -> list[str]:
    """The background, where it is a file."""
    return [options.background] if options.background and os.path.exists(options.background) else []


def _recipe(welcome: Welcome, typed: str) -> str:
    """The name of a recipe, of which the title was perhaps typed. Raises NotFound."""
    known = list(dict.fromkeys([AUTOMATIC, *(one.name for one in welcome.recipes)]))
    called = {
        **{one.title.casefold(): one.name for one in welcome.recipes},
        **{name.casefold(): name for name in known},
    }
    name = typed if typed in known else called.get(typed.casefold())
    if name is None:
        raise NotFound(
            f"No recipe is called {typed!r:.60}.",
            detail="recipe",
            hint=f"There are: {', '.join(known)}.{did_you_mean(typed, known)}",
        )
    return name


def _what_it_takes(welcome: Welcome, recipe: str) -> str:
    """The options from which a recipe can work: a sentence, or nothing where it is not known."""
    understands = [one.understands for one in welcome.recipes if one.name == recipe]
    ways = [typed_as(kind) for kinds in understands for kind in kinds]
    return f"It works from {', or from '.join(ways)}." if ways else ""


# --- the work ---


def _one(
    asked: Asked,
    given: Given,
    prompt: Prompt,
    finish: Finish,
    output: Outputs,
    manner: Manner,
    options: argparse.Namespace,
    report: Report,
) -> int:
    """One picture, and its exit code."""
    if options.skip_existing and output.exist(_least(prompt, options)):
        report.skipped(str(given.path))
        return OK
    written = Written()
    try:
        with Progress(str(given.path), options.quiet) as watch:
            made = _make(asked, given, prompt, finish, output, manner, options, watch, written)
    except Cancelled:
        raise
    except Exception as error:  # whatever it is, the other pictures are made
        nobody_takes_it = output.piped and isinstance(error, OSError) and error.filename is None
        if nobody_takes_it or Interrupts.came:
            raise
        told = as_told(error)
        report.failed(str(given.path), told, written)
        return code_of(told)
    report.made(made)
    return OK if made.masks else NOTHING_FOUND


def _make(
    asked: Asked,
    given: Given,
    prompt: Prompt,
    finish: Finish,
    output: Outputs,
    manner: Manner,
    options: argparse.Namespace,
    watch: Watch,
    written: Written,
) -> Made:
    """Read it, ask, write what is wanted; `written` tells what is written so far."""
    began = time.perf_counter()
    watch.step("read")
    picture = given.load()
    notes = [*picture.notes, *checking.check(prompt, picture)]
    prompt = checking.onto(prompt, picture)
    size = picture.width, picture.height
    drawn, selected = options.scribble, options.mask
    scribble = _marks(pictures.load_scribble(drawn, picture)) if drawn else None
    rough = _marks(pictures.load_rough(selected, *size)) if selected else None
    if len(prompt.boxes) > 1 and (drawn or selected):
        notes.append("With several boxes, what is painted or selected is an object of its own.")
    nothing = "" if rough else checking.nothing_to_see(picture)
    if nothing:
        return Made(picture, None, written, time.perf_counter() - began, (*notes, nothing))
    watch.step("begin")
    source = ArraySource(picture.rgb, picture.alpha)

    def ask(client: Client, finish: Finish) -> Answer:
        return client.open(source).segment(
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

    def found(client: Client) -> tuple[Answer, Mask | None]:
        if manner.each or options.candidates > 1:
            return ask(client, finish), None
        asking = functools.partial(ask, client)
        answer = together.segment(
            client, Size(*size), asking, prompt, finish, bool(drawn or selected)
        )
        return together.finished(client, source, answer, finish, watch)

    try:
        answer, whole = asked.ask(found, watch)
    except FailedPrecondition as error:
        if error.detail == "words" and _LEAVES_OUT.match(prompt.words):
            error.hint += " For everything but an object, show that object and add --invert."
        elif error.detail in ("words", "prompt") and options.recipe != AUTOMATIC:
            error.hint = f"{_what_it_takes(asked.welcome, options.recipe)} {error.hint}".lstrip()
        raise
    if len(prompt.boxes) > 1 and not (prompt.words or prompt.exemplars):
        answer, missed = _by_boxes(answer, prompt, options)
        notes += missed
    if len(answer.masks) == 1 < options.candidates:
        notes.append("Another answer was asked for, and there is only this one.")
    watch.step("write")
    if answer.masks:
        write(picture, answer.masks, output, manner, written, whole)
    shown = () if prompt.words or prompt.exemplars or not answer.masks else prompt.boxes
    boxes = [
        None if index is None else shown[index]
        for index in boxes_of(answer.masks, shown, options.invert)
    ]
    return Made(picture, answer, written, time.perf_counter() - began, tuple(notes), tuple(boxes))


def _least(prompt: Prompt, options: argparse.Namespace) -> int:
    """How many numbered results a picture has at least, once it is done."""
    if prompt.words or prompt.exemplars:
        return 1
    return min(len(prompt.boxes), options.limit or len(prompt.boxes))


def _by_boxes(
    answer: Answer, prompt: Prompt, options: argparse.Namespace
) -> tuple[Answer, list[str]]:
    """The answer in the order in which the boxes were typed, where no other was; what it lacks."""
    if "order" not in vars(options).get("_given", ()):
        shown = as_shown(answer.masks, prompt.boxes, options.invert)
        answer = replace(answer, masks=tuple(shown))
    boxes = boxes_of(answer.masks, prompt.boxes, options.invert)
    if options.limit or not answer.masks:
        return answer, []
    return answer, [
        f"Nothing was found in the box {typed(box)}."
        for index, box in enumerate(prompt.boxes)
        if index not in boxes and not any(n.startswith(f"Box {index + 1}: ") for n in answer.notes)
    ]


def _marks(marks: NDArray[np.uint8]) -> Raster:
    return Raster(marks.shape[1], marks.shape[0], "gray8", marks.tobytes())
