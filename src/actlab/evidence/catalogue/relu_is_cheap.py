"""ReLU is cheap: forward pass, backward pass and memory of each function, as ratios, and a whole layer's step."""

from actlab.evidence import (
    COURSE,
    Evidence,
    Field,
    Lab,
    Measured,
    Otherwise,
    Outcome,
    Records,
    Ruling,
    Source,
    Text,
    dots,
)

MODULES = {"relu": "ReLU", "leaky_relu": "LeakyReLU", "tanh": "Tanh", "sigmoid": "Sigmoid", "gelu": "GELU"}
"""The functions as PyTorch implements them."""

ROUNDS = 40
ELEMENTS = 2**17
WIDTH, SAMPLES = 256, 512
"""Units of the layer whose step is timed, and samples per step: as many elements as the function alone is timed on."""

MARGIN = 1.5
"""Ratios between 1/MARGIN and MARGIN count as the same cost: a busy machine must not decide."""

ALPHA = 0.05

WORDS = {
    "forward": Text(en="forward pass", es="pasada hacia delante"),
    "both": Text(en="forward and backward pass", es="pasadas hacia delante y hacia atrás"),
    "layer": Text(en=f"step of a layer of {WIDTH} units", es=f"paso de una capa de {WIDTH} unidades"),
}


def times(lab: Lab):
    """Time every function and ReLU side by side in each round, in CPU time of one thread."""
    import pandas as pd
    import torch
    from torch import nn

    generator = lab.generator("times")
    x = torch.randn(lab.pick(SAMPLES, 8), WIDTH, generator=generator)
    weight = torch.randn(WIDTH, WIDTH, generator=generator) / WIDTH**0.5
    modules = {name: getattr(nn, kind)() for name, kind in MODULES.items()}
    rows, rounds = [], lab.pick(ROUNDS, 3)
    for turn in range(-2, rounds):  # the first two warm up
        for part in WORDS:
            for name, module in modules.items():
                seconds, reference = _seconds(part, module, x, weight), _seconds(part, modules["relu"], x, weight)
                rows.append({"part": part, "name": name, "round": turn, "seconds": seconds, "reference": reference})
        lab.tell((turn + 2) / (rounds + 2))
    frame = pd.DataFrame(rows)
    return frame[(frame["round"] >= 0) & (frame["name"] != "relu")].reset_index(drop=True)


def _seconds(part, module, x, weight):
    """Return the CPU time of one part, on fresh tensors."""
    import time

    inputs = x.clone().requires_grad_(part != "forward")
    matrix = weight.clone().requires_grad_()
    start = time.thread_time()
    outputs = module(inputs @ matrix if part == "layer" else inputs)
    if part != "forward":
        outputs.backward(inputs.detach())
    return time.thread_time() - start


def memory(lab: Lab):
    """Count the bytes that autograd keeps for a function between two linear layers, less those kept without it."""
    import pandas as pd
    import torch
    from torch import nn

    generator = lab.generator("memory")
    x = torch.randn(64, 32, generator=generator)
    weights = [torch.randn(32, 32, generator=generator).requires_grad_() for _layer in range(2)]

    def kept(module):
        storages = {}

        def pack(tensor):
            storages[tensor.untyped_storage().data_ptr()] = (tensor, tensor.untyped_storage().nbytes())
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            module(x @ weights[0]) @ weights[1]
        return sum(size for _tensor, size in storages.values())

    without = kept(nn.Identity())
    return pd.DataFrame(
        [{"name": name, "bytes": (kept(getattr(nn, kind)()) - without) / x.numel()} for name, kind in MODULES.items()]
    )


def ratios(records: Records):
    """Return the median ratio to ReLU for each function and part, with the interval that order statistics give."""
    import pandas as pd

    from actlab.statistics.rates import clopper_pearson

    frame = records["times"].assign(ratio=lambda f: f["seconds"] / f["reference"])
    groups = list(frame.groupby(["part", "name"], sort=False)["ratio"])
    rows = []
    for (part, name), values in groups:
        low, high = clopper_pearson(round(len(values) / 2), len(values), ALPHA / len(groups))
        rows.append(
            {
                "part": part,
                "name": name,
                "ratio": values.median(),
                "low": values.quantile(low, interpolation="lower"),
                "high": values.quantile(high, interpolation="higher"),
            }
        )
    return pd.DataFrame(rows)


