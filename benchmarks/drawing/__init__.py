"""What the procedural pictures are drawn with: surfaces and outlines."""
