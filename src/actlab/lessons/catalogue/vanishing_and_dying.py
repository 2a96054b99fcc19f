"""Vanishing and dying, seen: gradients layer by layer, and units that fall silent."""

from __future__ import annotations

from collections.abc import Callable

from actlab.lessons import Code, Drawing, Field, Lesson, LessonPart, Picture, Seen, Text, ask, say

DEPTH, WIDTH, EXAMPLES, NETWORKS = 20, 32, 64, 5
RATES = (0.001, 0.01, 0.03, 0.1, 0.3, 1.0)
SAMPLES = 20


def gradients() -> Drawing:
    """Measure the gradient at each layer of untrained networks."""
    import torch

    from actlab.activations import CATALOGUE

    def norms(activation: Callable[[torch.Tensor], torch.Tensor], init: float, network: int) -> torch.Tensor:
        generator = torch.Generator().manual_seed(network)
        outputs = [torch.randn(EXAMPLES, WIDTH, generator=generator)]
        for _layer in range(DEPTH):
            weight = init * torch.randn(WIDTH, WIDTH, generator=generator)
            outputs.append(activation(outputs[-1].requires_grad_() @ weight))
        direction = torch.randn(EXAMPLES, WIDTH, generator=generator)
        gradients = torch.autograd.grad((outputs[-1] * direction).sum(), outputs[1:])
        return torch.stack([gradient.norm() for gradient in gradients])

    he, lecun = (2 / WIDTH) ** 0.5, (1 / WIDTH) ** 0.5
    rows = []
    for name, key, init in (("sigmoid", "sigmoid", lecun), ("tanh", "tanh", lecun), ("he", "relu", he),
                            ("lecun", "relu", lecun)):  # fmt: skip
        measured = torch.stack([norms(CATALOGUE[key], init, network) for network in range(NETWORKS)])
        means = measured.log().mean(dim=0).exp()
        rows += [(name, layer + 1, float(f"{value:.3g}")) for layer, value in enumerate((means / means[-1]).tolist())]
    return Drawing(
        form="lines",
        name="gradients",
        title=Text(en="The gradient on its way back", es="El gradiente en su camino de vuelta"),
        description=Text(
            en=f"Size of the gradient that arrives at each of {DEPTH} layers, as a share of that at the last; "
            f"untrained networks of {WIDTH} units per layer, mean of {NETWORKS}. It runs from right to left. Weights "
            "have variance 2/n after He and 1/n, after LeCun, in the other three.",
            es=f"Tamaño del gradiente que llega a cada una de {DEPTH} capas, como parte del de la última; redes sin"
            f" entrenar de {WIDTH} unidades por capa, media de {NETWORKS}. Corre de derecha a izquierda. Los pesos"
            " tienen varianza 2/n según He y 1/n, según LeCun, en las otras tres.",
        ),
        fields=(
            Field("who", Text(en="network", es="red")),
            Field("layer", Text(en="layer", es="capa")),
            Field("share", Text(en="share of the last layer's", es="parte del de la última capa")),
        ),
        x="layer",
        y="share",
        series="who",
        log_y=True,
        words={
            "sigmoid": Text(en="sigmoid", es="sigmoide"),
            "tanh": Text(en="tanh", es="tanh"),
            "he": Text(en="ReLU, He", es="ReLU, He"),
            "lecun": Text(en="ReLU, LeCun", es="ReLU, LeCun"),
        },
        rows=tuple(rows),
    )


def silent_units() -> Drawing:
    """Train networks at several learning rates and count the units that are silent afterwards."""
    import torch

    from actlab.lessons._moons import train

    rates = [rate for rate in RATES for _sample in range(SAMPLES)]
    silent = torch.tensor(train(torch.relu, rates).silent).reshape(len(RATES), SAMPLES).mean(dim=1)
    return Drawing(
        form="lines",
        name="silent",
        title=Text(en="Silent ReLU units after training", es="Unidades ReLU calladas tras entrenar"),
        description=Text(
            en=f"Share of the 10 hidden units that are 0 on every training point after 100 steps of Adam on two moons;"
            f" mean of {SAMPLES} networks at each learning rate.",
            es=f"Parte de las 10 unidades ocultas que valen 0 en todos los puntos de entrenamiento tras 100 pasos de"
            f" Adam en las dos lunas; media de {SAMPLES} redes con cada tasa de aprendizaje.",
        ),
        fields=(
            Field("rate", Text(en="learning rate", es="tasa de aprendizaje")),
            Field("share", Text(en="silent units (%)", es="unidades calladas (%)"), 1),
        ),
        x="rate",
        y="share",
        log_x=True,
        rows=tuple((rate, round(100 * share, 2)) for rate, share in zip(RATES, silent.tolist(), strict=True)),
    )


