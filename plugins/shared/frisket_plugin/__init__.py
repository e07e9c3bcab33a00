"""What the plugins for Krita and GIMP share: no host program is known here, and no toolkit.

    options    what a person has set, and what that means in the protocol
    settings   what is remembered, in the user's configuration folder
    agent      reaching the agent, and starting it; stopping: ending one
    setup      setting the agent up without a terminal, and taking it away
    getting    what a recipe lacks, getting it, and on with the words; the list of models; tips
    surroundings  what editors leak into the programs that they start
    lookout    how the agent is, for a light that tells the truth
    recipes    the agent's recipes, as a list to choose from
    job        from options to masks: one call for a worker thread
    pixels     what has to be done to bytes without numpy
    texts      every sentence of the plugins' own that a person reads
    said       what the agent says, in that person's language; readings: how words were read

Pure Python ≥ 3.10: the standard library and frisket_protocol.
"""

__version__ = "0.1.0"
