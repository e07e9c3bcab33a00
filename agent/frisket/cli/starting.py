"""A command from its start to its exit code: whatever goes wrong is a sentence."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FrameType
from typing import Any, ClassVar

from frisket import installation
from frisket_protocol.reasons import reason

from .arguments import COMMANDS, read
from .exit_codes import FAILED, HUNG_UP, INTERRUPTED, NOBODY_READS, TOLD_TO_END
from .terminal import plain, write_anything

_ENDS: dict[int, int] = {signal.SIGTERM: TOLD_TO_END}
if sys.platform != "win32":
    _ENDS[signal.SIGHUP] = HUNG_UP


def run(arguments: Sequence[str] | None) -> int:
    """Run `frisket`; returns the exit code. Every failure is a sentence on standard error."""
    write_anything()
    with Interrupts() as interrupts:
        options = read(arguments)
        # Not before it is clear that there is something to do: `--help` answers at once.
        from frisket_protocol.errors import Cancelled, FrisketError

        from .outcomes import code_of, told

        module, _, function = COMMANDS[options.command].partition(":")
        command: Callable[[argparse.Namespace], int] = getattr(
            import_module(f".{module}", __package__), function
        )
        interrupts.raise_from_now_on()
        try:
            code = command(options)
            sys.stdout.flush()
            return code
        except (KeyboardInterrupt, Cancelled):
            return _cancelled()
        except FrisketError as error:
            print(plain(f"frisket: {told(error)}"), file=sys.stderr)
            return code_of(error)
        except BrokenPipeError:
            # Whoever read the output has gone; there is nobody to tell.
            _write_into_nothing()
            return NOBODY_READS
        except Exception as error:
            if interrupts.came:  # which a library made into an error of its own
                return _cancelled(interrupts.code)
            if isinstance(error, OSError) and error.filename is None and error.errno:
                _write_into_nothing()
                print(f"frisket: The output cannot be written: {reason(error)}.", file=sys.stderr)
                return FAILED
            # A fault of frisket's own. Whoever reports it needs to see where it was.
            traceback.print_exc()
            print(
                "frisket: a fault of its own; please report the lines above with what "
                f"{installation.here().frisket('doctor')} prints.",
                file=sys.stderr,
            )
            return FAILED


class Interrupts:
    """Ctrl-C, a terminal that is closed, and being told to end, while a command starts and works.

    When it is done all is as it was before.

    Until `raise_from_now_on` nothing is there that would need an end: then it leaves at once, since
    an interrupt in the middle of an import may come out of a library as any error, or never.
    """

    came: ClassVar[bool] = False
    """Whether one has come, also where a library made it into an error of its own."""

    def __init__(self) -> None:
        Interrupts.came = False
        self.code = INTERRUPTED
        self._works = False
        self._before = dict[int, Any]()

    def __enter__(self) -> Interrupts:
        # Not where somebody else has taken it, or where it is to be ignored: a job of a script.
        usual: dict[int, Any] = {
            signal.SIGINT: signal.default_int_handler,
            **dict.fromkeys(_ENDS, signal.SIG_DFL),
        }
        for number, handler in usual.items():
            if signal.getsignal(number) is handler:
                try:
                    signal.signal(number, self._handle)
                    self._before[number] = handler
                except ValueError:  # in a thread, which is never interrupted
                    pass
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def raise_from_now_on(self) -> None:
        """Let an interrupt be an exception, so that what was begun is ended."""
        self._works = True

    def _handle(self, number: int, frame: FrameType | None) -> None:
        Interrupts.came = True
        if number in _ENDS:
            self.code = _ENDS[number]
            if self._works:
                raise SystemExit(self.code)
            os._exit(self.code)
        if self._works:
            raise KeyboardInterrupt
        os.write(2, b"Cancelled.\n")
        os._exit(INTERRUPTED)


def _cancelled(code: int = INTERRUPTED) -> int:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print("Cancelled.", file=sys.stderr)
    return code


def _write_into_nothing() -> None:
    """So that the interpreter does not try once more at its end."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        pass
