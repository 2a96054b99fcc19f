"""The exercise: ReLU against tanh, in ordinary PyTorch and then so that the answer can be believed."""

from actlab.lessons import Code, Drawing, Field, Lesson, LessonPart, Listed, Picture, Seen, Text, ask, say

NETWORKS = 30
RATE = 0.01


def one_by_one() -> Drawing:
    """Train pairs of networks and return how far ReLU is ahead in each, from the worst pair to the best."""
    import torch

    from actlab.lessons._moons import TEST, train

    ahead = [
        round(a - b, 2)
        for a, b in zip(
            train(torch.relu, [RATE] * NETWORKS).accuracy, train(torch.tanh, [RATE] * NETWORKS).accuracy, strict=True
        )
    ]
    return Drawing(
        form="lines",
        name="pairs",
        title=Text(en="ReLU minus tanh, pair by pair", es="ReLU menos tanh, pareja por pareja"),
        description=Text(
            en=f"{NETWORKS} pairs of networks in order, each pair with its own data and first weights, {TEST} test"
            " points each; accuracy of ReLU minus that of tanh. Below the dashed line tanh is ahead.",
            es=f"{NETWORKS} parejas de redes en orden, cada una con sus propios datos y pesos iniciales y {TEST}"
            " puntos de prueba; exactitud de ReLU menos la de tanh. Bajo la línea discontinua va por delante tanh.",
        ),
        fields=(
            Field("pair", Text(en="pair", es="pareja")),
            Field("ahead", Text(en="points of accuracy", es="puntos de exactitud"), 2),
        ),
        x="pair",
        y="ahead",
        rule=0.0,
        rows=tuple((place + 1, value) for place, value in enumerate(sorted(ahead))),
    )


