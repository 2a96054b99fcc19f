"""One file per code."""
