"""Choosing one: what to begin with, when to leave it, and what matters more."""

from functools import partial
from typing import Any

from actlab.lessons import Code, Drawing, Field, Lesson, LessonPart, Listed, Picture, Seen, Text, ask, say

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
SAMPLES = 10
FIVE = ("sigmoid", "tanh", "relu", "leaky_relu", "softmax")


def rates() -> Drawing:
    """Train the exercise's network with each of the five at several learning rates."""
    import torch

    from actlab.activations import CATALOGUE
    from actlab.lessons._moons import EPOCHS, train

    given = [rate for rate in RATES for _sample in range(SAMPLES)]
    rows = []
    for name in FIVE:
        entry = CATALOGUE[name]
        options: dict[str, Any] = {} if entry.kind == "elementwise" else {"dim": -1}
        found = train(partial(entry, **options), given).accuracy
        means = torch.tensor(found).reshape(len(RATES), SAMPLES).mean(dim=1)
        rows += [(entry.title, rate, round(mean, 2)) for rate, mean in zip(RATES, means.tolist(), strict=True)]
    return Drawing(
        form="lines",
        name="rates",
        title=Text(en="The learning rate decides more", es="Decide más la tasa de aprendizaje"),
        description=Text(
            en=f"Test accuracy on two moons after {EPOCHS} steps of Adam; mean of {SAMPLES} networks at each point,"
            " each with data of its own. Softmax acts over the 10 hidden units.",
            es=f"Exactitud de prueba en las dos lunas tras {EPOCHS} pasos de Adam; media de {SAMPLES} redes en cada"
            " punto, cada una con sus propios datos. Softmax actúa sobre las 10 unidades ocultas.",
        ),
        fields=(
            Field("who", Text(en="function", es="función")),
            Field("rate", Text(en="learning rate", es="tasa de aprendizaje")),
            Field("accuracy", Text(en="accuracy (%)", es="exactitud (%)"), 1),
        ),
        x="rate",
        y="accuracy",
        series="who",
        log_x=True,
        rows=tuple(rows),
    )


