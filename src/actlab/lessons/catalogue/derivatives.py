"""Derivatives and back-propagation: what training needs of an activation."""

from actlab.lessons import Code, Drawing, Field, Lesson, LessonPart, Picture, Seen, Text, ask, say

POINTS = 121


def slopes() -> Drawing:
    """Evaluate the derivatives of the four functions of one number."""
    import torch

    from actlab.activations import CATALOGUE

    x = torch.linspace(-5, 5, POINTS, dtype=torch.float64)
    rows = []
    for name in ("sigmoid", "tanh", "relu", "leaky_relu"):
        at = x.clone().requires_grad_()
        (slope,) = torch.autograd.grad(CATALOGUE[name](at).sum(), at)
        rows += [
            (CATALOGUE[name].title, round(a, 3), round(b, 4)) for a, b in zip(x.tolist(), slope.tolist(), strict=True)
        ]
    return Drawing(
        form="lines",
        name="slopes",
        title=Text(en="Their derivatives", es="Sus derivadas"),
        description=Text(
            en="What each function multiplies a gradient by. The dashed line is 1/4, the most that sigmoid ever gives;"
            " tanh gives up to 1, and only near 0; ReLU gives 1 or 0.",
            es="Por cuánto multiplica cada función un gradiente. La línea discontinua es 1/4, lo máximo que da la"
            " sigmoide; la tanh llega a 1, y solo cerca de 0; ReLU da 1 o 0.",
        ),
        fields=(
            Field("who", Text(en="function", es="función")),
            Field("x", Text(en="x", es="x"), 2),
            Field("y", Text(en="f'(x)", es="f'(x)"), 3),
        ),
        x="x",
        y="y",
        series="who",
        rule=0.25,
        rows=tuple(rows),
    )


