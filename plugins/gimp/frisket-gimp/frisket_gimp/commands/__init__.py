"""What GIMP registers and runs: its procedures, and what they give back."""