ENTRY = Lesson(
    name="exercise",
    number=7,
    play="a=relu&b=tanh&guess=1",
    title=Text(en="The exercise: ReLU or tanh?", es="El ejercicio: ¿ReLU o tanh?"),
    gist=Text(
        en="Train the same network with both and compare, first once and then often enough to believe the answer.",
        es="Entrena la misma red con las dos y compara: primero una vez y después las bastantes para creer la"
        " respuesta.",
    ),
    parts=(
        LessonPart(
            "plain",
            Text(en="In ordinary PyTorch", es="En PyTorch corriente"),
            (
                say(
                    en="""The data are two moons, a thousand points of which a fifth is kept for the test. The scaler
                    sees the training part alone: what is known of the test must not leak into training.""",
                    es="""Los datos son dos lunas, mil puntos de los que se guarda un quinto para la prueba. El
                    escalador solo ve la parte de entrenamiento: lo que se sabe de la prueba no debe filtrarse en el
                    entrenamiento.""",
                ),
                Code(
                    """
                    import torch
                    from sklearn.datasets import make_moons
                    from sklearn.model_selection import train_test_split
                    from sklearn.preprocessing import StandardScaler
                    from torch import nn

                    points, labels = make_moons(n_samples=1000, noise=0.2, random_state=42)
                    parts = train_test_split(points, labels, test_size=0.2, random_state=42)
                    scaler = StandardScaler().fit(parts[0])
                    train_x, test_x = (torch.tensor(scaler.transform(part), dtype=torch.float32) for part in parts[:2])
                    train_y, test_y = (torch.tensor(part) for part in parts[2:])
                    print(tuple(train_x.shape), tuple(test_x.shape))
                    """,
                    "(800, 2) (200, 2)",
                ),
                say(
                    en="""The network takes its activation as a parameter, and the training its seed: with the same
                    seed both functions begin with the same weights. The network ends in two logits, and the loss is
                    cross-entropy.""",
                    es="""La red recibe su activación como parámetro, y el entrenamiento su semilla (seed): con la
                    misma semilla, las dos funciones empiezan con los mismos pesos. La red acaba en dos logits y la
                    pérdida es la entropía cruzada.""",
                ),
                Code(
                    """
                    class Net(nn.Module):
                        def __init__(self, activation):
                            super().__init__()
                            self.hidden = nn.Linear(2, 10)
                            self.activation = activation
                            self.output = nn.Linear(10, 2)

                        def forward(self, x):
                            return self.output(self.activation(self.hidden(x)))


                    def test_accuracy(activation, seed, learning_rate=0.01, epochs=100):
                        torch.manual_seed(seed)
                        net = Net(activation)
                        loss_function = nn.CrossEntropyLoss()
                        optimizer = torch.optim.Adam(net.parameters(), lr=learning_rate)
                        for epoch in range(epochs):
                            optimizer.zero_grad()
                            loss_function(net(train_x), train_y).backward()
                            optimizer.step()
                        with torch.no_grad():
                            return 100 * (net(test_x).argmax(dim=1) == test_y).float().mean().item()


                    print(f"ReLU {test_accuracy(nn.ReLU(), seed=0):.1f}")
                    print(f"Tanh {test_accuracy(nn.Tanh(), seed=0):.1f}")
                    """,
                    """
                    ReLU 88.0
                    Tanh 88.0
                    """,
                ),
                say(
                    en="""Two accuracies in per cent, and this time they are level. Is there no difference, then?
                    Change the seed and look again:""",
                    es="""Dos exactitudes (accuracy) en tanto por ciento, y esta vez iguales. Entonces, ¿no hay
                    diferencia? Cambia la semilla y vuelve a mirar:""",
                ),
                Code(
                    """
                    relu = [test_accuracy(nn.ReLU(), seed) for seed in range(10)]
                    tanh = [test_accuracy(nn.Tanh(), seed) for seed in range(10)]
                    print(*(f"{a - b:+.1f}" for a, b in zip(relu, tanh, strict=True)))
                    """,
                    "+0.0 -0.5 +0.5 +6.0 +2.5 -1.5 +2.0 +2.0 +0.5 +2.0",
                ),
                say(
                    en="""The differences scatter, and these ten runs even share one test set of 200 points, where half
                    a point is one single point of the data. Here are thirty pairs, each with new data and more test
                    points:""",
                    es="""Las diferencias se dispersan, y estas diez ejecuciones comparten además un mismo conjunto de
                    prueba de 200 puntos, donde medio punto de exactitud es un solo dato. Estas son treinta parejas,
                    cada una con datos nuevos y más puntos de prueba:""",
                ),
                Picture("pairs", one_by_one),
            ),
        ),
        LessonPart(
            "believed",
            Text(en="In actlab", es="En actlab"),
            (
                say(
                    en="""`actlab compare relu tanh` trains 200 such pairs, each with data, split and first weights of
                    its own that both functions share, and judges the mean difference. From Python it is one call; here
                    with 10 pairs, to be quick. What stands before the colon is the verdict.""",
                    es="""`actlab compare relu tanh` entrena 200 parejas así, cada una con datos, partición y pesos
                    iniciales propios que las dos funciones comparten, y juzga la diferencia media. Desde Python es una
                    sola llamada; aquí con 10 parejas, para que sea rápido. Lo que está antes de los dos puntos es el
                    veredicto.""",
                ),
                Code(
                    Text(
                        en="""
                        import actlab

                        result = actlab.compare(["relu", "tanh"], blocks=10)
                        print(result.verdict().split(":")[0])
                        """,
                        es="""
                        import actlab

                        result = actlab.compare(["relu", "tanh"], blocks=10)
                        print(result.verdict("es").split(":")[0])
                        """,
                    ),
                    Text(
                        en="relu is better than tanh by at least 0.5 points, apart from failures rarer than 30 %, which"
                        " could cost up to 12 points",
                        es="relu es mejor que tanh por al menos 0.5 puntos, salvo fallos de una frecuencia menor del"
                        " 30 %, que podrían costar hasta 12 puntos",
                    ),
                ),
                say(
                    en="""The full sentence, `result.verdict()`, has three parts: the verdict; the difference with its
                    interval, and the number of pairs; and what it speaks of, as in "on new data sets of this size from
                    this generator". There are five verdicts: better by at least half a point (the smallest difference
                    that is to matter, `--delta`), better, practically equal, worse, undecided. Undecided is an honest
                    answer; more pairs narrow the interval. Ten pairs cannot show trainings that fail in fewer than
                    three of ten, so the sentence says what those could cost.""",
                    es="""La frase completa, `result.verdict("es")`, tiene tres partes: el veredicto; la diferencia con
                    su intervalo y el número de parejas; y aquello de lo que habla, como «en conjuntos de datos nuevos
                    de este tamaño y de este generador». Hay cinco veredictos: mejor por al menos medio punto (la menor
                    diferencia que ha de importar, `--delta`), mejor, prácticamente iguales, peor, sin decidir. «Sin
                    decidir» es una respuesta honrada; con más parejas, el intervalo se estrecha. Diez parejas no
                    pueden mostrar entrenamientos que fallen en menos de tres de cada diez, así que la frase dice lo
                    que esos fallos podrían costar.""",
                ),
                Listed(
                    Text(en="The same in a terminal", es="Lo mismo en una terminal"),
                    "actlab compare relu tanh",
                ),
                say(
                    en="""It also leaves a folder in `runs`, with all numbers and a page, `report.html`, that shows
                    every pair, the learning curves and the decision boundaries.""",
                    es="""Además deja una carpeta en `runs`, con todos los números y una página, `report.html`, que
                    muestra cada pareja, las curvas de aprendizaje y las fronteras de decisión.""",
                ),
            ),
        ),
        LessonPart(
            "further",
            Text(en="Change something", es="Cambiar algo"),
            (
                say(
                    en="""The slope of Leaky ReLU is a number that you choose. In PyTorch it is the argument of
                    `nn.LeakyReLU`; in actlab it stands after a colon.""",
                    es="""La pendiente de Leaky ReLU es un número que eliges tú. En PyTorch es el argumento de
                    `nn.LeakyReLU`; en actlab va detrás de dos puntos.""",
                ),
                Code(
                    """
                    for slope in (0.01, 0.2, 0.5):
                        print(slope, f"{test_accuracy(nn.LeakyReLU(slope), seed=0):.1f}")

                    print(actlab.activation("leaky_relu", negative_slope=0.2)(torch.tensor([-1.0, 1.0])))
                    """,
                    """
                    0.01 90.0
                    0.2 88.0
                    0.5 86.0
                    tensor([-0.2000,  1.0000])
                    """,
                ),
                Listed(
                    Text(en="Two slopes and the learning rate", es="Dos pendientes y la tasa de aprendizaje"),
                    "actlab compare relu leaky_relu:negative_slope=0.2\n"
                    "actlab compare leaky_relu:negative_slope=0.01 leaky_relu:negative_slope=0.2\n"
                    "actlab compare relu tanh --learning-rate 0.1",
                ),
                say(
                    en="""With another learning rate the verdict on ReLU and tanh changes. The page of claim 16 shows
                    by how much, as a map over learning rates and epochs.""",
                    es="""Con otra tasa de aprendizaje cambia el veredicto sobre ReLU y tanh. La página de la
                    afirmación 16 muestra cuánto, como un mapa de tasas de aprendizaje y épocas.""",
                ),
            ),
        ),
        LessonPart(
            "asked",
            Text(en="Questions", es="Preguntas"),
            (
                ask(
                    en=(
                        "Why do both functions get the same data and first weights?",
                        """So that luck strikes both alike and cancels in the difference. Fewer pairs then say as
                        much.""",
                    ),
                    es=(
                        "¿Por qué reciben las dos funciones los mismos datos y pesos iniciales?",
                        """Para que la suerte afecte a las dos por igual y se anule en la diferencia. Así bastan menos
                        parejas para decir lo mismo.""",
                    ),
                ),
                ask(
                    en=(
                        "May I run it again with more pairs because the answer was undecided?",
                        """Yes: `--blocks` with a larger number reuses what is there, and actlab then judges by a rule
                        that allows for having looked before. With an ordinary test, looking until it is significant
                        finds differences that do not exist.""",
                    ),
                    es=(
                        "¿Puedo repetirlo con más parejas porque la respuesta fue «sin decidir»?",
                        """Sí: `--blocks` con un número mayor aprovecha lo hecho, y actlab juzga entonces con una regla
                        que admite haber mirado antes. Con una prueba corriente, mirar hasta que salga significativo
                        encuentra diferencias que no existen.""",
                    ),
                ),
                ask(
                    en=(
                        "Is ReLU better than tanh, then?",
                        """On these data, with this learning rate and this many epochs. That is the kind of answer
                        there is; the map of claim 16 shows others.""",
                    ),
                    es=(
                        "Entonces, ¿es ReLU mejor que tanh?",
                        """Con estos datos, esta tasa de aprendizaje y este número de épocas. Esa es la clase de
                        respuesta que hay; el mapa de la afirmación 16 muestra otras.""",
                    ),
                ),
            ),
        ),
        LessonPart(
            "evidence",
            Text(en="What this stands on", es="En qué se apoya"),
            (Seen((16, 20, 18, 9)),),
        ),
    ),
)
