"""The English texts. A key says where a text stands; the text says what happened and what to do."""

from __future__ import annotations

from .english_getting import GETTING
from .english_gimp import GIMP
from .english_gimp_help import GIMP_HELP
from .english_picking import PICKING
from .english_setup import SETUP

ENGLISH = {
    **GETTING,
    **GIMP,
    **GIMP_HELP,
    **PICKING,
    **SETUP,
    # The prompt
    "panel.title": "Frisket – AI masks",
    "words.placeholder": "Words: the fox, not its shadow",
    "words.tip": "What to mask. Leave it empty for the subject of the picture.",
    "words.unused": "Click here to say it in words",
    "words.unused.tip": "Something else says what is meant now. As soon as you click here, words "
    "do.",
    "words.picking": "Click on the picture now",
    "words.picking.tip": "While you pick, clicks say what is meant. Leave picking (Esc) to use "
    "words.",
    "prompt_from": "Prompt from",
    "prompt_from.tip": "What says which thing is meant: words (none of them: the subject of the "
    "picture), a selection drawn round it or roughly over it, or clicks.",
    "prompt_from.words": "Words",
    "prompt_from.box": "The selection as a box",
    "prompt_from.rough": "The selection as a rough mask",
    "prompt_from.clicks": "Clicks on the canvas",
    "read_from": "Read from",
    "read_from.tip": "What is looked at: the active layer alone, or the whole picture as you see "
    "it.",
    "read_from.layer": "The current layer",
    "read_from.visible": "What is visible",
    "recipe": "Recipe",
    "recipe.tip": "How the mask is found. In the opened list, each way says what it is good for, "
    "or what it lacks.",
    "recipe.automatic": "Automatic",
    "recipe.automatic.tip": "The best recipe whose models are there.",
    "recipe.away": "What this recipe is good for, or what it lacks, is said here as soon as the "
    "agent answers.",
    "recipe.foreign": "The agent that answers now has no recipe of this name. Choose another one.",
    "recipe.missing": "{title} (not ready)",
    "recipe.lacks": "{title} (+ {size})",
    # The output
    "output": "Output",
    "output.tip": "What is made. Each of them is one step of undo, and your layer keeps all of "
    "its pixels.",
    "output.selection": "Selection",
    "output.mask": "Mask on the layer",
    "output.cutout": "Cut-out on a new layer",
    "output.objects": "A masked layer for each object",
    "output.stored": "Stored selection",
    "mode.replace": "Replace",
    "mode.add": "Add",
    "mode.subtract": "Subtract",
    "mode.intersect": "Intersect",
    "mode.replace.tip": "Replace the selection, or frisket's mask on the layer (Ctrl on Run)",
    "mode.add.tip": "Add to the selection, or to frisket's mask on the layer (Shift on Run)",
    "mode.subtract.tip": "Subtract from the selection, or from frisket's mask on the layer "
    "(Alt on Run)",
    "mode.intersect.tip": "Intersect with the selection, or with frisket's mask on the layer "
    "(Shift and Alt on Run)",
    # Options
    "options": "Options",
    "options.tip": "How the mask is found and finished: recipe, edges, growing, holes, specks.",
    "options.set": "Options: {what}",
    "set.invert": "invert",
    "set.grow": "grow {value}",
    "set.feather": "feather {value}",
    "set.smooth": "smooth {value}",
    "set.fill_holes": "fill holes {value}",
    "set.drop_specks": "drop specks {value}",
    "set.threshold": "threshold {value}",
    "set.edges.hard": "hard edges",
    "set.edges.matte": "soft matte",
    "set.read_from.visible": "from what is visible",
    "edges": "Edges",
    "edges.tip": "Hard: every pixel is in or out. Soft: hair and blur keep their transparency. "
    "Soft matte: the finest, which takes longest.",
    "edges.hard": "Hard",
    "edges.soft": "Soft",
    "edges.matte": "Soft matte, for hair and glass",
    "grow": "Grow",
    "grow.tip": "Pixels outwards; inwards below 0.",
    "feather": "Feather",
    "feather.tip": "Pixels over which the edge fades.",
    "smooth": "Smooth",
    "smooth.tip": "Outlines lose bumps and notches narrower than this.",
    "fill_holes": "Fill holes",
    "fill_holes.tip": "Holes of up to so many square pixels are filled.",
    "drop_specks": "Drop specks",
    "drop_specks.tip": "Pieces smaller than so many square pixels vanish.",
    "invert": "Invert",
    "invert.tip": "Mask everything except what was found.",
    "threshold": "Threshold",
    "threshold.tip": "How sure the model has to be of what your words find. Lower finds more, "
    "higher is stricter; automatic is what the model's authors advise.",
    "threshold.auto": "automatic",
    "off": "off",
    "pixels": " px",
    "number.range": "{told} ({low} to {high})",
    "square_pixels": " px²",
    # Buttons
    "run": "Run",
    "run.tip": "Find it and make the output. Ctrl, Shift, Alt choose how a selection is combined.",
    "preview": "Preview",
    "preview.tip": "Find it and only show it here.",
    "preview.gone": "The preview showed something else, so it is gone. Press Preview to see what "
    "is found now.",
    "apply": "Apply",
    "apply.tip": "Make the output of what is ticked.",
    "which_one": "Other guess ({number}/{of})",
    "which_one.tip": "A single click may mean a thing or a part of it. Shows the next guess of "
    "what you meant.",
    "cancel": "Cancel",
    "cancel.tip": "End what is running. The picture stays as it is.",
    "start": "Start",
    "start.tip": "Start the agent on this computer.",
    "more": "How masks are shown, diagnostics, settings",
    "look": "Show masks as",
    "look.colour": "A colour over them",
    "look.dimmed": "All else darker",
    "look.outline": "Their outline only",
    "look.choose": "Colour…",
    "diagnostics": "Copy diagnostics",
    "diagnostics.done": "The diagnostics are on the clipboard.",
    "settings": "Settings…",
    "settings.tip": "Opens frisket's own settings: the agent's command, address and token.",
    "settings.named": "the settings",
    # Actions
    "action.words": "Select by words…",
    "action.subject": "Select subject",
    "action.refine": "Refine selection",
    "action.mask": "Mask layer",
    "action.background": "Remove background",
    "action.pick": "Pick on canvas",
    "action.repeat": "Repeat last",
    "action.cancel": "Cancel",
    "action.named": "frisket: {action}",
    # The agent
    "light.running": "Running on {device}.",
    "light.running.recipe": "Running on {device}. Recipe: {recipe}.",
    "light.loading": "Loading.",
    "light.stopped": "The agent is not running.",
    "light.silent": "The agent does not answer. Wait a little. If it stays so, end the program "
    "frisket in your system's task manager, then start it here again.",
    "agent.stopped": "The agent is not running. Press Start, then try again.",
    "agent.lost": "The agent ended in the middle of it, and nothing was changed. Press Start, then "
    "try again.",
    "agent.back": "The agent is there again. Go on.",
    "light.starting": "The agent is starting.",
    "light.looking": "Looking for the agent.",
    "device.cpu": "the processor",
    # Progress and ends
    "stage.read": "Reading the picture",
    "stage.upload": "Sending the picture",
    "stage.load": "Loading the model",
    "stage.detect": "Looking for it",
    "stage.embed": "Looking at the picture",
    "stage.segment": "Cutting it out",
    "stage.matte": "Softening the edge",
    "stage.place": "Placing the mask",
    "stage.foreground": "Cleaning the colours",
    "stage.edit": "Joining the masks",
    "stage.start": "Starting the agent",
    "stage.write": "Writing",
    "stage.wait": "Waiting for the agent",
    "ready": "Ready.",
    "done.one": "Found 1 object in {seconds} s ({recipe}).",
    "done.many": "Found {number} objects in {seconds} s ({recipe}).",
    "made.selection.replace": "Selected: {what} ({seconds} s, {recipe}).",
    "made.selection.add": "Added to the selection: {what} ({seconds} s, {recipe}).",
    "made.selection.subtract": "Taken out of the selection: {what} ({seconds} s, {recipe}).",
    "made.selection.intersect": "Left of the selection: what it shares with {what} ({seconds} s, "
    "{recipe}).",
    "made.mask": "The layer “{layer}” has “{name}” now and shows {what} ({seconds} s, {recipe}).",
    "made.mask.add": "Added to “{name}” of the layer “{layer}”: {what} ({seconds} s, {recipe}).",
    "made.mask.subtract": "Taken out of “{name}” of the layer “{layer}”: {what} ({seconds} s, "
    "{recipe}).",
    "made.mask.intersect": "Left of “{name}” of the layer “{layer}”: what it shares with {what} "
    "({seconds} s, {recipe}).",
    "made.stored": "Stored at the layer “{layer}” as “{name}”: {what} ({seconds} s, {recipe}).",
    "made.cutout": "Made the layer “{name}”: {what} ({seconds} s, {recipe}).",
    "made.objects": "Made the group “{name}”: {what}, each a layer ({seconds} s, {recipe}).",
    "made.what.one": "1 object",
    "made.what.many": "{number} objects",
    "made.all_but": "everything except {what}",
    "made.share": "{what}, {share} of the picture",
    "made.percent": "{percent} %",
    "made.percent.less": "less than 1 %",
    "refined": "The selection's edge was made anew in {seconds} s ({recipe}).",
    "refined_box": "The selection was a plain box, and only a band along its edge was looked at. "
    "If you mean the object in it, undo this and set “Prompt from” to “The selection as a box”.",
    "read_as": "{told} Read as: {reading}.",
    "by_words": "{told} Of your words: {reading}.",
    "nothing_of_words": "{reading}. Nothing was changed.",
    "no_words": "There were no words, so the subject of the picture was looked for.",
    "original_stays": "The new layer lies above the original, which is still there: hide that one "
    "to see the cut-out alone.",
    "mask_replaced": "The new mask replaces “{name}”, which undo brings back.",
    "mask_added": "The layer had a mask already, and both count. Delete the one that you do not "
    "want in the Layers panel, or undo.",
    "nothing_found": "Nothing was found, and nothing was changed.",
    "words.english": "The models read English only: write words of another language in English.",
    "to_models.matte": "You can get one for “{role}” under “Models…”, behind the three dots.",
    "clear_there": "If other layers show something there, set “Read from” to “What is visible”.",
    "mask_hides": "Something is painted there, but the mask “{name}” hides it. To get at it, hide "
    "that mask with the eye beside it in the Layers panel.",
    "only_layer": "Only the layer “{name}” was looked at: to look at all that you see, set “Read "
    "from” (under Options) to “What is visible”.",
    "a_box_each": "Clicks make one object together: drag a box round each thing that is to have a "
    "layer of its own.",
    "nothing_left": "Nothing is left of the mask, and nothing was changed.",
    "nothing_ticked": "Nothing is ticked, and nothing was changed.",
    "nothing_to_repeat": "There is nothing to repeat yet.",
    "cancelled": "Cancelled.",
    "failed": "Something went wrong in the plugin: {error}. The log is {log}.",
    "object": "object {number}",
    "score": "{label}  {percent} %",
    "score.tip": "The model's own score is {score}, of 1 at most. Threshold leaves out what has "
    "less.",
    # Why not
    "no_document": "No picture is open.",
    "no_layer": "No layer is active. Choose one in the Layers panel.",
    "no_selection": "There is no selection. Make one round the object first.",
    "no_edge": "All of it is selected, so there is no edge to refine. Select roughly what you want "
    "first.",
    "no_selection_to_change": "There is no selection to combine with. Choose Replace.",
    "no_mask_to_change": "The layer “{name}” has no mask of frisket's to combine with. Choose "
    "Replace.",
    "no_clicks": "Nothing is clicked yet. Press “Pick on canvas”, then click on what you want in "
    "the picture.",
    "empty_layer": "The layer “{name}” is empty. Choose another layer, or set “Read from” (under "
    "Options) to “What is visible”.",
    "empty_group": "There is nothing in the group “{name}”. Choose a layer, or set “Read from” "
    "(under Options) to “What is visible”.",
    "group_hidden": "The group “{name}” is hidden, and what is made would be in it. Show the "
    "group, or choose a layer outside of it.",
    "group_passes": "The group “{name}” passes its layers through, so there is no picture of the "
    "group itself. In the Layers panel, choose one of its layers or switch Pass Through off; or "
    "set “Read from” (under Options) to “What is visible”.",
    "layer_hidden": "The layer “{name}” is hidden. Show it, choose another layer, or set “Read "
    "from” (under Options) to “What is visible”.",
    "layer_faded": "Nothing of the layer “{name}” is seen: its opacity is 0. Raise it in the "
    "Layers panel, choose another layer, or set “Read from” (under Options) to “What is visible”.",
    "layer_outside": "Nothing of the layer “{name}” is on the canvas. Choose another layer, or set "
    "“Read from” (under Options) to “What is visible”.",
    "layer_locked": "The layer “{name}” is locked. Unlock it first.",
    "layer_copies": "The layer “{name}” covers all that lies under it, also where a mask makes it "
    "transparent (its blending mode is Copy). Set that mode to Normal in the Layers panel first.",
    "pass_through": "The group “{name}” passes its layers through, so a mask on it would do "
    "nothing. Switch Pass Through off in the Layers panel first.",
    "layer_filter": "The filter layer “{name}” has no pixels of its own. Choose another layer, or "
    "set “Read from” (under Options) to “What is visible”.",
    "layer_pixels": "The pixels of the layer “{name}” could not be read. Set “Read from” (under "
    "Options) to “What is visible”.",
    "mask_on_nothing": "The layer “{name}” is empty, so a mask on it would hide nothing. In the "
    "Layers panel, choose the layer that you want to mask, or choose another output.",
    "mask_beside": "Nothing of the layer “{name}” is where the mask is, so all of it would be "
    "hidden. Nothing was changed. In the Layers panel, choose the layer that you want to mask, or "
    "choose another output.",
    "picture.other": "In {name}: {told}",
    "all_to_be_seen": "All that is to be seen was taken: the rest of the picture is transparent.",
    "picture.named": "“{name}”",
    "picture.unnamed": "the new picture",
    "document_closed": "The picture was closed meanwhile. Nothing was changed.",
    "document_switched": "Another picture is in front. Go back to the first one, then press Apply.",
    "document_resized": "The picture's size has changed meanwhile. Nothing was changed. Run again.",
    "layer_gone": "The layer was deleted meanwhile. Nothing was changed.",
    "read_slow": "The host did not hand out the layer in time. Try again.",
    "not_written": "The output could not be made here. Nothing was changed.",
    # Ways to say what is wanted
    "list.and": " and ",
    "list.then": ", then ",
    "decimal": ".",
    # Names of what is made
    "name.mask": "Mask of {what}",
    "name.stored": "Selection of {what}",
    "name.cutout": "{what} (cut out)",
    "name.group": "{what} (in pieces)",
    "name.words": "the subject",
    "name.box": "what was selected",
    "name.rough": "what was selected",
    "name.clicks": "clicked object",
}
