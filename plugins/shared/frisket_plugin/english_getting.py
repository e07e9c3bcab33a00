"""The English texts of getting models, in both editors; `english` holds all others."""

from __future__ import annotations

GETTING = {
    # What is offered
    "getting.lacks": "“{title}” is not ready yet. It needs, once:",
    "getting.packages": "• PyTorch and what belongs to it, for the networks: {size} MB",
    "getting.packages.about": "• PyTorch and what belongs to it, for the networks: up to {size} MB",
    "getting.model": "• {title}: {size} MB, licence {licence}.",
    "getting.folder": "The models go to {folder}, where {free} MB are free.",
    "getting.no_room": "There is too little room on the disk: free {lacking} MB first.",
    "getting.accept": "I have read the licence {licence} of {title}, and accept it",
    "getting.page": "Read about it…",
    "getting.page.tip": "Opens the page of the model, with its licence, in the browser.",
    # Where it stands
    "getting.asking": "Finding out what is needed…",
    "getting.cancelled": "Cancelled. What was fetched is kept: Go on continues from there.",
    "getting.done": "“{title}” is ready.",
    "getting.untried": "It could not be tried on an example: {why}",
    "getting.failed": "Something unexpected went wrong: {why}.",
    # What can be pressed
    "getting.button.get": "Get",
    "getting.button.again": "Try again",
    "getting.button.go_on": "Go on",
    "getting.button.cancel": "Cancel",
    "getting.button.skip": "Skip",
    "getting.button.copy": "Copy",
    "getting.button.not_now": "Not now",
    "getting.button.close": "Close",
    # The token
    "token": "Access token",
    "token.about": "This model's publisher lets people in one by one. Ask for access on its page, "
    "make a token in your account there, and paste it here. frisket does not keep it in its own "
    "settings.",
    "token.send": "Log in",
    "token.empty": "Paste the token first.",
    "token.asking": "Asking whose token it is…",
    "token.known": "Logged in as {name}.",
    # The list of models
    "shelf": "Models…",
    "shelf.tip": "What is on this computer, how large it is and when it was last used; get and "
    "remove models.",
    "shelf.title": "Model",
    "shelf.role": "For",
    "shelf.role.detect": "finding",
    "shelf.role.segment": "cutting out",
    "shelf.role.matte": "soft edges",
    "shelf.size": "{size} MB",
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
    "shelf.get": "Get…",
    "shelf.remove": "Remove…",
    "shelf.empty": "No model is on this computer yet.",
    "shelf.here.one": "{number} model, {size} MB, in {folder}; {free} MB are free there.",
    "shelf.here.many": "{number} models, {size} MB, in {folder}; {free} MB are free there.",
    "shelf.remove.ask": "Remove {title} from this computer? That frees about {size} MB. You can "
    "get it again.",
    "shelf.remove.shared": "It shares files with {titles}, which will then be lacking too.",
    "shelf.removed": "{title} is removed; {size} MB are free again.",
    # The first minute
    "tips.step": "{number} of {of}:",
    "tips.click": "Press here, then click on something in the picture.",
    "tips.words": "Say it in words instead: “the fox”. Then press Enter.",
    "tips.second_click": "Click once more where something is missing; Alt or right click where "
    "there is too much.",
    "tips.take": "Choose what becomes of it, a selection or a mask, and take it.",
    "tips.dismiss": "Don't show this again",
    "tips.example": "Open an example",
    "tips.example.tip": "Opens a photograph that comes with frisket, to try it on.",
    # Starting by itself
    "starts_agent": "Start the agent by itself",
    "starts_agent.tip": "When something is asked for and no agent is running. Turned off, you "
    "press Start.",
}