ENTRY = Lesson(
    name="vanishing_and_dying",
    number=4,
    play="a=sigmoid&b=relu&hidden=10,10,10,10",
    title=Text(
        en="What do vanishing gradients and dead neurons look like?",
        es="¿Cómo se ven un gradiente que se desvanece y una neurona muerta?",
    ),
    gist=Text(
        en="A vanishing gradient is a product of many numbers below 1; a dead unit is 0 for all data and gets"
        " no gradient, so it comes back only if momentum or the layers below move it.",
        es="Un gradiente que se desvanece es un producto de muchos números menores que 1; una unidad muerta vale 0 con"
        " todos los datos y no recibe gradiente, así que solo vuelve si la mueven el momento o las capas de abajo.",
    ),
    parts=(
        LessonPart(
            "vanishing",
            Text(en="Vanishing", es="Desvanecerse"),
            (
                say(
                    en="""On its way back through the layers a gradient is multiplied, at each of them, by weights and
                    by the activation's derivative. If these products are mostly below 1, the first layers receive next
                    to nothing and do not learn: the vanishing gradient. If they are mostly above 1, it explodes. Build
                    a deep network and compare the gradient at its first layer with that at its last:""",
                    es="""En su camino de vuelta por las capas, un gradiente se multiplica en cada una por pesos y por
                    la derivada de la activación. Si estos productos quedan casi siempre por debajo de 1, a las
                    primeras capas no les llega casi nada y no aprenden: es el desvanecimiento del gradiente (vanishing
                    gradient). Si quedan casi siempre por encima de 1, estalla: la explosión del gradiente. Construye
                    una red profunda y compara el gradiente de la primera capa con el de la última:""",
                ),
                Code(
                    """
                    import torch
                    from torch import nn


                    def first_over_last(activation, depth=20, width=32):
                        torch.manual_seed(0)
                        layers = []
                        for _ in range(depth):
                            linear = nn.Linear(width, width)
                            nn.init.kaiming_normal_(linear.weight)
                            nn.init.zeros_(linear.bias)
                            layers += [linear, activation]
                        net = nn.Sequential(*layers, nn.Linear(width, 1))
                        net(torch.randn(64, width)).square().mean().backward()
                        weights = [layer.weight.grad.norm() for layer in net if isinstance(layer, nn.Linear)]
                        return (weights[0] / weights[-2]).item()


                    for activation in (nn.Sigmoid(), nn.ReLU()):
                        print(type(activation).__name__, f"{first_over_last(activation):.0e}")
                    """,
                    """
                    Sigmoid 7e-11
                    ReLU 2e-01
                    """,
                ),
                say(
                    en="""The init, `kaiming_normal_`, is the one that He and others worked out for ReLU: it makes up
                    for the half of the signal that ReLU cuts off. With smaller weights ReLU's gradient vanishes too,
                    as the figure shows. So ReLU mitigates the vanishing together with a fitting init, not alone.""",
                    es="""La inicialización, `kaiming_normal_`, es la que He y otros calcularon para ReLU: compensa la
                    mitad de la señal que ReLU corta. Con pesos más pequeños también se desvanece el gradiente de ReLU,
                    como muestra la figura. Así que ReLU mitiga el desvanecimiento junto con una inicialización
                    adecuada, no por sí sola.""",
                ),
                Picture("gradients", gradients),
            ),
        ),
        LessonPart(
            "dying",
            Text(en="Dying", es="Morir"),
            (
                say(
                    en="""A ReLU unit whose input is negative for every example gives 0 for every example, and its
                    derivative is 0 for every one: no gradient reaches its weights any more. Such a unit is called
                    dead. One large step is enough. Train the exercise's network with two learning rates and count:""",
                    es="""Una unidad ReLU cuya entrada es negativa con todos los ejemplos da 0 con todos, y su derivada
                    es 0 con todos: ya no llega ningún gradiente a sus pesos. A una unidad así se la llama muerta (dead
                    unit). Basta un paso grande. Entrena la red del ejercicio con dos tasas de aprendizaje y
                    cuenta:""",
                ),
                Code(
                    """
                    from sklearn.datasets import make_moons

                    points, labels = make_moons(300, noise=0.2, random_state=0)
                    points, labels = torch.tensor(points, dtype=torch.float32), torch.tensor(labels)


                    def dead_units(activation, learning_rate, seed):
                        torch.manual_seed(seed)
                        net = nn.Sequential(nn.Linear(2, 10), activation, nn.Linear(10, 2))
                        optimizer = torch.optim.Adam(net.parameters(), lr=learning_rate)
                        for epoch in range(100):
                            optimizer.zero_grad()
                            nn.functional.cross_entropy(net(points), labels).backward()
                            optimizer.step()
                        return int((net[:2](points) == 0).all(dim=0).sum())


                    for learning_rate in (0.01, 1.0):
                        print(learning_rate, [dead_units(nn.ReLU(), learning_rate, seed) for seed in range(5)])
                    """,
                    """
                    0.01 [2, 2, 2, 0, 0]
                    1.0 [1, 2, 5, 5, 5]
                    """,
                ),
                say(
                    en="""Each number counts silent units out of ten. With the large rate up to half of them are
                    gone.""",
                    es="""Cada número cuenta unidades calladas de diez. Con la tasa grande se pierde hasta la
                    mitad.""",
                ),
                say(
                    en="""Leaky ReLU lets a little through on the negative side, so its units always receive some
                    gradient and cannot die in this sense. Whether the network is better for it is another question,
                    and has a page of its own below.""",
                    es="""Leaky ReLU deja pasar un poco por el lado negativo, así que a sus unidades siempre les llega
                    algún gradiente y no pueden morir en este sentido. Si la red es mejor por ello es otra pregunta, y
                    tiene más abajo su propia página.""",
                ),
                Code(
                    """
                    print([dead_units(nn.LeakyReLU(0.01), 1.0, seed) for seed in range(5)])
                    """,
                    "[0, 0, 0, 0, 0]",
                ),
                Picture("silent", silent_units),
            ),
        ),
        LessonPart(
            "asked",
            Text(en="Questions", es="Preguntas"),
            (
                ask(
                    en=(
                        "Is a unit dead that is 0 for half of the examples?",
                        "No, that is how ReLU works. Dead means 0 for all of them.",
                    ),
                    es=(
                        "¿Está muerta una unidad que vale 0 con la mitad de los ejemplos?",
                        "No, así es como trabaja ReLU. Muerta quiere decir que vale 0 con todos.",
                    ),
                ),
                ask(
                    en=(
                        "Does tanh have dead units?",
                        """Not exactly, but saturated ones: where its input is large in size, its output is near -1 or
                        1 and its derivative near 0.""",
                    ),
                    es=(
                        "¿Tiene tanh unidades muertas?",
                        """Exactamente no, pero sí saturadas: donde su entrada es grande en tamaño, su salida está
                        cerca de -1 o 1 y su derivada cerca de 0.""",
                    ),
                ),
                ask(
                    en=(
                        "What would you try first against dead units?",
                        "A smaller learning rate; then Leaky ReLU or another function without a flat side.",
                    ),
                    es=(
                        "¿Qué probarías primero contra las unidades muertas?",
                        "Una tasa de aprendizaje menor; después, Leaky ReLU u otra función sin un lado plano.",
                    ),
                ),
            ),
        ),
        LessonPart(
            "evidence",
            Text(en="What this stands on", es="En qué se apoya"),
            (Seen((2, 3, 5, 6, 7, 8)),),
        ),
    ),
)
