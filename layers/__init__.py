"""What is drawn of a frame: one file per layer, listed in ``LAYERS``."""
