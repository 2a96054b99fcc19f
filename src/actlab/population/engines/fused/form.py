"""A candidate's network, built once; each block draws its weights, and the candidates share each block's data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import nn

from actlab._shared.process_state import isolated
from actlab.i18n import _
from actlab.population.candidates import Candidate
from actlab.population.data import Data, data_of
from actlab.population.dropout import take_streams
from actlab.population.engines.fused.chain import NotAChainError, find_chain
from actlab.population.networks import activation_parameters, build, fill, layers_to_fill, network
from actlab.population.streams import Streams
from actlab.population.training import Training

__all__ = ["Form"]


class Form:
    """The network of a candidate, with the weights of whichever block was asked for last.

    Args:
        training: What is trained.
        candidate: Whose network.
        block: Whose data tell the number of inputs.

    Raises:
        NotAChainError: The network is no chain of Linear layers with elementwise activations between them.
        NotPointwiseError: A function between the layers is not elementwise, or cannot be printed.
    """

    def __init__(self, training: Training, candidate: Candidate, block: int) -> None:
        self.training, self.candidate = training, candidate
        data = data_of(training, block)
        if data.train.x.dim() != 2:
            raise NotAChainError(_("inputs have the shape {shape}").format(shape=tuple(data.train.x.shape[1:])))
        streams = Streams(training.seed, block, candidate.arm)
        with isolated(streams.seed("activation")):
            self.net = build(training, candidate, data, streams)
            self._layers = layers_to_fill(self.net)
            fill(training, self.net, self._layers, streams)
            take_streams(self.net, streams)
        self.chain = find_chain(self.net)
        self._fresh = self.chain.flat(self.net)
        filled = {id(parameter) for layer in self._layers for parameter in layer.parameters()}
        exempt = activation_parameters(self.net)
        self._refills = all(id(p) in filled for name, p in self.net.named_parameters() if name not in exempt)

    def start(self, data: Data, streams: Streams) -> NDArray[np.float32]:
        """Return the weights that the block's network starts with, as `networks.network` draws them."""
        if self._refills:
            net = self._refilled(streams)
        else:
            with isolated(streams.seed("activation")):
                net = network(self.training, self.candidate, data, streams)
        start: NDArray[np.float32] = self.chain.flat(net).numpy()
        return start

    def _refilled(self, streams: Streams) -> nn.Module:
        self.chain.load(self.net, self._fresh)
        fill(self.training, self.net, self._layers, streams)
        return self.net
