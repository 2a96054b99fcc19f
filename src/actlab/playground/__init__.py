"""The page in which populations train in the browser: one offline file, from the kernels of the library.

>>> from pathlib import Path
>>> import tempfile
>>> write_page(Path(tempfile.mkdtemp()) / "playground.html").name
'playground.html'
"""

from actlab.playground.own import OwnTable, own_function, own_table
from actlab.playground.page import page, write_page

__all__ = ["OwnTable", "own_function", "own_table", "page", "write_page"]
