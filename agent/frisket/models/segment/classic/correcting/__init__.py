"""What one further click changes: its neighbourhood, a part of the thing, or a limb of it."""
