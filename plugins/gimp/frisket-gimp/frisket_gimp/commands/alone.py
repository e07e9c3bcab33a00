"""One window for each picture: who asks for a second one sees the first.

The window is found by a procedure that GIMP has for as long as its process lives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gi.repository import Gimp, GLib

PREFIX = "frisket-window-of-"


def presented(image: Gimp.Image) -> bool:
    """Bring the picture's window to the front; whether there is one."""
    procedure = Gimp.get_pdb().lookup_procedure(_name(image))
    if procedure is None:
        return False
    procedure.run(procedure.create_config())
    return True


@contextmanager
def announced(image: Gimp.Image, present: Callable[[], object]) -> Iterator[None]:
    """Let others find the picture's window; present: brings it to the front."""

    def run(procedure: Gimp.Procedure, *_: object) -> Gimp.ValueArray:
        present()
        return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())

    plug_in, name = Gimp.get_plug_in(), _name(image)
    made = Gimp.Procedure.new(plug_in, name, Gimp.PDBProcType.TEMPORARY, run)
    made.set_documentation("Brings frisket's window of a picture to the front", None, None)
    plug_in.add_temp_procedure(made)
    plug_in.persistent_enable()
    try:
        yield
    finally:
        plug_in.remove_temp_procedure(name)


def _name(image: Gimp.Image) -> str:
    return f"{PREFIX}{image.get_id()}"
