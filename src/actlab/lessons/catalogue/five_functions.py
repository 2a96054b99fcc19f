"""The five functions: formula, range, for and against, and PyTorch code."""

from actlab.lessons import Code, Drawing, Field, Gathered, Lesson, LessonPart, Picture, Seen, Text, ask, say
from actlab.report.blocks import Column, Table

FIVE = ("sigmoid", "tanh", "relu", "leaky_relu", "softmax")
FORMULAS = {"relu": "max(0, x)", "leaky_relu": "max(0.01 * x, x)", "softmax": "exp(x_i) / sum_j exp(x_j)"}
"""Formulas as they are read, where the catalogue's are for computing."""

POINTS = 81


def functions() -> Drawing:
    """Evaluate the four functions of one number."""
    import torch

    from actlab.activations import CATALOGUE

    x = torch.linspace(-3, 3, POINTS, dtype=torch.float64)
    rows = [
        (CATALOGUE[name].title, round(a, 3), round(b, 4))
        for name in FIVE[:-1]
        for a, b in zip(x.tolist(), CATALOGUE[name](x).tolist(), strict=True)
    ]
    return Drawing(
        form="lines",
        name="functions",
        title=Text(en="Four functions of one number", es="Cuatro funciones elemento a elemento"),
        description=Text(
            en="Sigmoid and tanh level off on both sides. ReLU and Leaky ReLU are the same for positive inputs; for"
            " negative ones the first is 0 and the second almost.",
            es="La sigmoide y la tanh se aplanan a ambos lados. ReLU y Leaky ReLU son iguales para entradas positivas;"
            " para las negativas la primera vale 0 y la segunda casi.",
        ),
        fields=(
            Field("who", Text(en="function", es="función")),
            Field("x", Text(en="x", es="x"), 2),
            Field("y", Text(en="f(x)", es="f(x)"), 3),
        ),
        x="x",
        y="y",
        series="who",
        rows=tuple(rows),
    )


def softmax() -> Drawing:
    """Move one of three inputs of a softmax and follow all three outputs."""
    import torch

    from actlab.activations import CATALOGUE

    rows = []
    x = torch.linspace(-5, 5, POINTS, dtype=torch.float64)
    outputs = CATALOGUE["softmax"](torch.stack([x, torch.ones_like(x), torch.zeros_like(x)]), dim=0)
    for place, name in enumerate(("first", "second", "third")):
        rows += [(name, round(a, 3), round(b, 4)) for a, b in zip(x.tolist(), outputs[place].tolist(), strict=True)]
    return Drawing(
        form="lines",
        name="softmax",
        title=Text(en="Softmax of (x, 1, 0)", es="Softmax de (x, 1, 0)"),
        description=Text(
            en="Only the first input moves, and all three outputs move with it: their sum stays 1.",
            es="Solo se mueve la primera entrada y se mueven con ella las tres salidas: su suma sigue siendo 1.",
        ),
        fields=(
            Field("who", Text(en="output", es="salida")),
            Field("x", Text(en="x", es="x"), 2),
            Field("y", Text(en="probability", es="probabilidad"), 3),
        ),
        x="x",
        y="y",
        series="who",
        words={
            "first": Text(en="first", es="primera"),
            "second": Text(en="second", es="segunda"),
            "third": Text(en="third", es="tercera"),
        },
        rows=tuple(rows),
    )


def formulas() -> Table:
    """Return formula, range and PyTorch's name of the five."""
    from actlab.activations import CATALOGUE

    columns = (
        Column("name", str(Text(en="function", es="función"))),
        Column("formula", str(Text(en="formula", es="fórmula"))),
        Column("range", str(Text(en="range", es="rango"))),
        Column("torch", "PyTorch"),
    )
    rows = [
        (e.title, FORMULAS.get(e.name, e.formula), (e.range or "").replace("inf", "\N{INFINITY}"), e.twins[0].call)
        for e in (CATALOGUE[name] for name in FIVE)
    ]
    return Table(str(Text(en="The five functions", es="Las cinco funciones")), columns, tuple(rows))


