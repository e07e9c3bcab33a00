"""What Help and F1 show, in every window: pages of frisket's own."""
