"""Outputs and losses: what stands behind the last layer, and which loss goes with it."""

from actlab.lessons import Code, Drawing, Field, Gathered, Lesson, LessonPart, Picture, Seen, Text, ask, say
from actlab.report.blocks import Column, Table

POINTS = 61

TASKS = (
    (Text(en="a number", es="un número"), "1", Text(en="none", es="ninguna"), "nn.MSELoss()"),
    (Text(en="yes or no", es="sí o no"), "1", Text(en="none (logit)", es="ninguna (logit)"), "nn.BCEWithLogitsLoss()"),
    (
        Text(en="one of C classes", es="una de C clases"),
        "C",
        Text(en="none (logits)", es="ninguna (logits)"),
        "nn.CrossEntropyLoss()",
    ),
    (
        Text(en="several of C labels", es="varias de C etiquetas"),
        "C",
        Text(en="none (logits)", es="ninguna (logits)"),
        "nn.BCEWithLogitsLoss()",
    ),
    (
        Text(en="a number between -1 and 1", es="un número entre -1 y 1"),
        "1",
        Text(en="tanh", es="tanh"),
        "nn.MSELoss()",
    ),
)


def table() -> Table:
    """Return which output goes with which loss."""
    columns = (
        Column("task", str(Text(en="what is asked", es="qué se pregunta"))),
        Column("outputs", str(Text(en="outputs", es="salidas"))),
        Column("activation", str(Text(en="activation in training", es="activación al entrenar"))),
        Column("loss", str(Text(en="loss", es="pérdida"))),
    )
    rows = tuple((str(task), outputs, str(activation), loss) for task, outputs, activation, loss in TASKS)
    return Table(str(Text(en="Which output, which loss", es="Qué salida, qué pérdida")), columns, rows)


def floor() -> Drawing:
    """Follow the cross-entropy of two classes with and without a softmax before it."""
    import torch
    from torch.nn.functional import cross_entropy

    margin = torch.linspace(-8, 8, POINTS, dtype=torch.float64)
    logits = torch.stack([margin, torch.zeros_like(margin)], dim=1)
    right = torch.zeros(POINTS, dtype=torch.long)
    lines = {"logits": logits, "softmax": logits.softmax(dim=1)}
    rows = [
        (name, round(a, 3), round(b, 4))
        for name, given in lines.items()
        for a, b in zip(margin.tolist(), cross_entropy(given, right, reduction="none").tolist(), strict=True)
    ]
    return Drawing(
        form="lines",
        name="floor",
        title=Text(en="A softmax too many", es="Una softmax de más"),
        description=Text(
            en="The loss against the lead of the right class over the other. Given logits it goes to 0; given the"
            " outputs of a softmax it cannot fall below the dashed line, and is nearly flat where the answer is wrong.",
            es="La pérdida según la ventaja de la clase correcta sobre la otra. Si recibe logits, tiende a 0; si recibe"
            " las salidas de una softmax, no puede bajar de la línea discontinua y es casi plana donde la respuesta es"
            " errónea.",
        ),
        fields=(
            Field("who", Text(en="the loss is given", es="la pérdida recibe")),
            Field("margin", Text(en="lead of the right class", es="ventaja de la clase correcta"), 2),
            Field("loss", Text(en="loss", es="pérdida"), 3),
        ),
        x="margin",
        y="loss",
        series="who",
        rule=float(cross_entropy(torch.tensor([[1.0, 0.0]], dtype=torch.float64), torch.tensor([0]))),
        words={"logits": Text(en="logits", es="logits"), "softmax": Text(en="softmax", es="softmax")},
        rows=tuple(rows),
    )


