"""Elementwise torch functions as small graphs of operations, printed as C++ and as JavaScript.

>>> import torch
>>> graph = trace(lambda x: x * torch.sigmoid(x))
>>> "sigmoid" in print_struct(graph, "Silu")
True
"""

from actlab.pointwise.cpp import mathlib, print_struct
from actlab.pointwise.graph import Graph, Node
from actlab.pointwise.javascript import HELPERS, print_javascript
from actlab.pointwise.trace import NotPointwiseError, trace

__all__ = ["HELPERS", "Graph", "Node", "NotPointwiseError", "mathlib", "print_javascript", "print_struct", "trace"]
