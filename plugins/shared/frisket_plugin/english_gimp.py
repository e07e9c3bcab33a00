"""The English texts that only GIMP's plug-in speaks; `english` holds all others."""

from __future__ import annotations

GIMP = {
    # Menu entries and their help
    "gimp.select-interactively": "Select _Interactively…",
    "gimp.select-interactively.about": "Click on what you want, look at the mask as it comes, and "
    "take it as a selection, a layer mask, a cut-out, channels or paths.",
    "gimp.select-by-words": "Select by _Words…",
    "gimp.select-by-words.about": "Selects everything in the picture that your words name.",
    "gimp.select-subject": "Select Su_bject…",
    "gimp.select-subject.about": "Selects what the picture is about.",
    "gimp.select-object": "Select _Object from Selection…",
    "gimp.select-object.about": "Selects the object that the selection is drawn round, or that it "
    "roughly covers. It is found anew; for the edge alone of a selection that is good there is a "
    "command of its own.",
    "gimp.refine-selection": "_Refine Selection Edge…",
    "gimp.refine-selection.about": "Gives the selection the edge that the picture shows, hair, fur "
    "or glass, in a band round the edge that it has now. Nothing farther in or out changes, so the "
    "selection has to be nearly right; for a rough one there is a command of its own.",
    "gimp.channels-by-words": "_Channels from Words…",
    "gimp.channels-by-words.about": "Makes a named channel of every object that your words name.",
    "gimp.paths-by-words": "_Paths from Words…",
    "gimp.paths-by-words.about": "Draws a named path round every object that your words name.",
    "gimp.mask-by-words": "Mask Layer by _Words…",
    "gimp.mask-by-words.about": "Gives the layer a mask that shows only what your words name.",
    "gimp.remove-background": "Remove _Background…",
    "gimp.remove-background.about": "Puts a masked copy with a soft, clean edge above the layer, "
    "which is kept and hidden.",
    "gimp.diagnostics": "Agent and _Diagnostics…",
    "gimp.diagnostics.about": "Shows whether frisket's agent runs, starts it, and tells what is "
    "needed to help. Works with no picture open.",
    "gimp.apart": "frisket: Tools",
    # Arguments
    "gimp.argument.words": "_Words",
    "gimp.argument.words.about": "What is wanted, such as: the fox, not its shadow",
    "gimp.argument.selection-as": "Selectio_n as",
    "gimp.argument.selection-as.about": "Whether the selection is a box round the object (box) or "
    "roughly the object itself (rough)",
    "gimp.argument.operation": "O_peration",
    "gimp.argument.operation.about": "What becomes of the present selection",
    "gimp.argument.existing-mask": "E_xisting mask",
    "gimp.argument.existing-mask.about": "What becomes of a mask that the layer has already",
    "gimp.argument.read-from": "Read _from",
    "gimp.argument.read-from.about": "Whether the chosen layers are looked at, each for itself, or "
    "the visible picture",
    "gimp.argument.recipe": "R_ecipe",
    "gimp.argument.recipe.about": "The agent's recipe, by its name; automatic is the best that is "
    "ready",
    "gimp.argument.threshold": "_Threshold",
    "gimp.argument.threshold.about": "The least score of an object that counts, 0 to 1; 0 leaves "
    "it to the model",
    "gimp.argument.edges": "E_dges",
    "gimp.argument.edges.about": "Hard, soft, or a soft matte for hair and glass",
    "gimp.argument.grow": "_Grow (px)",
    "gimp.argument.grow.about": "Pixels by which outlines move outwards; inwards below 0",
    "gimp.argument.feather": "Fe_ather (px)",
    "gimp.argument.feather.about": "Pixels over which the edge fades",
    "gimp.argument.smooth": "S_mooth (px)",
    "gimp.argument.smooth.about": "Outlines lose bumps and notches narrower than so many pixels",
    "gimp.argument.fill-holes": "F_ill holes (px²)",
    "gimp.argument.fill-holes.about": "Holes of up to so many square pixels are filled",
    "gimp.argument.drop-specks": "Drop spec_ks (px²)",
    "gimp.argument.drop-specks.about": "Pieces smaller than so many square pixels vanish",
    "gimp.argument.invert": "In_vert",
    "gimp.argument.invert.about": "Inside becomes outside",
    "gimp.choice.replace": "Replace",
    "gimp.choice.add": "Add",
    "gimp.choice.subtract": "Subtract",
    "gimp.choice.intersect": "Intersect",
    "gimp.choice.refuse": "Leave it alone, and stop",
    "gimp.choice.box": "A box round the object",
    "gimp.choice.rough": "A rough mask of the object",
    "gimp.choice.layer": "Each chosen layer",
    "gimp.each_of": "Each of the {number} chosen layers",
    "gimp.choice.visible": "What is visible",
    "gimp.choice.hard": "Hard",
    "gimp.choice.soft": "Soft",
    "gimp.choice.matte": "Soft matte, for hair and glass",
    # What procedures give back
    "gimp.result.count": "How many objects were found; 0 when nothing was, and nothing changed",
    "gimp.result.boxes": "Their boxes in image pixels: x0, y0, x1, y1 of each",
    "gimp.result.scores": "How sure each one is, 0 to 1",
    "gimp.result.labels": "What each one is called",
    "gimp.result.recipe": "The recipe that found them",
    "gimp.result.reading": "How the words were read, in a sentence; empty without words",
    "gimp.result.objects": "The same as JSON: a list of label, score and box",
    "gimp.result.report": "How the agent is, line by line",
    # Sentences
    "gimp.error": "{error} (Log: {log})",
    "gimp.no_words": "There are no words. Say what you want, such as: the fox.",
    "gimp.no_layer": "No layer is chosen.",
    "gimp.no_layer.channel": "A channel is chosen, and no layer.",
    "gimp.no_layer.read": "Read what is visible, or choose a layer in the Layers dock and call "
    "this again.",
    "gimp.no_layer.made": "Choose the layer in the Layers dock, and call this again.",
    "gimp.nothing_there": "The layer “{name}” has nothing there; what you see is on another layer. "
    "Choose that in the Layers dock (move this window aside), then try again; your marks stay.",
    "gimp.no_selection_to_change": "There is no selection for “{operation}” to change. Choose "
    "“Replace” as Operation, or select something in the picture first.",
    "gimp.no_mask_to_change": "The layer “{name}” has no mask for “{operation}” to change. Choose "
    "“Replace”.",
    "gimp.none_left.selection": "“{operation}” would leave nothing selected, so nothing was "
    "changed. Choose another Operation, such as “Add”, or change the selection first.",
    "gimp.none_left.mask": "“{operation}” would hide all of the layer “{name}”, so nothing was "
    "changed. Choose another operation, such as “Add”.",
    "gimp.beside_layer": "What was found lies outside of the layer “{name}”, so nothing was "
    "changed. Choose the layer that it is on in the Layers dock, then try again.",
    "gimp.beside_picture": "What was found lies outside of the picture, so nothing was changed. "
    "Make the canvas larger (Image > Fit Canvas to Layers), or choose another layer.",
    "gimp.cut_off": "Part of it lies outside of the picture and was cut off at the canvas. To have "
    "all of it, undo this and make the canvas larger first (Image > Fit Canvas to Layers).",
    "gimp.mostly_elsewhere": "Most of it is not on the layer “{name}”, out of which it would be "
    "cut; what you see is on another layer. Choose that in the Layers dock, then try again.",
    "gimp.refined_box": "The selection was a plain box, and only a band along its edge was looked "
    "at. If you mean the object in it, undo this and take “Select Object from Selection…”.",
    "gimp.quick_mask": "Quick Mask is on, and would take the place of the selection. Switch it off "
    "first (Select > Toggle Quick Mask).",
    "gimp.floating": "There is a floating selection. Anchor it first (Layer > Anchor Floating"
    " Layer or Mask).",
    "gimp.has_mask": "The layer {name} has a mask already. Nothing was changed.",
    "gimp.locked": "The pixels of {name} are locked, so nothing in it can be changed. Unlock "
    "them in the Layers dock first.",
    "gimp.selection_outside": "The selection lies outside the layer. Move it, or choose another "
    "layer.",
    "gimp.needs_window": "Select Interactively needs a window. In scripts, call the other "
    "procedures.",
    "gimp.channels.one": "1 channel was made. It is in the Channels dock.",
    "gimp.channels.many": "{number} channels were made. They are in the Channels dock.",
    "gimp.found.one": "1 object was found.",
    "gimp.found.many": "{number} objects were found.",
    "gimp.nothing_or_gone": "Nothing was found, or nothing is left of it with what stands under "
    "Options. Nothing was changed.",
    "gimp.paths.one": "1 path was made. It is in the Paths dock.",
    "gimp.paths.many": "{number} paths were made. They are in the Paths dock.",
    "gimp.no_paths": "GIMP's own “Selection to Path” did not work, so no path was drawn. "
    "Take the objects as channels instead.",
    "gimp.outline_of": "Outline of {what}",
    "gimp.to_models.matte": "You can get one for “{role}” in “Agent and Diagnostics…” (menu Select "
    "> frisket: Tools), under “Models…”.",
    "gimp.starts": "The agent is not running. It is started when you press OK.",
    "gimp.silent": "The agent does not answer. Wait a little, or press “Start Anew”.",
    "gimp.silent.bar": "The agent does not answer yet. A large model takes a while to load.",
    "gimp.where_settings": "How it is started stands in “Agent and Diagnostics…”, with its log.",
    "gimp.agent.stopped": "The agent is not running. Start it in “Agent and Diagnostics…” (menu "
    "Select > frisket: Tools), then try again.",
    "gimp.agent.lost": "The agent ended in the middle of it, and nothing was changed. Try again; "
    "if it is not started by itself, “Agent and Diagnostics…” (Select > frisket: Tools) starts it.",
    "gimp.start_anew": "Start Anew",
    "gimp.to_diagnostics": "Agent and Diagnostics…",
    "gimp.options": "Options",
    # Setting up
    "gimp.stop": "Stop",
    "gimp.setup.closing": "Closing this window cancels it. What was fetched is kept.",
    "gimp.setup.first": "First frisket has to be set up, above: this goes on by itself then.",
    # The window
    "gimp.live.hint": "Click on what you want. Shift or right click: not that. Drag: a box. Wheel: "
    "zoom. Middle button: move.",
    "gimp.live.words": "the fox, not its shadow",
    "gimp.live.find": "Find",
    "gimp.live.take_as": "Take as",
    "gimp.live.selection": "Selection",
    "gimp.live.mask": "Layer mask",
    "gimp.live.cutout": "Cut-out layer",
    "gimp.live.operation.tip": "How what you mark joins the selection or the layer mask that is "
    "there, which has a grey outline",
    "gimp.live.there.selection": "The grey outline is the selection that is there already.",
    "gimp.live.there.mask": "The grey outline is the layer mask that is there already.",
    "gimp.live.made_of": "It is made of the layer “{name}” alone. For another, choose that in the "
    "Layers dock.",
    "gimp.live.made_of.title": "{seen}, made of “{name}”",
    "gimp.live.again": "Click on what is missing of it. Shift or right click: not that.",
    "gimp.live.again.tip": "The next click is about this one. What is written bold is it now.",
    "gimp.live.objects": "A layer for each object",
    "gimp.live.channels": "Channels",
    "gimp.live.paths": "Paths",
    "gimp.live.undo": "Undo (Ctrl+Z): takes back the last mark, tick or guess",
    "gimp.live.redo": "Redo (Ctrl+Shift+Z or Ctrl+Y)",
    "gimp.live.next": "Another guess",
    "gimp.live.another": "New object",
    "gimp.live.read_as": "Read as: {reading}.",
    "gimp.live.closer": "Looking at it in full",
    "gimp.live.press_start": "Press Start.",
    "gimp.live.changed": "The picture was changed since this window read it, and nothing is made "
    "of it. Undo that, or press “Read Anew”; your marks stay.",
    "gimp.live.read_anew": "_Read Anew",
    "gimp.live.without_mask": "The layer is shown without its mask, so that what this hides can be "
    "marked, too. To see only what it shows, set “Read from” to “What is visible”.",
    "gimp.live.same_words": "All that these words name is marked already, as far as it was found. "
    "Type other words, or lower the Threshold.",
    "gimp.live.no_layer": "To make a layer mask or a cut-out, choose a layer in the Layers dock "
    "and open this window anew.",
    "gimp.live.empty_group": "There is nothing in the group “{name}”.",
    "gimp.live.layer": "The chosen layer",
    "gimp.live.layer_named": "The layer “{name}”",
    "gimp.live.nothing": "Nothing was found there.",
    "gimp.live.nothing_left": "With these options nothing is left of the mask, and nothing was "
    "changed. Take back Invert or what stands under Options.",
    "gimp.live.nothing_called": "{reading}. Try other words, or a lower Threshold.",
    "gimp.live.nothing_worded": "Nothing was found for these words. Try other words, or a lower "
    "Threshold.",
    "gimp.live.nothing_to_exclude": "There is no clicked object to take this away from. Click on "
    "what you want first; what words found can be unticked in the list.",
    "gimp.live.by_words": "“{name}” was found by words, so nothing can be clicked away from it. "
    "To leave it out, untick it in the list.",
    "gimp.live.dropped": "{error} That step was taken back.",
    "gimp.live.choice_back": "{error} So the choice before it is taken again; your marks stay.",
    "gimp.live.discard_title": "Discard what is marked?",
    "gimp.live.discard.one": "1 object is marked, and nothing has been made of it yet.",
    "gimp.live.discard.many": "{number} objects are marked, and nothing has been made of them yet.",
    "gimp.live.discard": "_Discard",
    "gimp.live.keep": "_Keep Marking",
    "gimp.live.find_more": "Find More",
    "gimp.live.find.tip": "Adds what your words name to what is marked.",
    "gimp.live.fit": "Fit",
    "gimp.live.look": "_Show",
    "gimp.live.list": "Objects",
    "gimp.live.nothing_yet": "Nothing is marked yet.",
    "gimp.live.working": "Waiting for the answer…",
    "gimp.live.unanswered": "It has no answer yet: nobody answers.",
    "gimp.live.next_object": "Click on the next object.",
    "gimp.live.then_made": "As soon as it is found and shown, it is made.",
    "gimp.live.apply": "_Apply",
    "gimp.live.cancel": "_Cancel",
    "gimp.live.close": "Cl_ose",
    "gimp.live.title": "frisket: Select Interactively",
    "gimp.live.title_of": "frisket: Select Interactively · {name} · {image}",
    "gimp.live.already": "This picture is open here already. To mark on another layer, close this "
    "window first.",
    "gimp.live.already.visible": "This picture is open here already. What you mark is made of the "
    "layer that is chosen in the Layers dock; choose another there, and your marks stay.",
    "gimp.diagnostics.title": "frisket: Agent and Diagnostics",
    "gimp.diagnostics.copy": "_Copy",
    "gimp.diagnostics.start": "_Start the Agent",
    "gimp.diagnostics.look": "_Look Again",
    "gimp.diagnostics.save": "Sa_ve Settings",
}
