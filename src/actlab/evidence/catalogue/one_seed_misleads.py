"""One seed misleads: how often a single comparison of two functions points against the mean of many."""

from actlab.evidence import (
    ClaimTraining,
    Evidence,
    Field,
    Measured,
    Otherwise,
    Outcome,
    Records,
    Ruling,
    Source,
    Text,
    dots,
    paired_by,
)

NAMES = ("relu", "tanh", "sigmoid", "leaky_relu", "gelu")
BLOCKS = 400
OFTEN = 5.0
"""Per cent of wrong answers above which one run is said to mislead: the error rate that tests usually accept."""

ALPHA = 0.05

SPLITS = {
    "exercise": Text(en="the exercise's data, new weights", es="los datos del ejercicio, pesos nuevos"),
    "fresh": Text(en="new data and new weights", es="datos nuevos y pesos nuevos"),
}


def wrong(records: Records):
    """Return for each pair and way of drawing how many of 100 single comparisons point against the mean of all."""
    import itertools

    import pandas as pd

    from actlab.statistics.rates import clopper_pearson

    pairs = list(itertools.combinations(NAMES, 2))
    found = []
    for a, b in pairs:
        judged = paired_by(records["single"], ["split"], a, b, alpha=ALPHA / len(pairs))
        for row in judged.to_dict("records"):
            ahead, n = row["difference"] >= 0, row["n"]
            against = row["losses"] if ahead else row["wins"]
            low, high = clopper_pearson(against, n, ALPHA / (len(pairs) * len(judged)))
            found.append(
                {
                    "split": row["split"],
                    "pair": f"{a} > {b}" if ahead else f"{b} > {a}",
                    "difference": abs(row["difference"]),
                    "sure": row["low"] * row["high"] > 0,
                    "level": 100 * (n - row["wins"] - row["losses"]) / n,
                    "wrong": 100 * against / n,
                    "low": 100 * low,
                    "high": 100 * high,
                }
            )
    return pd.DataFrame(found)


def verdict(records: Records) -> Ruling:
    """Confirm where every pair misleads more often than a test may err; it depends where only some do."""
    found = wrong(records)
    misleads = found["low"] > OFTEN
    course = found[found["pair"].isin(["relu > tanh", "tanh > relu"])]
    sure = found[found["sure"]]
    worst = (sure if len(sure) else found).sort_values("wrong").iloc[-1]
    measured = (
        *dict.fromkeys(_measured(row) for row in (*course.to_dict("records"), worst.to_dict())),
        Measured(
            label=Text(
                en=f"pairs with more than {OFTEN:g} % of wrong answers",
                es=f"pares con más de un {OFTEN:g} % de errores",
            ),
            value=float(misleads.sum()),
            unit=Text(en=f"of {len(found)}", es=f"de {len(found)}"),
            digits=0,
        ),
    )
    if not misleads.any():
        return Ruling(
            Outcome.REFUTED,
            Text(
                en=f"For no pair did single comparisons point the wrong way in clearly more than {OFTEN:g} %.",
                es=f"En ningún par las comparaciones sueltas se equivocaron claramente en más del {OFTEN:g} %.",
            ),
            measured,
        )
    en = (
        f"In {misleads.sum()} of {len(found)} cases a single comparison names the wrong function in more than"
        f" {OFTEN:g} %. Of the pairs whose order is beyond doubt, {worst['pair']} fares worst:"
        f" {worst['wrong']:.0f} % go wrong."
    )
    es = (
        f"En {misleads.sum()} de {len(found)} casos, una comparación suelta señala la función equivocada en más del"
        f" {OFTEN:g} %. De los pares cuyo orden está fuera de duda, el peor es {worst['pair']}: falla el"
        f" {worst['wrong']:.0f} %."
    )
    if misleads.all():
        return Ruling(Outcome.CONFIRMED, Text(en=en, es=es), measured)
    least = found["difference"][~misleads].min()
    en += (
        f" It depends on the pair: in the other cases, all at least {least:.1f} points apart, so much error was not"
        " shown."
    )
    es += f" Depende del par: en los demás casos, todos a {least:.1f} puntos o más, no se ha mostrado tanto error."
    return Ruling(Outcome.DEPENDS, Text(en=en, es=es), measured)


def _measured(row):
    """Return how often a pair's single comparisons point the wrong way."""
    words = SPLITS[row["split"]]
    return Measured(
        label=Text(en=f"wrong on {row['pair']}, {words.en}", es=f"errores en {row['pair']}, {words.es}"),
        value=row["wrong"],
        low=row["low"],
        high=row["high"],
        unit=Text(en="%", es="%"),
        digits=1,
    )


