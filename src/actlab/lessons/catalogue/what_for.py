"""What an activation is for: without one, layers fold into a single line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actlab.lessons import Code, Drawing, Field, Lesson, LessonPart, Picture, Seen, Text, ask, say

if TYPE_CHECKING:
    from torch import Tensor

STEPS = 300
UNITS = 16


def waves() -> Drawing:
    """Fit one wave with networks that differ in nothing but the function between their layers."""
    import torch
    from torch import nn

    x = torch.linspace(-3, 3, 61).unsqueeze(1)
    y = torch.sin(2 * x)
    rows = [("wave", *point) for point in _points(x, y)]
    for name, activation in (("none", nn.Identity()), ("relu", nn.ReLU()), ("tanh", nn.Tanh())):
        with torch.random.fork_rng():
            torch.manual_seed(1)
            net = nn.Sequential(
                nn.Linear(1, UNITS), activation, nn.Linear(UNITS, UNITS), activation, nn.Linear(UNITS, 1)
            )
        optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
        for _step in range(STEPS):
            optimizer.zero_grad()
            nn.functional.mse_loss(net(x), y).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        rows += [(name, *point) for point in _points(x, net(x).detach())]
    return Drawing(
        form="lines",
        name="waves",
        title=Text(en="One wave, three networks", es="Una onda, tres redes"),
        description=Text(
            en=f"Networks with two hidden layers of {UNITS} units after {STEPS} steps of training. Without an"
            " activation the best that can be had is a straight line.",
            es=f"Redes con dos capas ocultas de {UNITS} unidades tras {STEPS} pasos de entrenamiento. Sin activación lo"
            " mejor que se puede conseguir es una recta.",
        ),
        fields=(
            Field("who", Text(en="what", es="qué")),
            Field("x", Text(en="input", es="entrada"), 2),
            Field("y", Text(en="output", es="salida"), 2),
        ),
        x="x",
        y="y",
        series="who",
        words={
            "wave": Text(en="the wave", es="la onda"),
            "relu": Text(en="ReLU", es="ReLU"),
            "none": Text(en="no activation", es="sin activación"),
        },
        rows=tuple(rows),
    )


def _points(x: Tensor, y: Tensor) -> list[tuple[float, float]]:
    return [(round(a, 2), round(b, 3)) for a, b in zip(x.flatten().tolist(), y.flatten().tolist(), strict=True)]


ENTRY = Lesson(
    name="what_for",
    number=1,
    play="a=identity&b=relu",
    title=Text(en="What is an activation function for?", es="¿Para qué sirve una función de activación?"),
    gist=Text(
        en="It bends. Without a bend between them, a hundred layers can do no more than one.",
        es="Para doblar. Sin un doblez entre ellas, cien capas no pueden más que una sola.",
    ),
    parts=(
        LessonPart(
            "layer",
            Text(en="What a layer computes", es="Lo que calcula una capa"),
            (
                say(
                    en="""A layer `nn.Linear` multiplies its inputs by weights, adds them up and adds a bias. Drawn
                    over one input that is a straight line; over two, a plane. An activation function is what is
                    applied to each of the results before they go on to the next layer.""",
                    es="""Una capa `nn.Linear` multiplica sus entradas por pesos (weights), las suma y añade un sesgo
                    (bias). Dibujado sobre una entrada, eso es una recta; sobre dos, un plano. Una función de
                    activación (activation function) es lo que se aplica a cada resultado antes de que pase a la capa
                    siguiente.""",
                ),
                say(
                    en="""What happens if nothing is applied? Take two layers and work out by hand the one layer that
                    does the same: its weight is the product of both weights.""",
                    es="""¿Qué pasa si no se aplica nada? Toma dos capas y calcula a mano la única capa que hace lo
                    mismo: su peso es el producto de los dos pesos.""",
                ),
                Code(
                    """
                    import torch
                    from torch import nn

                    torch.manual_seed(0)
                    first, second = nn.Linear(2, 8), nn.Linear(8, 1)
                    weight = second.weight @ first.weight
                    bias = second.weight @ first.bias + second.bias

                    x = torch.randn(5, 2)
                    print(torch.allclose(second(first(x)), x @ weight.T + bias, atol=1e-6))
                    """,
                    "True",
                ),
                say(
                    en="""The two layers were one layer in disguise. The same holds for three, or for a hundred. Now
                    put a ReLU between them, which replaces what is negative by 0:""",
                    es="""Las dos capas eran una sola disfrazada. Lo mismo vale para tres o para cien. Pon ahora entre
                    ellas una ReLU, que cambia por 0 lo que es negativo:""",
                ),
                Code(
                    """
                    print(torch.allclose(second(torch.relu(first(x))), x @ weight.T + bias, atol=1e-6))
                    """,
                    "False",
                ),
                say(
                    en="No single layer does this any more. The network has become able to bend.",
                    es="Ninguna capa sola hace ya esto. La red ha aprendido a doblarse.",
                ),
            ),
        ),
        LessonPart(
            "seen",
            Text(en="What the bend buys", es="Lo que se gana con el doblez"),
            (
                say(
                    en="""Three networks that differ in nothing else are trained to follow a wave. The one without an
                    activation draws a line, however long it is trained.""",
                    es="""Se entrenan tres redes que no se distinguen en nada más para que sigan una onda. La que no
                    tiene activación dibuja una recta, por mucho que se entrene.""",
                ),
                Picture("waves", waves),
                say(
                    en="""The smallest task that needs a bend has four points: `xor`, which is 1 where exactly one of
                    two inputs is 1. No straight line parts the ones from the zeros. Without an activation the best
                    answer is one half everywhere, and its squared error is one quarter.""",
                    es="""La tarea más pequeña que necesita un doblez tiene cuatro puntos: `xor`, que vale 1 donde
                    exactamente una de dos entradas vale 1. Ninguna recta separa los unos de los ceros. Sin activación,
                    la mejor respuesta es un medio en todas partes, y su error cuadrático es un cuarto.""",
                ),
                Code(
                    """
                    inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
                    targets = torch.tensor([[0.0], [1.0], [1.0], [0.0]])

                    for activation in (nn.Identity(), nn.Tanh()):
                        torch.manual_seed(0)
                        net = nn.Sequential(nn.Linear(2, 8), activation, nn.Linear(8, 1))
                        optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
                        for step in range(300):
                            optimizer.zero_grad()
                            loss = nn.functional.mse_loss(net(inputs), targets)
                            loss.backward()
                            optimizer.step()
                        print(type(activation).__name__, f"{loss.item():.2f}")
                    """,
                    """
                    Identity 0.25
                    Tanh 0.00
                    """,
                ),
            ),
        ),
        LessonPart(
            "asked",
            Text(en="Questions", es="Preguntas"),
            (
                ask(
                    en=(
                        "Does a network without activations profit from more layers?",
                        """It can compute nothing new: the product of its weights is one weight. How fast it learns
                        does change with depth.""",
                    ),
                    es=(
                        "¿Gana algo una red sin activaciones con más capas?",
                        """No puede calcular nada nuevo: el producto de sus pesos es un solo peso. Lo que sí cambia con
                        la profundidad es lo rápido que aprende.""",
                    ),
                ),
                ask(
                    en=(
                        "Why is a bias not enough?",
                        "It moves the line; it does not bend it. What is needed is a function that is not a line.",
                    ),
                    es=(
                        "¿Por qué no basta con un sesgo?",
                        "Mueve la recta, pero no la dobla. Hace falta una función que no sea una recta.",
                    ),
                ),
                ask(
                    en=(
                        "Would squaring do as an activation?",
                        """It bends, and `xor` is within its reach. But its slope grows without bound, so deep networks
                        with it explode: a good activation has to bend and to keep signal and gradient in bounds.""",
                    ),
                    es=(
                        "¿Serviría elevar al cuadrado como activación?",
                        """Dobla, y `xor` está a su alcance. Pero su pendiente crece sin límite y las redes profundas
                        estallan con ella: una buena activación ha de doblar y mantener acotados la señal y el
                        gradiente.""",
                    ),
                ),
            ),
        ),
        LessonPart(
            "evidence",
            Text(en="What this stands on", es="En qué se apoya"),
            (Seen((1,)),),
        ),
    ),
)
