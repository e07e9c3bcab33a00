"""The command line: what `frisket` can be asked, and reading what it was asked."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from frisket import __version__, installation

from . import mask_options, values
from .guessing import Parser, joined

MEANINGS = {
    0: "done",
    1: "failed",
    2: "wrong usage",
    3: "nothing found",
    129: "its terminal was closed",
    130: "interrupted",
    141: "nobody reads the output any more",
    143: "told to end",
}
"""Of the exit codes (`cli.exit_codes`)."""
EPILOG = f"exit codes: {', '.join(f'{code} {meaning}' for code, meaning in MEANINGS.items())}"
SERVE_EPILOG = (
    "Its address, its lock and its log lie in one folder, which the command `doctor` names. "
    "FRISKET_RUNTIME names another, so that a second agent can run; set it for whoever is to find "
    "that one, too. Once it is ready it ends with 0 however it is asked to."
)

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
    "setup": "setup:run_setup",
}

Commands = argparse._SubParsersAction  # argparse has no public name for what `add_subparsers` gives


def read(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options in `arguments`, or in those of the process. Leaves with exit code 2 at others."""
    parser, commands = _parsers()
    given = joined(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["help"]:  # as many programs have it
        given = [*given[1:], "--help"]
    _check_order(parser, commands, given)
    options, strange = parser.parse_known_args(given)
    if strange:
        inner = getattr(options, f"{options.command}_command", None)
        commands[f"{options.command} {inner}" if inner else options.command].refuse(strange)
    return options


def _check_order(parser: Parser, commands: dict[str, Parser], given: Sequence[str]) -> None:
    """Leave with what to type for a file like an option, and a command that is not first."""
    for word in given[1 : given.index("--") if "--" in given else None]:
        if word.startswith("-") and "." in word and "=" not in word and os.path.exists(word):
            parser.error(f"{word} begins like an option. For the file of that name type ./{word}")
    if not given or given[0] in commands or given[0] in ("-h", "--help", "--version"):
        return
    first = given[0]
    if first.startswith("-") and (named := next((one for one in given if one in commands), "")):
        rest = [one for one in given if one != named]
        parser.error(
            f"options go behind the command. Did you mean {_typed(named, *rest)}?",
        )
    if not first.startswith("-") and ("." in first or os.path.exists(first)):
        parser.error(f"{first} is no command. Did you mean {_typed('mask', *given)}?")


def _typed(*words: str) -> str:
    return installation.here().frisket(*words)


def _parsers() -> tuple[Parser, dict[str, Parser]]:
    """The whole, and the parser of each command by its name."""
    parser = Parser(
        prog="frisket",
        description="Masks for pictures: from a box, clicks, a scribble or a rough selection.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"frisket {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    tried = commands.add_parser("try", help="make a mask of an example picture and show it")
    tried.add_argument(
        "-o",
        "--output",
        type=values.text,
        metavar="FOLDER",
        default="frisket-try",
        help="where to",
    )
    tried.add_argument(
        "--overwrite", action="store_true", help="replace also what frisket did not make"
    )
    mask_options.add_to(commands.add_parser("mask", help="make masks of pictures", epilog=EPILOG))
    _agent_parsers(commands)
    _setup_parser(commands)
    models = commands.add_parser("models", help="what models there are, and their files")
    plugins = commands.add_parser("plugins", help="frisket in Krita and GIMP")
    every: dict[str, Parser] = dict(commands.choices)
    for name, inner in (
        ("models", _models_parsers(models)),
        ("plugins", _plugins_parsers(plugins)),
    ):
        every |= {f"{name} {command}": each for command, each in inner.choices.items()}
    return parser, every


_YEARS = 1e9


def _agent_parsers(commands: Commands[Parser]) -> None:
    serve = commands.add_parser(
        "serve", help="run the agent that plugins talk to", epilog=SERVE_EPILOG
    )
    serve.add_argument(
        "--models",
        choices=("installed", "fake"),
        default="installed",
        help="fake: with models for tests, whose answers can be worked out by hand",
    )
    serve.add_argument(
        "--port", type=values.count(0, 65535), default=0, help="default: one that is free"
    )
    serve.add_argument(
        "--idle-exit",
        type=values.number(0.1, _YEARS, "seconds"),
        metavar="SECONDS",
        help="leave when nobody was here for so long",
    )
    serve.add_argument(
        "--device",
        type=values.device,
        help="where models run: cuda, mps, xpu, cpu; without PyTorch also openvino, directml …",
    )
    serve.add_argument(
        "--memory",
        type=values.number(0.1, 100_000, "GB"),
        default=0,
        metavar="GB",
        help="what models may take (default: most of the GPU's, or half of the machine's)",
    )
    serve.add_argument(
        "--unload-after",
        type=values.number(0, _YEARS, "seconds"),
        default=600,
        metavar="SECONDS",
        help="free the memory of models that nobody asked for in so long (default: 600)",
    )
    serve.add_argument(
        "--allow-host",
        action="append",
        default=[],
        type=values.host,
        metavar="HOST:PORT",
        help="let clients in that call the agent by this address: a tunnel's near end",
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


def _setup_parser(commands: Commands[Parser]) -> None:
    setup = commands.add_parser(
        "setup",
        help="what is missing, and getting it: every step is asked first",
        description="Says what is here, and asks for each thing that is missing whether to get it. "
        "With one or more of the steps named, only those are asked.",
    )
    for name, text in (
        ("plugins", "put frisket into the editors that are here"),
        ("light", "install ONNX Runtime, with which small models run (40 MB)"),
        ("words", "fetch the smallest models that read words, freely licensed, and what they need"),
        ("models", "install PyTorch and what else the large models need"),
    ):
        setup.add_argument(f"--{name}", action="store_true", help=text)
    setup.add_argument("-y", "--yes", action="store_true", help="do not ask")


def _models_parsers(parser: Parser) -> Commands[Parser]:
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
    imported.add_argument("file", type=values.text, metavar="FILE")
    imported.add_argument("--name", type=values.text, help="what it will be called")
    imported.add_argument(
        "--as",
        type=values.text,
        dest="as_model",
        metavar="MODEL",
        help="the model it is built like",
    )
    exported = commands.add_parser(
        "export", help="write a model that is here with PyTorch as ONNX files, compared with it"
    )
    exported.add_argument("name", metavar="NAME")
    exported.add_argument(
        "-o",
        "--output",
        type=values.text,
        metavar="FOLDER",
        help="a new folder; default: NAME-onnx",
    )
    exported.add_argument(
        "--precision",
        choices=("fp32", "fp16", "int8"),
        default="fp32",
        help="fp16 for accelerators or int8 for processors, refused where that differs too much",
    )
    tried = commands.add_parser(
        "try", help="use models on example photographs; all that are here, by default"
    )
    tried.add_argument("names", nargs="*", metavar="NAME", help="a model or a recipe")
    tried.add_argument("--picture", type=values.text, help="one example instead of all")
    tried.add_argument(
        "--overlay", type=values.text, metavar="FOLDER", help="write what was found there"
    )
    tried.add_argument("--json", action="store_true", help="print a line of JSON for each")
    for name, text in (
        ("verify", "compare the files of models with their hashes; all that are here, by default"),
        ("pin", "write commits and hashes into the cards; all that lack them, by default"),
    ):
        commands.add_parser(name, help=text).add_argument("names", nargs="*", metavar="NAME")
    return commands


def _plugins_parsers(parser: Parser) -> Commands[Parser]:
    commands = parser.add_subparsers(dest="plugins_command", required=True, metavar="COMMAND")
    for name, text in (("install", "put it there"), ("uninstall", "take it away")):
        command = commands.add_parser(name, help=text)
        command.add_argument("host", choices=("krita", "gimp"), help="which program")
    listed = commands.add_parser("list", help="where it is")
    listed.add_argument("--json", action="store_true", help="print it as JSON")
    return commands