ENTRY = Lesson(
    name="outputs_and_losses",
    number=5,
    play="a=relu&b=tanh&data=waves",
    title=Text(en="What belongs on the output, and which loss?", es="¿Qué va en la salida y con qué pérdida?"),
    gist=Text(
        en="In training, usually nothing: PyTorch's losses for classes contain the sigmoid or softmax already.",
        es="Al entrenar, normalmente nada: las pérdidas de PyTorch para clases ya llevan dentro la sigmoide o la"
        " softmax.",
    ),
    parts=(
        LessonPart(
            "which",
            Text(en="Output and loss are one choice", es="Salida y pérdida son una sola elección"),
            (
                say(
                    en="""What the last layer gives, before any activation, is called a logit (plural: logits). The
                    loss says what it takes its inputs for: probabilities or logits. A wrong pair raises no error; it
                    only learns badly.""",
                    es="""Lo que da la última capa, antes de cualquier activación, se llama logit. La pérdida (loss)
                    decide por qué toma sus entradas: probabilidades o logits. Una pareja equivocada no da ningún
                    error; solo aprende mal.""",
                ),
                Gathered(table),
                say(
                    en="""When the network is used, and not trained, put the activation back: `torch.sigmoid(logit)` or
                    `torch.softmax(logits, dim=-1)`. For the most likely class not even that is needed: softmax keeps
                    the order.""",
                    es="""Cuando la red se usa, y no se entrena, vuelve a poner la activación: `torch.sigmoid(logit)` o
                    `torch.softmax(logits, dim=-1)`. Para la clase más probable ni siquiera hace falta: softmax
                    conserva el orden.""",
                ),
            ),
        ),
        LessonPart(
            "twice",
            Text(en="Softmax twice", es="Softmax dos veces"),
            (
                say(
                    en="""`nn.CrossEntropyLoss` applies a softmax to what it is given. If the network ends in a softmax
                    too, the loss sees numbers between 0 and 1, and even a perfect answer leaves a loss that never goes
                    away. How large it is depends on the number of classes:""",
                    es="""`nn.CrossEntropyLoss` aplica una softmax a lo que recibe. Si la red acaba también en softmax,
                    la pérdida ve números entre 0 y 1, y hasta una respuesta perfecta deja una pérdida que no se va
                    nunca. Su tamaño depende del número de clases:""",
                ),
                Code(
                    """
                    import torch
                    from torch import nn

                    for classes in (2, 4, 10):
                        perfect = torch.zeros(1, classes)
                        perfect[0, 0] = 1.0
                        print(classes, f"{nn.CrossEntropyLoss()(perfect, torch.tensor([0])).item():.3f}")
                    """,
                    """
                    2 0.313
                    4 0.744
                    10 1.461
                    """,
                ),
                Picture("floor", floor),
            ),
        ),
        LessonPart(
            "binary",
            Text(en="Yes or no: inside or outside the loss", es="Sí o no: dentro o fuera de la pérdida"),
            (
                say(
                    en="""Sigmoid suits a yes-or-no output. But where should it stand? As a layer before `nn.BCELoss`
                    its output is rounded to 1 when the logit is large, and what was lost cannot be got back. Inside
                    `nn.BCEWithLogitsLoss` it is computed together with the logarithm. Here a network is sure, and
                    wrong:""",
                    es="""La sigmoide es adecuada para una salida de sí o no. Pero ¿dónde debe estar? Como capa antes
                    de `nn.BCELoss`, su salida se redondea a 1 cuando el logit es grande, y lo perdido no se recupera.
                    Dentro de `nn.BCEWithLogitsLoss` se calcula junto con el logaritmo. Aquí una red está segura, y
                    equivocada:""",
                ),
                Code(
                    """
                    logit, no = torch.tensor([20.0], requires_grad=True), torch.tensor([0.0])

                    outside = nn.BCELoss()(torch.sigmoid(logit), no)
                    inside = nn.BCEWithLogitsLoss()(logit, no)
                    print(f"{outside.item():.1f} {torch.autograd.grad(outside, logit)[0].item():.1f}")
                    print(f"{inside.item():.1f} {torch.autograd.grad(inside, logit)[0].item():.1f}")
                    """,
                    """
                    100.0 0.0
                    20.0 1.0
                    """,
                ),
                say(
                    en="""Each line is a loss and its gradient. With the sigmoid outside, the loss is a stopgap
                    (PyTorch cuts it off at 100) and its gradient 0: the worst mistakes teach nothing. With the sigmoid
                    inside, both are right.""",
                    es="""Cada línea es una pérdida y su gradiente. Con la sigmoide fuera, la pérdida es un remiendo
                    (PyTorch la corta en 100) y su gradiente es 0: los peores errores no enseñan nada. Con la sigmoide
                    dentro, los dos son correctos.""",
                ),
            ),
        ),
        LessonPart(
            "temperature",
            Text(en="Probabilities, taken with care", es="Probabilidades, con cautela"),
            (
                say(
                    en="""The outputs of a softmax add up to 1, which does not make them true. Dividing the logits by a
                    number, the temperature, leaves the order and so the accuracy as they are, and changes how sure the
                    network says it is:""",
                    es="""Las salidas de una softmax suman 1, y eso no las hace verdaderas. Dividir los logits por un
                    número, la temperatura, deja el orden, y con él la exactitud, como estaban, y cambia lo segura que
                    dice estar la red:""",
                ),
                Code(
                    """
                    logits = torch.tensor([2.0, 1.0, 0.0])
                    for temperature in (0.5, 1.0, 2.0):
                        shares = torch.softmax(logits / temperature, dim=-1)
                        print(temperature, *(f"{share:.2f}" for share in shares.tolist()))
                    """,
                    """
                    0.5 0.87 0.12 0.02
                    1.0 0.67 0.24 0.09
                    2.0 0.51 0.31 0.19
                    """,
                ),
                say(
                    en="""Probabilities are calibrated when, of all the answers given with 80 %, 80 % are right. That
                    can only be found out by counting.""",
                    es="""Las probabilidades están calibradas cuando, de todas las respuestas dadas con un 80 %,
                    acierta el 80 %. Eso solo se averigua contando.""",
                ),
            ),
        ),
        LessonPart(
            "asked",
            Text(en="Questions", es="Preguntas"),
            (
                ask(
                    en=(
                        "My loss with two classes is stuck near 0.31. What do you look at first?",
                        "Whether the network ends in a softmax before `nn.CrossEntropyLoss`.",
                    ),
                    es=(
                        "Mi pérdida con dos clases se queda cerca de 0.31. ¿Qué miras primero?",
                        "Si la red acaba en una softmax antes de `nn.CrossEntropyLoss`.",
                    ),
                ),
                ask(
                    en=(
                        "Why is ReLU a bad output for predicting temperatures?",
                        "It cannot say anything below 0, and where it says 0 it no longer learns.",
                    ),
                    es=(
                        "¿Por qué es ReLU una mala salida para predecir temperaturas?",
                        "No puede decir nada por debajo de 0, y donde dice 0 ya no aprende.",
                    ),
                ),
                ask(
                    en=(
                        "One output with sigmoid or two with softmax?",
                        """They can say the same: softmax of two logits is the sigmoid of their difference. One output
                        has fewer weights.""",
                    ),
                    es=(
                        "¿Una salida con sigmoide o dos con softmax?",
                        """Pueden decir lo mismo: la softmax de dos logits es la sigmoide de su diferencia. Con una
                        salida hay menos pesos.""",
                    ),
                ),
            ),
        ),
        LessonPart(
            "evidence",
            Text(en="What this stands on", es="En qué se apoya"),
            (Seen((11, 12, 13)),),
        ),
    ),
)