def verdict(records: Records) -> Ruling:
    """Refute where a function is cheaper than ReLU; within limits where a whole layer's step shows no difference."""
    found, kept = ratios(records), records["memory"].set_index("name")["bytes"]
    alone, layer = found[found["part"] != "layer"], found[found["part"] == "layer"]
    cheaper = alone[alone["high"] < 1 / MARGIN]
    dearer = alone[alone["low"] > MARGIN]
    felt = layer[layer["low"] > MARGIN]
    measured = (
        *(_ratio(row) for row in found.to_dict("records")),
        *(_bytes(name, float(size)) for name, size in kept.items()),
    )
    if len(cheaper) or not len(dearer) or (kept < kept["relu"]).any():
        names = ", ".join(dict.fromkeys([*cheaper["name"], *kept[kept < kept["relu"]].index]))
        return Ruling(
            Outcome.REFUTED,
            Text(
                en="ReLU was not the cheapest here"
                + (f": {names} took less time or memory." if names else ", all functions took about as long."),
                es="ReLU no fue aquí la más barata"
                + (f": {names} gastó menos tiempo o memoria." if names else ", todas tardaron casi lo mismo."),
            ),
            measured,
        )
    names = ", ".join(dict.fromkeys(dearer["name"]))
    most = dearer.loc[dearer["ratio"].idxmax()]
    en = (
        f"No function took clearly less time, or less memory, than ReLU, and these took clearly more time: {names}; at"
        f" most {most['ratio']:.1f} times as long ({most['name']}, {WORDS[most['part']].en})."
    )
    es = (
        "Ninguna función tardó claramente menos que ReLU ni gastó menos memoria, y estas tardaron claramente más:"
        f" {names}; como mucho {most['ratio']:.1f} veces más ({most['name']}, {WORDS[most['part']].es})."
    )
    least, largest = layer["ratio"].min(), layer["ratio"].max()
    en += (
        f" In a layer's whole step, with its matrix products, the others take {least:.2f} to {largest:.2f} times as"
        " long"
    )
    es += (
        f" En el paso entero de una capa, con sus productos de matrices, las demás tardan entre {least:.2f} y"
        f" {largest:.2f} veces"
    )
    if not len(felt):
        en += ": there little of the saving is left."
        es += " lo mismo: ahí queda poco de ese ahorro."
        return Ruling(Outcome.WITHIN_LIMITS, Text(en=en, es=es), measured)
    return Ruling(Outcome.CONFIRMED, Text(en=f"{en}.", es=f"{es} lo mismo."), measured)


def _ratio(row):
    """Return a function's time as a multiple of ReLU's."""
    words = WORDS[row["part"]]
    return Measured(
        label=Text(en=f"{row['name']}, {words.en}, ReLU = 1", es=f"{row['name']}, {words.es}, ReLU = 1"),
        value=float(row["ratio"]),
        low=float(row["low"]),
        high=float(row["high"]),
    )


def _bytes(name, size):
    """Return what a function keeps for its backward pass."""
    return Measured(
        label=Text(en=f"{name}, kept for the backward pass", es=f"{name}, guardado para la pasada hacia atrás"),
        value=size,
        unit=Text(en="bytes a unit and sample", es="bytes por unidad y muestra"),
        digits=0,
    )


def made(alone, layer):
    """Return a change of records: every function takes so many times ReLU's time alone, and in a layer."""

    def change(records):
        frame = records["times"]
        factor = (frame["part"] == "layer") * (layer - alone) + alone
        return records | {"times": frame.assign(seconds=factor, reference=1.0)}

    return change


