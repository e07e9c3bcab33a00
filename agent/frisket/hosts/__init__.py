"""Where Krita and GIMP keep plugins, and putting frisket's there and taking them away."""
