"""How a page is written: HTML, LaTeX, notebook."""
