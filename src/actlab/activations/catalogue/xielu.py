"""xIELU: quadratic for positive inputs, the integral of ELU for negative ones, two learned scales."""

from actlab.activations import Activation, Parameter, Source, Text, properties, twin


def function(x, *, alpha_p=0.8, alpha_n=0.8, beta=0.5):
    import torch

    from actlab.activations.numerics import exp_remainder, expm1

    right, left = torch.where(x > 0, x, 0.0), torch.where(x > 0, 0.0, x)
    near = alpha_n * exp_remainder(left) + beta * left
    below = torch.where(x > -1, near, alpha_n * expm1(left) + (beta - alpha_n) * left)
    return torch.where(x > 0, right * (alpha_p * right + beta), below)


def first(x, *, alpha_p=0.8, alpha_n=0.8, beta=0.5):
    import torch

    from actlab.activations.numerics import expm1

    return torch.where(x > 0, 2 * alpha_p * x, alpha_n * expm1(x.clamp(max=0))) + beta


def second(x, *, alpha_p=0.8, alpha_n=0.8, beta=0.5):  # noqa: ARG001
    import torch

    from actlab.activations.numerics import decay

    return torch.where(x > 0, 2 * alpha_p, decay(alpha_n, x.clamp(max=0)))


ENTRY = Activation(
    title="xIELU",
    function=function,
    derivatives=(first, second),
    code="torch.where(x > 0, alpha_p * x * x + beta * x, alpha_n * (torch.expm1(x) - x) + beta * x)",
    formula="Piecewise((alpha_p*x**2 + beta*x, x > 0), (alpha_n*(exp(x) - 1 - x) + beta*x, True))",
    parameters=(
        Parameter(
            "alpha_p",
            0.8,
            "(0, inf)",
            Text(en="curvature for positive inputs, learned", es="curvatura para las entradas positivas, aprendida"),
            learnable=True,
            constrained=True,
        ),
        Parameter(
            "alpha_n",
            0.8,
            "(0.5, inf)",
            Text(en="scale for negative inputs, learned", es="escala para las entradas negativas, aprendida"),
            learnable=True,
            constrained=True,
        ),
        Parameter("beta", 0.5, "(0, inf)", Text(en="slope at 0", es="pendiente en 0")),
    ),
    at_infinity=("inf", "inf"),
    properties=(
        properties.Range("[-0.20575122409648211, inf)"),
        properties.NonLinear(),
        properties.NonMonotone(),
        properties.Differentiable(1),
    ),
    known_values=((0.0, 0.0), (1.0, 1.3)),
    strengths=(
        Text(
            en="its gradient is linear in x for positive inputs and can turn"
            " negative for negative ones, as training decides",
            es="su gradiente es lineal en x con entradas positivas y puede hacerse"
            " negativo con las negativas, según decida el entrenamiento",
        ),
    ),
    weaknesses=(
        Text(
            en="grows as x²: it relies on normalization around it",
            es="crece como x²: depende de que haya normalización alrededor",
        ),
        Text(
            en="not monotone: two inputs can give the same output, and between them the gradient changes sign",
            es="no es monótona: dos entradas pueden dar la misma salida y entre ellas el gradiente cambia de signo",
        ),
    ),
    twins=(
        twin(
            "transformers:xielu",
            differs=Text(en="holds its parameters in bfloat16", es="guarda sus parámetros en bfloat16"),
        ),
    ),
    source=Source(
        "Huang & Schlag",
        "Deriving activation functions using integration",
        2024,
        "arXiv:2411.13010",
    ),
)
