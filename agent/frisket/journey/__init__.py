"""From a picture and a prompt to masks: words, finding, cutting, placing."""
