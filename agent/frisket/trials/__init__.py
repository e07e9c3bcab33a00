"""What models do on example photographs whose outlines are known, beside what they should do."""
