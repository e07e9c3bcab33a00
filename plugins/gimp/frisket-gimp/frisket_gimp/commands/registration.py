"""GIMP's procedures, made of the catalog."""

from __future__ import annotations

from gi.repository import Gimp, GObject

from frisket_plugin import settings, texts
from frisket_plugin.texts import t

from .. import catalog
from ..catalog import Argument, Procedure

AUTHORS, YEARS = "The frisket authors", "2026"


def create(plug_in: Gimp.PlugIn, wanted: Procedure) -> Gimp.Procedure:
    """The procedure with its menu entry, arguments and return values."""
    texts.choose(settings.load("gimp").language)
    if wanted.task == "diagnostics":
        made = _diagnostics(plug_in, wanted)
    else:
        made = _on_image(plug_in, wanted)
    made.set_menu_label(wanted.menu_label)
    made.add_menu_path(wanted.menu_path)
    made.set_documentation(wanted.about, wanted.about, wanted.name)
    made.set_attribution(AUTHORS, AUTHORS, YEARS)
    return made


def _on_image(plug_in: Gimp.PlugIn, wanted: Procedure) -> Gimp.Procedure:
    made = Gimp.ImageProcedure.new(
        plug_in, wanted.name, Gimp.PDBProcType.PLUGIN, _run_on_image, wanted
    )
    made.set_image_types("*")
    several = Gimp.ProcedureSensitivityMask
    mask = several.DRAWABLE | several.DRAWABLES
    if wanted.output not in ("mask", "cutout"):
        mask |= several.NO_DRAWABLES  # the visible picture can be read all the same
    made.set_sensitivity_mask(mask)
    for argument in wanted.arguments:
        _add(made, argument)
    for name, kind in catalog.RESULTS:
        _add_result(made, name, kind)
    return made


def _diagnostics(plug_in: Gimp.PlugIn, wanted: Procedure) -> Gimp.Procedure:
    """Works with no image open, as GIMP's plain procedures do."""
    made = Gimp.Procedure.new(plug_in, wanted.name, Gimp.PDBProcType.PLUGIN, _run_plain, wanted)
    flags = GObject.ParamFlags.READWRITE
    made.add_enum_argument(
        "run-mode",
        "Run mode",
        "The run mode",
        Gimp.RunMode.__gtype__,
        Gimp.RunMode.NONINTERACTIVE,
        flags,
    )
    made.add_string_return_value("report", "Report", t("gimp.result.report"), "", flags)
    return made


def _add(made: Gimp.Procedure, argument: Argument) -> None:
    flags = GObject.ParamFlags.READWRITE
    said = (argument.name, argument.label, argument.about)
    if argument.kind == "text":
        made.add_string_argument(*said, argument.default, flags)
    elif argument.kind == "flag":
        made.add_boolean_argument(*said, argument.default, flags)
    elif argument.kind == "number":
        made.add_double_argument(*said, argument.low, argument.high, argument.default, flags)
    else:
        choices = Gimp.Choice.new()
        for number, choice in enumerate(argument.choices):
            choices.add(choice, number, argument.choice_label(choice), "")
        made.add_choice_argument(*said, choices, argument.default, flags)


def _add_result(made: Gimp.Procedure, name: str, kind: str) -> None:
    flags = GObject.ParamFlags.READWRITE
    said = (name, name.capitalize(), t(f"gimp.result.{name}"))
    if kind == "whole":
        made.add_int_return_value(*said, 0, 1 << 20, 0, flags)
    elif kind == "wholes":
        made.add_int32_array_return_value(*said, flags)
    elif kind == "numbers":
        made.add_double_array_return_value(*said, flags)
    elif kind == "texts":
        made.add_string_array_return_value(*said, flags)
    else:
        made.add_string_return_value(*said, "", flags)


def _run_on_image(
    procedure: Gimp.Procedure,
    run_mode: Gimp.RunMode,
    image: Gimp.Image,
    drawables: list[Gimp.Drawable],
    config: Gimp.ProcedureConfig,
    wanted: Procedure,
) -> Gimp.ValueArray:
    from . import procedures  # GIMP asks what there is at every start: that should be quick

    return procedures.run(procedure, wanted, run_mode, image, list(drawables), config)


def _run_plain(
    procedure: Gimp.Procedure, config: Gimp.ProcedureConfig, wanted: Procedure
) -> Gimp.ValueArray:
    from . import diagnostics

    return diagnostics.run(procedure, config)
