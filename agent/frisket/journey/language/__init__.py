"""What people write to say what they want: the grammar of docs/words.md, and how it is told."""
