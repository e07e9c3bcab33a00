"""The agent set up, from inside any of the windows, and taken away again."""
