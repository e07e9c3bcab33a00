"""The English texts of getting models, in both editors; `english` holds all others."""

from __future__ import annotations

GETTING = {
    # What is offered
    "getting.lacks": "“{title}” is not ready yet. It needs, once:",
    "getting.lacks.smallest": "“{title}” is not ready yet. It is the smallest that reads words, "
    "and needs, once:",
    "getting.not_ready": "“{title}” is not ready yet. What it needs is offered in frisket's panel.",
    "getting.packages": "• PyTorch, which models run on: {size}",
    "getting.packages.about": "• PyTorch, which models run on: up to {size}",
    "getting.packages.light": "• ONNX Runtime, which these models run on: {size}",
    "getting.total": "In all {size} are fetched, which take {room} on the disk.",
    "getting.total.about": "In all up to {size} are fetched, which take about {room} on the disk.",
    "getting.model": "• {title}: {size}, licence {licence}.",
    "getting.folder": "The models go to {folder}, where {free} are free.",
    "getting.no_room": "There is too little room on the disk: free {lacking} first.",
    "getting.accept": "I have read the licence {licence} of {title}, and accept it",
    "getting.page": "Read about it…",
    "getting.page.tip": "Opens the page of the model, with its licence, in the browser.",
    # Where it stands
    "getting.asking": "Finding out what is needed…",
    "getting.cancelled": "Cancelled. What was fetched is kept: Go on continues from there.",
    "getting.done": "“{title}” is ready.",
    "getting.tried": "This is what it does on your computer.",
    "getting.untried": "It could not be tried on an example: {why}",
    "getting.failed": "Something unexpected went wrong: {why}.",
    # What can be pressed
    "getting.button.get": "Get",
    "getting.button.get.tip": "Fetches what the text above names, and nothing else. You can cancel "
    "at any time.",
    "getting.button.again": "Try again",
    "getting.button.again.tip": "Goes on where it stopped.",
    "getting.button.go_on": "Go on",
    "getting.button.go_on.tip": "Continues from what was fetched.",
    "getting.button.cancel": "Cancel",
    "getting.button.cancel.tip": "Stops at once. What was fetched is kept for the next time.",
    "getting.button.skip": "Skip",
    "getting.button.skip.tip": "The model is here and can be used: only this trial is left out.",
    "getting.button.copy": "Copy",
    "getting.button.copy.tip": "Puts the text above on the clipboard, for whoever helps.",
    "getting.button.not_now": "Not now",
    "getting.button.not_now.tip": "Puts this away. It comes back when the recipe is wanted again.",
    "getting.button.close": "Close",
    "getting.button.close.tip": "Puts this away. What was fetched stays.",
    "getting.copied": "It is on the clipboard.",
    # The token
    "token": "Access token",
    "token.about": "This model's publisher lets people in one by one. Ask for access on its page, "
    "make a token in your account there, and paste it here. frisket does not keep it in its own "
    "settings.",
    "token.send": "Log in",
    "token.send.tip": "Sends the token to the site it is from, and asks whose it is.",
    "token.empty": "Paste the token first.",
    "token.asking": "Asking whose token it is…",
    "token.known": "Logged in as {name}.",
    # The list of models
    "shelf": "Models…",
    "shelf.tip": "What is on this computer, how large it is and when it was last used; get and "
    "remove models.",
    "shelf.window": "frisket's models",
    "shelf.looking": "Looking at what is here…",
    "shelf.mb": "Size",
    "shelf.is": "Now",
    "shelf.title": "Model",
    "shelf.role": "For",
    "shelf.role.detect": "finding things",
    "shelf.role.segment": "cutting out what is clicked",
    "shelf.role.matte": "soft edges, hair",
    "shelf.licence": "Licence: {licence}.",
    "shelf.size": "{size}",
    "shelf.used": "Last used",
    "shelf.never": "never",
    "shelf.today": "today",
    "shelf.days.one": "yesterday",
    "shelf.days.many": "{number} days ago",
    "shelf.weeks.one": "a week ago",
    "shelf.weeks.many": "{number} weeks ago",
    "shelf.months.one": "a month ago",
    "shelf.months.many": "{number} months ago",
    "shelf.state.loaded": "in memory",
    "shelf.state.packages": "lacks PyTorch",
    "shelf.state.here": "here",
    "shelf.state.away": "not here",
    "shelf.state.advised": "a good start",
    "shelf.get": "Get…",
    "shelf.remove": "Remove…",
    "shelf.empty": "No model is on this computer yet.",
    "shelf.here.one": "{number} model, {size}, in {folder}; {free} are free there.",
    "shelf.here.many": "{number} models, {size}, in {folder}; {free} are free there.",
    "shelf.remove.ask": "Remove {title} from this computer? That frees about {size}. You can "
    "get it again.",
    "shelf.remove.shared": "It shares files with {titles}, which will then be lacking too.",
    "shelf.removed": "{title} is removed; {size} are free again.",
    # The first minute
    "tips.step": "{number} of {of}:",
    "tips.click": "Press here, then click on something in the picture.",
    "tips.words": "Say it in words instead: leave picking with Esc, write “the fox” here, then "
    "press Enter.",
    "tips.second_click": "Click once more where something is missing; Alt or right click where "
    "there is too much.",
    "tips.take": "Choose above what becomes of it, a selection or a mask. Then press Run, or "
    "Enter while you pick.",
    "tips.got_it": "Got it",
    "tips.got_it.tip": "Shows the next step.",
    "tips.dismiss.tip": "These steps stay away, also after a restart.",
    "tips.dismiss": "Don't show this again",
    "tips.example": "Open an example",
    "tips.example.tip": "Opens a photograph that comes with frisket, to try it on.",
    # Starting by itself
    "starts_agent": "Start the agent by itself",
    "starts_agent.tip": "When something is asked for and no agent is running. Turned off, you "
    "press Start.",
}
