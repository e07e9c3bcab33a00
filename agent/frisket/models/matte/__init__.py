"""Models that make soft edges: a picture and a mask in, alpha out."""
