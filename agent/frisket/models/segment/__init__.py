"""Models that cut: a picture and clicks, boxes or words in, masks out."""
