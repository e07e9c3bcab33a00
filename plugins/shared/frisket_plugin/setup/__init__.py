"""Setting the agent up from inside an editor, where there is no terminal, and taking it away again.

making       the whole way, in the order it happens; what it needs, and whether it is needed
planning     which wheels that needs, from where, and how much it is
kept         what of it the environment that works has already
environment  Python and the agent in a new environment; trying it, and putting it in its place
uv           the program that makes environments: found, else fetched
wheels       what an index offers; machine: which of that runs here
download     a file over the network: goes on where it stopped, and is checked
network      addresses opened through proxies, and what goes wrong with that in words
sources      which index and which proxy, by the environment and the files of pip and uv
program      running one of these programs: its log, and ending it
lock         one at a time
places       where everything lies; room on the disk; taking it away
progress     stage, bytes, rate and time left, as a person reads them

data folder/  setup/uv/  setup/downloads/  setup/cache/  setup/python/
              setup/setup.log  setup.lock  environment/  environment.new/ while it is made
"""
