"""The same from Script-Fu, with named arguments; arrays come back as vectors."""

from gi.repository import Gimp
from rig import RED, mask, selection

SCRIPT = """
(let* ((image (vector-ref (car (gimp-get-images)) 0))
       (layers (car (gimp-image-get-layers image)))
       (result (plug-in-frisket-select-by-words #:image image #:drawables layers
                  #:words "red" #:operation "add" #:edges "hard"))
       (port (open-output-file "/mnt/script.txt")))
  (write result port)
  (close-output-port port))
"""


def run(rig):
    image, layer = rig.image(64, 48, [((8, 8, 24, 20), RED), ((40, 30, 44, 34), RED)])
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-script-fu-eval")
    config = procedure.create_config()
    config.set_property("script", SCRIPT)
    status = procedure.run(config).index(0)
    rig.equal("runs", status, Gimp.PDBStatusType.SUCCESS)
    wanted = mask(64, 48, (8, 8, 24, 20), (40, 30, 44, 34))
    rig.equal("selection", selection(image), wanted)
    told = (rig.folder / "script.txt").read_text()
    rig.check("count and boxes", told.startswith("(2 #(8 8 24 20 40 30 44 34) #("), told)
    rig.check("labels", '("red" "red")' in told, told)
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-frisket-select-by-words")
    for argument in procedure.get_arguments():
        rig.check(f"{argument.name} is documented", argument.blurb and argument.nick)
    for result in procedure.get_return_values():
        rig.check(f"{result.name} is documented", result.blurb and result.nick)
    rig.check("the procedure is", procedure.get_help() and procedure.get_blurb())