ENTRY = Lesson(
    name="choosing",
    number=6,
    play="a=relu&b=gelu",
    title=Text(en="Which one should I choose?", es="¿Cuál elijo?"),
    gist=Text(
        en="Begin with ReLU and an init made for it; change when you see a reason; and look at the learning rate"
        " first.",
        es="Empieza con ReLU y una inicialización hecha para ella; cambia cuando veas un motivo; y mira antes la tasa"
        " de aprendizaje.",
    ),
    parts=(
        LessonPart(
            "rules",
            Text(en="Where to begin", es="Por dónde empezar"),
            (
                say(
                    en="""Hidden layers: ReLU, because it is cheap and trains well with He's init. If many of its units
                    die, first lower the learning rate, then try Leaky ReLU.""",
                    es="""Capas ocultas: ReLU, porque es barata y se entrena bien con la inicialización de He. Si
                    mueren muchas de sus unidades, baja primero la tasa de aprendizaje y prueba después Leaky ReLU.""",
                ),
                say(
                    en="""Small or shallow networks with smooth targets: tanh is a match for ReLU and sometimes ahead.
                    Deep ones: not sigmoid; its gradient vanishes first.""",
                    es="""Redes pequeñas o poco profundas con objetivos suaves: la tanh está a la altura de ReLU y a
                    veces por delante. Profundas: la sigmoide no; su gradiente es el primero que se desvanece.""",
                ),
                say(
                    en="""Output: what the task asks for, as the page before this one says. Softmax: on the output,
                    when the network is used; not between layers.""",
                    es="""Salida: lo que pida la tarea, como dice la página anterior. Softmax: en la salida, cuando la
                    red se usa; no entre capas.""",
                ),
                say(
                    en="""These are habits and not laws. Most have their evidence below, with the limits within which it
                    holds.""",
                    es="""Son costumbres y no leyes. La mayoría tiene abajo su evidencia, con los límites dentro de los
                    que se cumple.""",
                ),
            ),
        ),
        LessonPart(
            "matters",
            Text(en="What matters more than the function", es="Lo que importa más que la función"),
            (
                Picture("rates", rates),
                say(
                    en="""Read the figure from left to right: the order of the functions changes with the learning
                    rate, and a good learning rate gains more than a good function. A comparison at a single learning
                    rate is a comparison at that learning rate.""",
                    es="""Lee la figura de izquierda a derecha: el orden de las funciones cambia con la tasa de
                    aprendizaje, y se gana más con una buena tasa que con una buena función. Una comparación con una
                    sola tasa de aprendizaje es una comparación con esa tasa.""",
                ),
                say(
                    en="""The init matters too. Each function shrinks or stretches the signal in its own way, and the
                    gain is the factor that makes up for it, so that the signal keeps its size from layer to layer:""",
                    es="""También importa la inicialización. Cada función encoge o estira la señal a su manera, y la
                    ganancia (gain) es el factor que lo compensa, para que la señal conserve su tamaño de capa en
                    capa:""",
                ),
                Code(
                    """
                    import actlab

                    for name in ("sigmoid", "tanh", "relu", "leaky_relu"):
                        print(f"{name:<10} {actlab.gain(name):.3f}")
                    """,
                    """
                    sigmoid    1.846
                    tanh       1.593
                    relu       1.414
                    leaky_relu 1.414
                    """,
                ),
            ),
        ),
        LessonPart(
            "parameter",
            Text(en="Keep the choice open", es="Dejar abierta la elección"),
            (
                say(
                    en="""Write your network so that the activation is a parameter; then changing it is one word. And
                    layers need not agree: here is a network with one function for each hidden layer.""",
                    es="""Escribe tu red de modo que la activación sea un parámetro; así, cambiarla es una palabra. Y
                    las capas no tienen por qué coincidir: esta red lleva una función por cada capa oculta.""",
                ),
                Code(
                    """
                    from torch import nn


                    def network(sizes, activations):
                        layers = []
                        for inputs, outputs, activation in zip(sizes[:-2], sizes[1:-1], activations, strict=True):
                            layers += [nn.Linear(inputs, outputs), activation()]
                        return nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))


                    print(network([2, 10, 10, 2], [nn.ReLU, nn.Tanh]))
                    """,
                    """
                    Sequential(
                      (0): Linear(in_features=2, out_features=10, bias=True)
                      (1): ReLU()
                      (2): Linear(in_features=10, out_features=10, bias=True)
                      (3): Tanh()
                      (4): Linear(in_features=10, out_features=2, bias=True)
                    )
                    """,
                ),
                say(
                    en="On the command line commas separate the layers of a candidate:",
                    es="En la línea de órdenes, las comas separan las capas de una candidata:",
                ),
                Listed(
                    Text(en="Mixed layers, compared", es="Capas mezcladas, comparadas"),
                    "actlab compare relu,tanh tanh,relu --hidden 10,10",
                ),
            ),
        ),
        LessonPart(
            "asked",
            Text(en="Questions", es="Preguntas"),
            (
                ask(
                    en=(
                        "A paper reports that its new function beats ReLU by 0.3 points. What do you ask?",
                        """How many seeds, how wide the interval is, whether ReLU's learning rate was searched with
                        equal effort, and how many functions were tried.""",
                    ),
                    es=(
                        "Un artículo dice que su función nueva supera a ReLU en 0.3 puntos. ¿Qué preguntas?",
                        """Con cuántas semillas, qué ancho tiene el intervalo, si la tasa de aprendizaje de ReLU se
                        buscó con el mismo esfuerzo y cuántas funciones se probaron.""",
                    ),
                ),
                ask(
                    en=(
                        "Your deep network does not learn at all. Is the activation at fault?",
                        """Perhaps, together with the init. Look at the gradient layer by layer, as on the page on
                        vanishing, before you change anything.""",
                    ),
                    es=(
                        "Tu red profunda no aprende nada. ¿Tiene la culpa la activación?",
                        """Quizá, junto con la inicialización. Mira el gradiente capa por capa, como en la página sobre
                        el desvanecimiento, antes de cambiar nada.""",
                    ),
                ),
                ask(
                    en=(
                        "Why does softmax lag behind at small learning rates?",
                        """Its 10 outputs share a sum of 1, so each is about 0.1 at first: signal and gradient are
                        small, and each unit's output depends on all others. In this network a larger rate makes up for
                        it.""",
                    ),
                    es=(
                        "¿Por qué se queda atrás softmax con tasas de aprendizaje pequeñas?",
                        """Sus 10 salidas se reparten una suma de 1, así que cada una vale al principio cerca de 0.1:
                        la señal y el gradiente son pequeños, y la salida de cada unidad depende de todas las demás. En
                        esta red lo compensa una tasa mayor.""",
                    ),
                ),
            ),
        ),
        LessonPart(
            "evidence",
            Text(en="What this stands on", es="En qué se apoya"),
            (Seen((5, 8, 9, 10, 13, 17, 18, 19)),),
        ),
    ),
)
