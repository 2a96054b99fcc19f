"""What holds for tests and for the examples in docstrings alike."""

import os

os.environ["ACTLAB_JOURNAL"] = "off"  # no look of an example is kept in the journal of whoever runs them
