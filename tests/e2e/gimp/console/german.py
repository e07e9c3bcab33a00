"""A German GIMP speaks German, in its menus too."""

from gi.repository import Gimp

LANGUAGE = "de_DE.UTF-8"


def run(rig):
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-frisket-select-by-words")
    rig.check("the menu", "Worten" in procedure.get_menu_label(), procedure.get_menu_label())
    image, layer = rig.image()
    called = rig.call("select-by-words", image, layer, words="")
    rig.check("an error", "keine Worte" in called.error, called.error)
