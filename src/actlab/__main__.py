"""``python -m actlab``: the command line. A file of the current folder is not imported in place of a library."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the current folder, before anything but this file is imported

from actlab.cli import main

if __name__ == "__main__":
    main()
