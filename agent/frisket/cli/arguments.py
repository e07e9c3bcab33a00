"""The command line: reads the arguments, and hands over to the command they name."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module

from frisket import __version__

from .exit_codes import FAILED, INTERRUPTED

EPILOG = """exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing found, 130 interrupted"""

# The module and function of each command; it is imported when it is wanted, and not before.
COMMANDS = {
    "try": "mask:run_try",
    "mask": "mask:run_mask",
    "serve": "agent:run_serve",
    "status": "agent:run_status",
    "stop": "agent:run_stop",
    "recipes": "agent:run_recipes",
    "models": "models:run_models",
    "plugins": "plugins:run_plugins",
    "doctor": "doctor:run_doctor",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `frisket`; returns the exit code. Every failure is a sentence on standard error."""
    options = _parser().parse_args(arguments)
    # Not before it is clear that there is something to do: `--help` answers at once.
    from frisket_protocol.errors import Cancelled, FrisketError

    module, _, function = COMMANDS[options.command].partition(":")
    run: Callable[[argparse.Namespace], int] = getattr(
        import_module(f".{module}", __package__), function
    )
    try:
        return run(options)
    except (KeyboardInterrupt, Cancelled):
        print("Cancelled.", file=sys.stderr)
        return INTERRUPTED
    except FrisketError as error:
        print(f"frisket: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # Whoever read the output has gone; there is nobody to tell.
        return FAILED
    except Exception:
        # A fault of frisket's own. Whoever reports it needs to see where it was.
        traceback.print_exc()
        print(
            "frisket: a fault of its own; please report the lines above with what "
            "`frisket doctor` prints.",
            file=sys.stderr,
        )
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="frisket",
        description="Masks for pictures: from a box, clicks, a scribble or a rough selection.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"frisket {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    tried = commands.add_parser("try", help="make a mask of an example picture and show it")
    tried.add_argument("-o", "--output", metavar="FOLDER", default="frisket-try", help="where to")
    _mask_parser(commands.add_parser("mask", help="make masks of pictures", epilog=EPILOG))
    _agent_parsers(commands)
    _models_parsers(commands.add_parser("models", help="what models there are, and their files"))
    _plugins_parsers(commands.add_parser("plugins", help="frisket in Krita and GIMP"))
    return parser


def _mask_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pictures", nargs="+", metavar="PICTURE", help="PNG, JPEG, TIFF or WebP")

    prompt = parser.add_argument_group(
        "what to mask", "in pixels of the picture as it is shown; none of these: the subject"
    )
    prompt.add_argument(
        "--words",
        default="",
        metavar="TEXT",
        help='what it is, such as "the left cat, hair but not face" (needs models)',
    )
    add = prompt.add_argument
    add("--like", type=_numbers(4), action="append", metavar="X0,Y0,X1,Y1", help="all like this")
    add("--unlike", type=_numbers(4), action="append", metavar="X0,Y0,X1,Y1", help="not like that")
    add("--box", type=_numbers(4), action="append", metavar="X0,Y0,X1,Y1", help="an object's box")
    add("--point", type=_numbers(2), action="append", metavar="X,Y", help="a click on the object")
    add("--not", type=_numbers(2), action="append", metavar="X,Y", dest="not_", help="a click off")
    add("--scribble", metavar="FILE", help="strokes: white or green inside, red outside")
    add("--mask", metavar="FILE", help="a rough selection: white inside, black outside")
    add("--subject", action="store_true", help="whatever the picture shows")
    add("--everything", action="store_true", help="all that can be told apart (needs models)")
    add("--recipe", default="automatic", help="how to make the mask; `frisket recipes` lists them")
    add("--limit", type=int, default=0, metavar="N", help="no more than N objects")
    add(
        "--order",
        choices=("score", "size", "left_to_right"),
        default="score",
        help="which objects come first (default: the surest)",
    )
    add("--candidates", type=int, default=1, metavar="N", help="answers to one click, up to 3")

    finish = parser.add_argument_group("how the mask is finished", "in this order; pixels")
    add = finish.add_argument
    add(
        "--edges",
        choices=("hard", "soft", "matte"),
        default="soft",
        help="soft follows hair (default); matte does so with the best model that is installed",
    )
    add("--fill-holes", type=float, default=0, metavar="AREA", help="fill holes up to this area")
    add("--drop-specks", type=float, default=0, metavar="AREA", help="drop pieces below this area")
    add("--smooth", type=float, default=0, metavar="PX", help="round corners off")
    add("--grow", type=float, default=0, metavar="PX", help="grow; shrink when negative")
    add("--feather", type=float, default=0, metavar="PX", help="soften the edge")
    add("--invert", action="store_true", help="mask everything else")

    output = parser.add_argument_group("what to write", "a file; or a folder, for many pictures")
    add = output.add_argument
    add("-o", "--output", metavar="PATH", help="the mask (default: PICTURE-mask.png here)")
    add("--cutout", metavar="PATH", help="the object alone, its fringe cleaned, on nothing")
    add("--overlay", metavar="PATH", help="the picture with the mask drawn over it")
    add("--each", action="store_true", help="one mask an object, numbered, instead of all in one")
    add("--json", action="store_true", help="print what was found as JSON")
    add("-q", "--quiet", action="store_true", help="print nothing but errors")

    where = parser.add_mutually_exclusive_group()
    where.add_argument("--agent", action="store_true", help="only through a running agent")
    where.add_argument("--no-agent", action="store_true", help="in this process, agent or not")


def _agent_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser("serve", help="run the agent that plugins talk to")
    serve.add_argument(
        "--models",
        choices=("installed", "fake"),
        default="installed",
        help="fake: with models for tests, whose answers can be worked out by hand",
    )
    serve.add_argument("--port", type=int, default=0, help="default: one that is free")
    serve.add_argument(
        "--idle-exit", type=float, metavar="SECONDS", help="leave when nobody was here for so long"
    )
    serve.add_argument("--device", default="", help="where models run: cuda, mps, xpu, cpu …")
    serve.add_argument(
        "--memory",
        type=float,
        default=0,
        metavar="GB",
        help="what models may take (default: most of the GPU's, or half of the machine's)",
    )
    serve.add_argument(
        "--unload-after",
        type=float,
        default=600,
        metavar="SECONDS",
        help="free the memory of models that nobody asked for in so long (default: 600)",
    )
    serve.add_argument("-v", "--verbose", action="store_true", help="log more")
    for name, text in (
        ("status", "how the running agent is"),
        ("recipes", "the ways of making masks"),
        ("doctor", "what works on this machine, to be pasted into a report"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--json", action="store_true", help="print it as JSON")
    commands.add_parser("stop", help="end the running agent")


def _models_parsers(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="models_command", required=True, metavar="COMMAND")
    listed = commands.add_parser("list", help="every model, and whether it is here")
    shown = commands.add_parser("show", help="all that is known of one")
    shown.add_argument("name", metavar="NAME")
    for command in (listed, shown):
        command.add_argument("--json", action="store_true", help="print it as JSON")
    pull = commands.add_parser("pull", help="fetch models; one that was interrupted goes on")
    pull.add_argument("names", nargs="+", metavar="NAME")
    pull.add_argument(
        "--accept-licence",
        action="append",
        default=[],
        metavar="LICENCE",
        help="agree to a licence, by its name",
    )
    pull.add_argument("--offline", action="store_true", help="refuse instead of fetching")
    remove = commands.add_parser("remove", help="delete the files of models")
    remove.add_argument("names", nargs="+", metavar="NAME")
    for command in (pull, remove):
        command.add_argument("-y", "--yes", action="store_true", help="do not ask")
    imported = commands.add_parser("import", help="make a model of a file or a folder of your own")
    imported.add_argument("file", metavar="FILE")
    imported.add_argument("--name", default="", help="what it will be called")
    imported.add_argument(
        "--as", default="", dest="as_model", metavar="MODEL", help="the model it is built like"
    )
    for name, text in (
        ("verify", "compare the files of models with their hashes; all that are here, by default"),
        ("pin", "write commits and hashes into the cards; all that lack them, by default"),
    ):
        commands.add_parser(name, help=text).add_argument("names", nargs="*", metavar="NAME")


def _plugins_parsers(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="plugins_command", required=True, metavar="COMMAND")
    for name, text in (("install", "put it there"), ("uninstall", "take it away")):
        command = commands.add_parser(name, help=text)
        command.add_argument("host", choices=("krita", "gimp"), help="which program")
    listed = commands.add_parser("list", help="where it is")
    listed.add_argument("--json", action="store_true", help="print it as JSON")


def _numbers(count: int) -> Callable[[str], tuple[float, ...]]:
    """A reader of `count` numbers with commas between them."""

    def read(text: str) -> tuple[float, ...]:
        try:
            numbers = tuple(float(part) for part in text.split(","))
        except ValueError:
            numbers = ()
        if len(numbers) != count or not all(abs(n) < 1e9 for n in numbers):
            raise argparse.ArgumentTypeError(f"{count} numbers with commas between, not {text!r}")
        return numbers

    return read
