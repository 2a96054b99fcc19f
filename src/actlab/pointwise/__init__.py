"""Elementwise torch functions as small graphs of operations, printed as C++.

>>> import torch
>>> graph = trace(lambda x: x * torch.sigmoid(x))
>>> "sigmoid" in print_struct(graph, "Silu")
True
"""

from actlab.pointwise.cpp import MATHLIB, print_struct
from actlab.pointwise.graph import Graph, Node
from actlab.pointwise.trace import NotPointwiseError, trace

__all__ = ["MATHLIB", "Graph", "Node", "NotPointwiseError", "print_struct", "trace"]
