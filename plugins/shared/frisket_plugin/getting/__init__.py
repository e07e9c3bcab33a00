"""What an editor's panel shows of models: what is lacking, getting it, and what is here.

Plain objects without threads, clocks on the screen or widgets: the editor hands in a thread, and
shows what they say.

offering   what a recipe lacks, in words and megabytes; the smallest set that will do
getting    from the offer to the mask: packages, models, a trial, and on with the words
engine     what that takes on a computer; here: on this one, by setting up and by the agent
setting_up the offer to set the agent up, and taking it away
starting   the agent starts by itself at the first request
token      the field for the token of models whose publisher lets people in one by one
shelf      the list of models: what is here, how large, last used, remove
tips       the first minute: three steps on the real controls
"""
