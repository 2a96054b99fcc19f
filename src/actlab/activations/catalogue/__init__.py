"""One file, one activation; `actlab.activations.CATALOGUE` scans this folder."""