ENTRY = Evidence(
    name="relu_is_cheap",
    number=10,
    statement=Text(
        en="ReLU is simple and cheap to compute.",
        es="ReLU es sencilla y barata de calcular.",
    ),
    said_by=(
        COURSE,
        Source("Glorot, Bordes & Bengio", "Deep sparse rectifier neural networks", 2011, "PMLR 15:315-323"),
    ),
    hypothesis=Text(
        en="Alone, no function should be cheaper; Leaky ReLU should cost about the same, those with an exponential"
        " several times as much. ReLU, tanh and sigmoid should keep only their output, which the next layer keeps"
        " anyway, Leaky ReLU and GELU their input besides. In a layer's whole step the matrix products should dominate"
        " and the ratios should be below 1.1 but for GELU's.",
        es="Sola, ninguna función debería ser más barata; Leaky ReLU debería costar casi lo mismo y las que llevan"
        " exponencial, varias veces más. ReLU, tanh y sigmoide deberían guardar solo su salida, que la capa siguiente"
        " guarda de todos modos; Leaky ReLU y GELU, además su entrada. En el paso entero de una capa deberían mandar"
        " los productos de matrices, con razones menores que 1.1 salvo la de GELU.",
    ),
    experiment={"times": times, "memory": memory},
    measure=Text(
        en=f"Float32 on one processor thread, {ELEMENTS} elements. In each of {ROUNDS} rounds a function and ReLU are"
        " timed one right after the other, in CPU time, so that a busy machine slows both: the forward pass, both"
        f" passes, and both passes of a layer of {WIDTH} units with its matrix product. The number is the median ratio"
        f" over rounds; its interval comes from the ranks alone and all hold together at 95 %. Ratios up to {MARGIN:g}"
        " count as the same. Memory is what autograd keeps between two linear layers with the function, less what it"
        " keeps without one. A first look timed this project's own forms of the functions, and its verdict asked that"
        " every function be felt in a layer; now PyTorch's are timed, one is enough, and the margin is no longer 1.1.",
        es=f"Float32 en un solo hilo del procesador, {ELEMENTS} elementos. En cada una de {ROUNDS} rondas se miden una"
        " función y ReLU una justo tras otra, en tiempo de procesador, para que una máquina ocupada frene a las dos:"
        f" la pasada hacia delante, las dos pasadas, y las dos de una capa de {WIDTH} unidades con su producto de"
        " matrices. El número es la razón mediana de las rondas; su intervalo sale solo de los rangos y todos valen a"
        f" la vez al 95 %. Las razones hasta {MARGIN:g} cuentan como iguales. La memoria es lo que autograd guarda"
        " entre dos capas lineales con la función, menos lo que guarda sin ella. Una primera mirada midió las formas"
        " propias de este proyecto y su veredicto pedía que en una capa se notaran todas; ahora se miden las de"
        " PyTorch, basta una y el margen ya no es 1.1.",
    ),
    figures=(
        dots(
            ratios,
            name="times",
            title=Text(en="Time as a multiple of ReLU's", es="Tiempo como múltiplo del de ReLU"),
            description=Text(
                en="Median ratio over rounds with its interval; the line marks ReLU. Alone the functions differ; in a"
                " layer's step the matrix products level them.",
                es="Razón mediana de las rondas con su intervalo; la línea marca ReLU. Solas, las funciones se"
                " distinguen; en el paso de una capa los productos de matrices las igualan.",
            ),
            fields=(
                Field("name", Text(en="activation", es="activación")),
                Field("part", Text(en="what is timed", es="qué se mide")),
                Field("ratio", Text(en="time, ReLU = 1", es="tiempo, ReLU = 1"), 2),
                Field("low", Text(en="low", es="inferior"), 2),
                Field("high", Text(en="high", es="superior"), 2),
            ),
            x="ratio",
            y="name",
            series="part",
            low="low",
            high="high",
            rule=1.0,
            words=WORDS,
        ),
        dots(
            lambda records: records["memory"],
            name="memory",
            title=Text(en="Memory kept for the backward pass", es="Memoria guardada para la pasada hacia atrás"),
            description=Text(
                en="Bytes for each unit and sample, less what the layers around keep anyway.",
                es="Bytes por unidad y muestra, menos lo que las capas de alrededor guardan de todos modos.",
            ),
            fields=(
                Field("name", Text(en="activation", es="activación")),
                Field("bytes", Text(en="bytes a unit and sample", es="bytes por unidad y muestra"), 0),
            ),
            x="bytes",
            y="name",
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="One processor, one thread, torch's own kernels and tensors that fit its cache; this claim's numbers change"
        " with the machine. On a graphics processor, and where a compiler joins operations, all these functions cost"
        " nearly the same.",
        es="Un procesador, un hilo, las operaciones de torch y tensores que caben en su caché; los números de esta"
        " afirmación cambian con la máquina. En un procesador gráfico, y donde un compilador une operaciones, todas"
        " estas funciones cuestan casi lo mismo.",
    ),
    otherwise=(
        Otherwise(Outcome.REFUTED, made(0.5, 1.0)),
        Otherwise(Outcome.CONFIRMED, made(3.0, 2.0)),
        Otherwise(Outcome.WITHIN_LIMITS, made(3.0, 1.0)),
    ),
)
