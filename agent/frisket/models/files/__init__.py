"""The files of models: cards, downloads, imports, and a converter for each foreign layout."""