def made(score):
    """Return a change of records: 200 blocks whose scores are a function of the block and the function's place."""

    def change(_records):
        import pandas as pd

        rows = [
            {"split": split, "block": block, "candidate": name, "test_score": score(block, place), "status": "ok"}
            for split in SPLITS
            for block in range(200)
            for place, name in enumerate(NAMES, 1)
        ]
        return {"single": pd.DataFrame(rows).assign(chance_score=50.0, regime="drop-in")}

    return change


ENTRY = Evidence(
    name="one_seed_misleads",
    number=20,
    statement=Text(
        en="One seed misleads: a single comparison of two activation functions often points the wrong way.",
        es="Una sola semilla engaña: una comparación suelta de dos funciones de activación señala a menudo la"
        " equivocada.",
    ),
    said_by=(
        Source(
            "Bouthillier et al.",
            "Accounting for variance in machine learning benchmarks",
            2021,
            "MLSys 3:747-769",
        ),
    ),
    hypothesis=Text(
        en="At the exercise's settings ReLU against tanh should go wrong in about one comparison in eight. Pairs that"
        " hardly differ, such as ReLU and Leaky ReLU, should go wrong nearly as often as a coin; pairs far apart hardly"
        " ever.",
        es="Con los ajustes del ejercicio, ReLU contra tanh debería fallar en cerca de una comparación de cada ocho."
        " Los pares que apenas se diferencian, como ReLU y Leaky ReLU, deberían fallar casi como una moneda; los muy"
        " distintos, casi nunca.",
    ),
    experiment={"single": ClaimTraining(candidates=NAMES, blocks=BLOCKS, vary={"split": tuple(SPLITS)})},
    measure=Text(
        en=f"Five functions at the exercise's settings, {BLOCKS} times on its very data and split with new initial"
        f" weights, and {BLOCKS} times on new data. Each block is one comparison as a learner makes it, though kinder:"
        " all functions start from the same weights. A comparison is wrong where its difference has the sign opposite"
        " to that of the mean over all blocks; level ones are counted apart. The intervals hold together at 95 %. A"
        " first look had 1,000 blocks; they were cut to save time, and the order's own certainty was added to what is"
        " said.",
        es=f"Cinco funciones con los ajustes del ejercicio, {BLOCKS} veces con sus mismos datos y división y pesos"
        f" iniciales nuevos, y {BLOCKS} veces con datos nuevos. Cada bloque es una comparación como la de quien"
        " aprende, aunque más benévola: todas las funciones parten de los mismos pesos. Se equivoca si su diferencia"
        " tiene el signo contrario al de la media de todos los bloques; los empates se cuentan aparte. Los intervalos"
        " valen a la vez al 95 %. Una primera mirada tuvo 1000 bloques; se redujeron para ahorrar tiempo, y se añadió a"
        " lo que se dice si el propio orden es seguro.",
    ),
    figures=(
        dots(
            wrong,
            name="wrong",
            title=Text(
                en="Single comparisons that point the wrong way",
                es="Comparaciones sueltas que señalan la función equivocada",
            ),
            description=Text(
                en="Per cent of comparisons against the order that the mean of all shows; the name of a row is that"
                f" order. The line marks {OFTEN:g} %. A coin would be wrong in 50 %.",
                es="Porcentaje de comparaciones contrarias al orden que muestra la media de todas; el nombre de cada"
                f" fila es ese orden. La línea marca el {OFTEN:g} %. Una moneda fallaría en el 50 %.",
            ),
            fields=(
                Field("pair", Text(en="order by the mean", es="orden según la media")),
                Field("split", Text(en="what is drawn", es="qué se sortea")),
                Field("wrong", Text(en="wrong (%)", es="errores (%)"), 1),
                Field("low", Text(en="low", es="inferior"), 1),
                Field("high", Text(en="high", es="superior"), 1),
                Field("level", Text(en="level (%)", es="empates (%)"), 1),
                Field("difference", Text(en="mean difference (points)", es="diferencia media (puntos)"), 2),
            ),
            x="wrong",
            y="pair",
            series="split",
            low="low",
            high="high",
            rule=OFTEN,
            words=SPLITS,
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="The mean of many blocks stands for the truth, which for the closest pairs is itself uncertain: there, being"
        " wrong means little. Runs that do not share their initial weights go wrong more often. Larger test parts and"
        " longer training would make single runs steadier.",
        es="La media de muchos bloques hace de verdad, y en los pares más parecidos ella misma es incierta: ahí,"
        " equivocarse significa poco. Las ejecuciones que no comparten pesos iniciales se equivocan más. Con partes de"
        " prueba mayores y entrenamientos más largos, cada ejecución sería más estable.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, made(lambda block, place: 80.0 + block * place * 37 % 101 / 10)),
        Otherwise(Outcome.REFUTED, made(lambda block, place: 80.0 + place + block % 2)),
    ),
)
