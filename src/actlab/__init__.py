"""actlab: which activation function here, and is the difference real?"""

__version__ = "0.1.0"
