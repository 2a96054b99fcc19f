"""A network of the user's own, in place of a workload's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from actlab._shared.identity import identify
from actlab._shared.process_state import isolated
from actlab._shared.user_code import Own, read_callable
from actlab.errors import OwnModelError
from actlab.i18n import _
from actlab.workloads._arguments import arguments_of, sizes_of, takes_activation
from actlab.workloads._networks import Make
from actlab.workloads._spec import Parts, Workload

if TYPE_CHECKING:
    from torch import nn

    from actlab.workloads._written_in import WrittenIn

__all__ = ["OwnModel", "own_model", "read_model", "with_model"]

Builder = Callable[..., "nn.Module"]


@dataclass(frozen=True)
class OwnModel:
    """A network that the user's code builds.

    Args:
        own: A function, or a module class, that returns a module; what it is given for an activation may be kept as
            a module or called for a fresh one, ``activation()``, in each hidden layer.
        content: The hash of all that decides the network.
        where: What finds it again on a command line, ``my.py:build``.
        doubts: What the network depends on and no hash can cover.
        end: The operation that bounds its outputs, such as ``softmax``; empty where none does.
        unreached: Share of the targets that lie outside of that bound.
        written_in: The activation calls that candidates replace, for a network that takes no activation.

    >>> from torch import nn
    >>> own_model(lambda activation: nn.Sequential(nn.Linear(2, 2), activation())).fixed
    True
    """

    own: Own = field(repr=False)
    content: str
    where: str = field(default="", repr=False)
    doubts: tuple[str, ...] = field(default=(), repr=False)
    end: str = field(default="", repr=False)
    unreached: float = field(default=0.0, repr=False)
    written_in: WrittenIn | None = field(default=None, repr=False)
    fixed = True

    def build(self, make: Make, shape: tuple[int, ...], outputs: int, _hidden: tuple[int, ...], /) -> nn.Module:
        """Return what the user's code builds, in training mode.

        Sizes are its own, but where its code asks for them: ``input_dim`` and ``num_classes`` without defaults are
        filled in. Lazy layers learn theirs from one pass.
        """
        import torch
        from torch.nn.parameter import is_lazy

        from actlab.workloads._factory import Factory, settle

        if self.written_in is not None:
            from actlab.workloads._written_in import exchanged

            return exchanged(self.unchanged(shape, outputs), self.written_in, make).train()
        places, named = arguments_of(self.own.thing, Factory(make), shape, outputs)
        net = self.own.thing(*places, **named)
        if not isinstance(net, torch.nn.Module):
            raise OwnModelError(_("The model is {kind}, not a torch module.").format(kind=type(net).__name__))
        settle(net)
        if any(is_lazy(held) for held in (*net.parameters(), *net.buffers())):
            with torch.no_grad():
                net.eval()(torch.zeros(1, *shape))
        built: nn.Module = net.train()
        return built

    def unchanged(self, shape: tuple[int, ...], outputs: int) -> nn.Module:
        """Return what the user's code builds without an activation to take."""
        import torch

        named = sizes_of(self.own.thing, shape, outputs)
        net = self.own.thing(**named)
        if not isinstance(net, torch.nn.Module):
            raise OwnModelError(_("The model is {kind}, not a torch module.").format(kind=type(net).__name__))
        return net


def own_model(builder: Builder) -> OwnModel:
    """Return a user's builder as a network.

    Args:
        builder: A function, or an ``nn.Module`` class, with a parameter for the activation: one called
            ``activation``, ``act_layer``, ``nonlinearity`` or the like, or else its first.

    Raises:
        OwnModelError: It cannot be called.

    >>> from torch import nn
    >>> own_model(lambda activation: nn.Sequential(nn.Linear(2, 2), activation())).where
    ''
    """
    from torch import nn

    if isinstance(builder, nn.Module):
        raise OwnModelError(
            _(
                "A model must be built anew for each candidate, and this is a finished {kind}; give its class, or a "
                "function of an activation that returns it."
            ).format(kind=type(builder).__name__)
        )
    if not callable(builder):
        raise OwnModelError(
            _("A model must be a function of an activation that returns a module; got {kind}.").format(
                kind=type(builder).__name__
            )
        )
    return _model(Own(builder))


def read_model(text: str) -> OwnModel:
    r"""Read ``my.py:build``: the function, or module class, of that name in that file.

    Raises:
        OwnModelError: The file or the name is missing, or the file cannot be run.

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "my.py"
    >>> _count = path.write_text("from torch import nn\n\ndef build(f): return nn.Sequential(nn.Linear(2, 2), f())")
    >>> read_model(f"{path}:build").where == f"{path}:build"
    True
    """
    return _model(read_callable(text, OwnModelError, "my.py:build"))


def _model(own: Own) -> OwnModel:
    identity = identify(own.thing)
    return OwnModel(own, identity.content(), own.where, identity.doubts)


def _of_tokens(workload: Workload, model: OwnModel, error: OwnModelError) -> Workload:
    """Return the workload with its whole numbers as tokens, if the network takes these; raise the error otherwise."""
    from actlab.workloads.userdata.arrays import with_tokens

    as_tokens = None if workload.scaling == "tokens" else with_tokens(workload)
    if as_tokens is None:
        raise error
    try:
        return with_model(as_tokens, model)
    except OwnModelError:
        raise error from None


def with_model(workload: Workload, model: OwnModel) -> Workload:
    """Return the workload with a network of the user's own, after trying it on the workload's data.

    A network with one output for two classes is trained with the binary cross-entropy. Whole numbers that a network
    cannot take standardised reach it as they are: they are tokens.

    Raises:
        OwnModelError: It cannot be built or run, gives another shape than the task needs, or not-a-number, does
            not hold the activation, is random in evaluation mode, or lets samples of one batch change each other.

    >>> from torch import nn
    >>> from actlab.workloads import CATALOGUE
    >>> def build(activation):
    ...     return nn.Sequential(nn.Linear(2, 16), activation(), nn.Linear(16, 16), activation(), nn.Linear(16, 2))
    >>> with_model(CATALOGUE["moons"], own_model(build)).hidden
    (16, 16)
    """
    from actlab.workloads._trial import tried

    parts = workload.parts(workload.splits[0], 0, 0)
    with isolated(0):
        try:
            if not takes_activation(model.own.thing):
                model = _with_written_in(model, parts, workload.recipe.loss)
            found = tried(model, parts, workload.recipe.loss)
        except OwnModelError as error:
            return _of_tokens(workload, model, error)
    identity = identify(model.own.thing).with_behaviour(*found.behaviour)
    recipe = replace(workload.recipe, loss="binary_cross_entropy") if found.one_logit else workload.recipe
    return replace(
        workload,
        network=replace(
            model, content=identity.content(), doubts=identity.doubts, end=found.end, unreached=found.unreached
        ),
        hidden=found.widths,
        notes=(*workload.notes, model.written_in.note) if model.written_in else workload.notes,
        recipe=recipe,
        where=(*workload.where, "--model", model.where) if model.where else workload.where,
    )


def _with_written_in(model: OwnModel, parts: Parts, loss: str) -> OwnModel:
    """Return a model that takes no activation with the calls that candidates replace."""
    import torch

    from actlab.workloads._trial import needed_outputs
    from actlab.workloads._written_in import look_for

    x = torch.as_tensor(parts.x_train[:2])
    outputs = needed_outputs(parts, loss)
    name = getattr(model.own.thing, "__name__", type(model.own.thing).__name__)
    return replace(model, written_in=look_for(lambda: model.unchanged(tuple(x.shape[1:]), outputs), name, x))
