"""frisket's agent: AI masks for the programs that artists already use."""

__version__ = "0.1.0"
