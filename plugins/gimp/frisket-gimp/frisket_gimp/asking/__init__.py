"""From what a person wants to masks from the agent, and what becomes of them."""