def judgements() -> Table:
    """Return strengths and weaknesses of the five, from the catalogue."""
    from actlab.activations import CATALOGUE

    columns = (
        Column("name", str(Text(en="function", es="función"))),
        Column("strengths", str(Text(en="in its favour", es="a favor"))),
        Column("weaknesses", str(Text(en="against it", es="en contra"))),
    )
    rows = [(e.title, _listed(e.strengths), _listed(e.weaknesses)) for e in (CATALOGUE[name] for name in FIVE)]
    return Table(str(Text(en="What speaks for them and against", es="A favor y en contra")), columns, tuple(rows))


def _listed(texts: tuple[Text, ...]) -> str:
    return "; ".join(map(str, texts)) + "."


ENTRY = Lesson(
    name="five_functions",
    number=2,
    play="a=relu&b=sigmoid",
    title=Text(en="Which are the five functions?", es="¿Cuáles son las cinco funciones?"),
    gist=Text(
        en="Sigmoid, tanh, ReLU and Leaky ReLU act on each number alone; softmax acts on a whole vector.",
        es="La sigmoide, la tanh, ReLU y Leaky ReLU actúan sobre cada número por separado; softmax, sobre un vector"
        " entero.",
    ),
    parts=(
        LessonPart(
            "table",
            Text(en="At a glance", es="De un vistazo"),
            (
                Picture("functions", functions),
                Picture("softmax", softmax),
                Gathered(formulas),
                Gathered(judgements),
                say(
                    en="`actlab show leaky_relu` prints all that is known of one of them, and `actlab list` names"
                    " more.",
                    es="""`actlab show leaky_relu` imprime todo lo que se sabe de una de ellas, y `actlab list` nombra
                    otras.""",
                ),
            ),
        ),
        LessonPart(
            "bounded",
            Text(en="Sigmoid and tanh: two that level off", es="Sigmoide y tanh: dos que se aplanan"),
            (
                say(
                    en="""Sigmoid squeezes every number into the interval from 0 to 1, which can be read as a
                    probability. Tanh (the hyperbolic tangent) has the same shape between -1 and 1, and its outputs lie
                    around 0: it is zero-centred.""",
                    es="""La sigmoide (sigmoid) comprime cualquier número en el intervalo de 0 a 1, que se puede leer
                    como una probabilidad. La tangente hiperbólica (tanh) tiene la misma forma entre -1 y 1, y sus
                    salidas rodean el 0: está centrada en cero (zero-centred).""",
                ),
                Code(
                    """
                    import torch
                    from torch import nn

                    torch.set_printoptions(precision=3, sci_mode=False)
                    x = torch.tensor([-1.0, 0.0, 1.0])
                    print(nn.Sigmoid()(x))
                    print(nn.Tanh()(x))
                    print(torch.allclose(nn.Tanh()(x), 2 * nn.Sigmoid()(2 * x) - 1))
                    """,
                    """
                    tensor([0.269, 0.500, 0.731])
                    tensor([-0.762,  0.000,  0.762])
                    True
                    """,
                ),
                say(
                    en="The last line says that tanh is a sigmoid stretched and moved: twice the sigmoid of 2x, minus"
                    " 1.",
                    es="""La última línea dice que la tanh es una sigmoide estirada y desplazada: el doble de la
                    sigmoide de 2x, menos 1.""",
                ),
            ),
        ),
        LessonPart(
            "rectified",
            Text(en="ReLU and Leaky ReLU: two with a kink", es="ReLU y Leaky ReLU: dos con un punto anguloso"),
            (
                say(
                    en="""ReLU (rectified linear unit) lets through what is positive and makes 0 of the rest. Leaky
                    ReLU lets a little of the rest through as well: 1 % of it, or as much as its negative slope
                    says.""",
                    es="""La unidad lineal rectificada (ReLU, rectified linear unit) deja pasar lo positivo y hace 0 de
                    lo demás. La ReLU con fuga (Leaky ReLU) deja pasar también un poco de lo demás: el 1 %, o lo que
                    diga su pendiente negativa (negative slope).""",
                ),
                Code(
                    """
                    print(nn.ReLU()(x))
                    print(nn.LeakyReLU(0.01)(x))
                    print(nn.LeakyReLU(0.2)(x))
                    """,
                    """
                    tensor([0., 0., 1.])
                    tensor([-0.010,  0.000,  1.000])
                    tensor([-0.200,  0.000,  1.000])
                    """,
                ),
            ),
        ),
        LessonPart(
            "vector",
            Text(en="Softmax: one that sees them all", es="Softmax: una que las ve todas"),
            (
                say(
                    en="""Softmax takes the exponential of every number of a vector and divides by their sum. The
                    results are positive, add up to 1 and keep the order. `dim` says along which dimension the vector
                    lies: with rows of examples it is the last one, `dim=-1`.""",
                    es="""Softmax toma la exponencial de cada número de un vector y divide por la suma. Los resultados
                    son positivos, suman 1 y conservan el orden. `dim` dice a lo largo de qué dimensión está el vector:
                    si cada fila es un ejemplo, es la última, `dim=-1`.""",
                ),
                Code(
                    """
                    probabilities = nn.Softmax(dim=0)(x)
                    print(probabilities, f"{probabilities.sum().item():.3f}")
                    print(torch.allclose(nn.Softmax(dim=0)(x + 100), probabilities))
                    print(torch.allclose(nn.Softmax(dim=0)(2 * x), 2 * probabilities))
                    """,
                    """
                    tensor([0.090, 0.245, 0.665]) 1.000
                    True
                    False
                    """,
                ),
                say(
                    en="""Adding the same to all inputs changes nothing. Doubling the inputs does not double the
                    outputs, so softmax is not linear. One sometimes reads that it does not belong in hidden layers
                    because it lacks a non-linearity. It does not belong there, but for other reasons: it ties all
                    units of a layer to a sum of 1, shrinks what passes through, and levels off when one input
                    leads.""",
                    es="""Sumar lo mismo a todas las entradas no cambia nada. Doblar las entradas no dobla las salidas,
                    así que softmax no es lineal. A veces se lee que no es adecuada en capas ocultas por falta de no
                    linealidad. No es adecuada ahí, pero por otras razones: ata todas las unidades de una capa a una
                    suma de 1, encoge lo que pasa por ella y se aplana cuando una entrada domina.""",
                ),
            ),
        ),
        LessonPart(
            "asked",
            Text(en="Questions", es="Preguntas"),
            (
                ask(
                    en=(
                        "Does sigmoid ever reach 1?",
                        """Not as a formula. In a computer it does: in float32 its output is exactly 1 from about x =
                        17 on.""",
                    ),
                    es=(
                        "¿Llega la sigmoide a valer 1?",
                        """Como fórmula, no. Calculada, sí: en float32 su salida es exactamente 1 desde x = 17, más o
                        menos.""",
                    ),
                ),
                ask(
                    en=(
                        "Is Leaky ReLU with slope 1 still an activation?",
                        "No: it is the identity, a straight line. With slope 0 it is ReLU.",
                    ),
                    es=(
                        "¿Sigue siendo una activación Leaky ReLU con pendiente 1?",
                        "No: es la identidad, una recta. Con pendiente 0 es ReLU.",
                    ),
                ),
                ask(
                    en=(
                        "Which `dim` for a batch of 32 rows and 10 classes?",
                        "`dim=-1`, so that each row adds up to 1. With `dim=0` the 32 examples would share one unit.",
                    ),
                    es=(
                        "¿Qué `dim` para un lote de 32 filas y 10 clases?",
                        """`dim=-1`, para que cada fila sume 1. Con `dim=0` se repartirían la unidad los 32
                        ejemplos.""",
                    ),
                ),
            ),
        ),
        LessonPart(
            "evidence",
            Text(en="What this stands on", es="En qué se apoya"),
            (Seen((15, 4, 8, 12, 13)),),
        ),
    ),
)
