"""Models that find where a thing is: a picture and words in, boxes out."""
