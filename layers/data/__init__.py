"""Data files out and in: the same tables and columns in every format."""
