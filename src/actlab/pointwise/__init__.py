"""Elementwise torch functions as small graphs of operations, printed as C++.

>>> import torch
>>> graph = trace(lambda x: x * torch.sigmoid(x))
>>> "sigmoid" in print_struct(graph, "Silu")
True
"""

from actlab.pointwise.cpp import mathlib, print_struct
from actlab.pointwise.graph import Graph, Node
from actlab.pointwise.trace import NotPointwiseError, trace

__all__ = ["Graph", "Node", "NotPointwiseError", "mathlib", "print_struct", "trace"]
