"""The agent as a server: who may come in, what a request means, and the one thread that works."""