ENTRY = Lesson(
    name="derivatives",
    number=3,
    play="a=sigmoid&b=tanh",
    title=Text(
        en="Why does its derivative matter, and what is back-propagation?",
        es="¿Por qué importa su derivada y qué es la retropropagación?",
    ),
    gist=Text(
        en="Training asks how the loss changes with each weight; the answer passes backwards through every activation"
        " and is multiplied by its derivative each time.",
        es="Entrenar es preguntar cómo cambia la pérdida con cada peso; la respuesta pasa hacia atrás por todas las"
        " activaciones y se multiplica cada vez por su derivada.",
    ),
    parts=(
        LessonPart(
            "slope",
            Text(en="A derivative is a slope", es="Una derivada es una pendiente"),
            (
                say(
                    en="""The derivative of a function says how much its output changes when its input changes a
                    little. PyTorch works it out: mark a tensor with `requires_grad`, compute, call `backward`, and
                    read `grad`.""",
                    es="""La derivada (derivative) de una función dice cuánto cambia su salida cuando su entrada cambia
                    un poco. PyTorch la calcula: marca un tensor con `requires_grad`, calcula, llama a `backward` y lee
                    `grad`.""",
                ),
                Code(
                    """
                    import torch
                    from torch import nn

                    x = torch.tensor(1.0, requires_grad=True)
                    torch.sigmoid(x).backward()
                    step = 1e-3
                    by_hand = (torch.sigmoid(x + step) - torch.sigmoid(x - step)) / (2 * step)
                    print(f"{x.grad.item():.3f} {by_hand.item():.3f}")
                    """,
                    "0.197 0.197",
                ),
                say(
                    en="""For sigmoid there is a formula: s times (1 - s), where s is its own output. It is largest
                    where s is one half, and there it is one quarter.""",
                    es="""Para la sigmoide hay una fórmula: s por (1 - s), donde s es su propia salida. Es máxima donde
                    s vale un medio, y ahí vale un cuarto.""",
                ),
                Picture("slopes", slopes),
            ),
        ),
        LessonPart(
            "chain",
            Text(en="Back-propagation is the chain rule", es="La retropropagación es la regla de la cadena"),
            (
                say(
                    en="""A network is functions inside functions, and the derivative of such a chain is the product of
                    the derivatives of its links. Back-propagation computes that product from the loss backwards, so
                    that every part is computed once. Here is a chain of one weight, one sigmoid and a squared error,
                    by PyTorch and by hand:""",
                    es="""Una red son funciones dentro de funciones, y la derivada de una cadena así es el producto de
                    las derivadas de sus eslabones. La retropropagación (backpropagation) calcula ese producto desde la
                    pérdida hacia atrás, de modo que cada parte se calcula una vez. Esta es una cadena de un peso, una
                    sigmoide y un error cuadrático, con PyTorch y a mano:""",
                ),
                Code(
                    """
                    weight = torch.tensor(0.5, requires_grad=True)
                    data, target = torch.tensor(2.0), torch.tensor(1.0)
                    output = torch.sigmoid(weight * data)
                    loss = (output - target) ** 2
                    loss.backward()

                    by_hand = 2 * (output - target) * output * (1 - output) * data
                    print(f"{weight.grad.item():.4f} {by_hand.item():.4f}")
                    """,
                    "-0.2115 -0.2115",
                ),
                say(
                    en="""The factor in the middle, `output * (1 - output)`, is the activation's. If it is small, the
                    weight hardly learns from this example, whatever the error is.""",
                    es="""El factor de en medio, `output * (1 - output)`, es el de la activación. Si es pequeño, el
                    peso apenas aprende de este ejemplo, sea cual sea el error.""",
                ),
            ),
        ),
        LessonPart(
            "kink",
            Text(en="Must an activation be differentiable?", es="¿Tiene que ser derivable una activación?"),
            (
                say(
                    en="""It is often said so, and taken literally ReLU would be out: at 0 it has a kink and no
                    derivative. What training needs is less: a slope nearly everywhere, and some choice at the few
                    other points. PyTorch chooses 0 for ReLU; any number from 0 to 1 would be a slope that touches the
                    graph there (a subgradient).""",
                    es="""Se dice a menudo, y tomado al pie de la letra ReLU quedaría fuera: en 0 tiene un punto
                    anguloso y no tiene derivada. Lo que necesita el entrenamiento es menos: una pendiente en casi
                    todas partes y alguna elección en los pocos puntos restantes. PyTorch elige 0 para ReLU; cualquier
                    número de 0 a 1 sería una pendiente que toca ahí la gráfica (un subgradiente).""",
                ),
                Code(
                    """
                    x = torch.tensor([-1.0, 0.0, 1.0], requires_grad=True)
                    torch.relu(x).sum().backward()
                    print(x.grad)
                    """,
                    "tensor([0., 0., 1.])",
                ),
                say(
                    en="""A slope of 0 everywhere would not do, though. A step function, which jumps from 0 to 1, has
                    slope 0 wherever it has one: no weight before it would ever learn.""",
                    es="""En cambio, una pendiente de 0 en todas partes no serviría. Una función escalón, que salta de
                    0 a 1, tiene pendiente 0 dondequiera que la tiene: ningún peso anterior aprendería jamás.""",
                ),
            ),
        ),
        LessonPart(
            "asked",
            Text(en="Questions", es="Preguntas"),
            (
                ask(
                    en=(
                        "How much of a gradient is left after ten sigmoids, at the very most?",
                        "One quarter to the power of ten, about one millionth, if the weights do not make up for it.",
                    ),
                    es=(
                        "¿Cuánto queda de un gradiente tras diez sigmoides, como mucho?",
                        "Un cuarto elevado a diez, cerca de una millonésima, si los pesos no lo compensan.",
                    ),
                ),
                ask(
                    en=(
                        "Where does tanh have its largest derivative?",
                        "At 0, where it is 1. So tanh hands on a gradient unchanged only while its input is near 0.",
                    ),
                    es=(
                        "¿Dónde es máxima la derivada de la tanh?",
                        "En 0, donde vale 1. Así que solo transmite un gradiente intacto mientras su entrada está cerca"
                        " de 0.",
                    ),
                ),
                ask(
                    en=(
                        "What does `optimizer.zero_grad()` have to do with this?",
                        "`backward` adds to `grad`. Without setting it to zero, each step would also use the old"
                        " slopes.",
                    ),
                    es=(
                        "¿Qué tiene que ver `optimizer.zero_grad()` con esto?",
                        "`backward` suma a lo que hay en `grad`. Sin ponerlo a cero, cada paso usaría también las"
                        " pendientes viejas.",
                    ),
                ),
            ),
        ),
        LessonPart(
            "evidence",
            Text(en="What this stands on", es="En qué se apoya"),
            (Seen((14, 2)),),
        ),
    ),
)
