"""The options of `frisket mask`: what to mask, how it is finished, what to write and where."""

from __future__ import annotations

import argparse

from frisket_protocol.parts import LENGTH_MAX, SMOOTH_MAX

from . import values

_PICTURE = "PNG, JPEG, TIFF, WebP, AVIF, GIF …; a folder of them, a pattern, or - for a pipe"


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add them to the parser of the command."""
    parser.add_argument("pictures", nargs="+", metavar="PICTURE", type=values.text, help=_PICTURE)
    _prompt_options(parser)
    _finish_options(parser)
    _output_options(parser)

    where = parser.add_mutually_exclusive_group()
    where.add_argument("--agent", action="store_true", help="only through a running agent")
    where.add_argument("--no-agent", action="store_true", help="in this process, agent or not")


def _prompt_options(parser: argparse.ArgumentParser) -> None:
    prompt = parser.add_argument_group(
        "what to mask", "in pixels of the picture as it is shown; none of these: the subject"
    )
    prompt.add_argument(
        "--words",
        type=values.text,
        metavar="TEXT",
        help='what it is, such as "the left cat, hair but not face" (needs models)',
    )
    add = prompt.add_argument
    add(
        "--like",
        type=values.numbers(4),
        action="append",
        metavar="X0,Y0,X1,Y1",
        help="all like this",
    )
    add(
        "--unlike",
        type=values.numbers(4),
        action="append",
        metavar="X0,Y0,X1,Y1",
        help="not like that",
    )
    add(
        "--box",
        type=values.numbers(4),
        action="append",
        metavar="X0,Y0,X1,Y1",
        help="an object's box",
    )
    add(
        "--point",
        type=values.numbers(2),
        action="append",
        metavar="X,Y",
        help="a click on the object",
    )
    add(
        "--not",
        type=values.numbers(2),
        action="append",
        metavar="X,Y",
        dest="not_",
        help="a click off",
    )
    add(
        "--scribble",
        type=values.text,
        metavar="FILE",
        help="strokes: white or green inside, red outside",
    )
    add(
        "--mask",
        type=values.text,
        metavar="FILE",
        help="a rough selection: white inside, black outside",
    )
    add("--subject", action="store_true", help="whatever the picture shows")
    add("--everything", action="store_true", help="all that can be told apart (needs models)")
    add(
        "--threshold",
        type=values.number(0, 1),
        default=0,
        metavar="SCORE",
        help="the least score of a thing that counts (default: the model's own)",
    )
    add(
        "--recipe",
        type=values.text,
        default="automatic",
        help="how to make the mask; the command `recipes` lists them",
    )
    add("--limit", type=values.count(1), default=0, metavar="N", help="no more than N objects")
    add(
        "--order",
        choices=("score", "size", "left_to_right"),
        default="score",
        help="which objects come first (default: the surest)",
    )
    add(
        "--candidates",
        type=values.count(1, 3),
        default=1,
        metavar="N",
        help="answers to one click, up to 3",
    )


def _finish_options(parser: argparse.ArgumentParser) -> None:
    finish = parser.add_argument_group("how the mask is finished", "in this order; pixels")
    add = finish.add_argument
    add(
        "--edges",
        choices=("hard", "soft", "matte"),
        default="soft",
        help="soft follows hair (default); matte does so with the best model that is installed",
    )
    add(
        "--fill-holes",
        type=values.number(0, 1e12),
        default=0,
        metavar="AREA",
        help="fill holes up to this area",
    )
    add(
        "--drop-specks",
        type=values.number(0, 1e12),
        default=0,
        metavar="AREA",
        help="drop pieces below this area",
    )
    add(
        "--smooth",
        type=values.number(0, SMOOTH_MAX),
        default=0,
        metavar="PX",
        help="round corners off",
    )
    add(
        "--grow",
        type=values.number(-LENGTH_MAX, LENGTH_MAX),
        default=0,
        metavar="PX",
        help="grow; shrink when negative",
    )
    add(
        "--feather",
        type=values.number(0, LENGTH_MAX),
        default=0,
        metavar="PX",
        help="soften the edge",
    )
    add("--invert", action="store_true", help="mask everything else")


def _output_options(parser: argparse.ArgumentParser) -> None:
    output = parser.add_argument_group(
        "what to write", "a file; a folder, for many pictures; or - for a pipe"
    )
    add = output.add_argument
    add(
        "-o",
        "--output",
        type=values.text,
        metavar="PATH",
        help="the mask (default, when nothing else is asked for: PICTURE-mask.png here; of a "
        "picture from a pipe, the mask goes to a pipe where there is one)",
    )
    add("--cutout", type=values.text, metavar="PATH", help="the object alone, on nothing")
    add("--crop", type=values.count(0), metavar="PX", help="cut it down to the object and so much")
    add(
        "--background",
        type=values.text,
        metavar="WHAT",
        help="lay a colour or a picture behind it: white, '#3060a0', beach.jpg",
    )
    add("--no-metadata", action="store_true", help="leave author, camera and place out of it")
    add("--overlay", type=values.text, metavar="PATH", help="the picture with the mask drawn over")
    add(
        "--path",
        type=values.text,
        metavar="PATH",
        help="the outline, through what is half covered: .svg, or .json like COCO's",
    )
    add("--runs", action="store_true", help="in .json run lengths, which are exact, not polygons")
    add("--each", action="store_true", help="one mask an object, numbered, instead of all in one")
    there = output.add_mutually_exclusive_group()
    there.add_argument(
        "--overwrite", action="store_true", help="replace also what frisket did not make"
    )
    there.add_argument(
        "--skip-existing", action="store_true", help="leave out pictures that have their results"
    )
    add(
        "--json",
        action="store_true",
        help="print a line of JSON for each picture; boxes are round all that is covered",
    )
    add("-q", "--quiet", action="store_true", help="print nothing but errors, and what --json does")
