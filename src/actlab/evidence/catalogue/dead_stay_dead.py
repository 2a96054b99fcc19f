"""Dead ReLU units stay dead, or not: it depends on the optimizer and on what lies below them."""

from actlab.evidence import (
    COURSE,
    Evidence,
    Field,
    Lab,
    Measured,
    Moons,
    Otherwise,
    Outcome,
    Records,
    Ruling,
    Source,
    Stack,
    Text,
    dots,
    shares,
)

WIDTH = 10
NETWORKS = 40
EPOCHS = 200
OPTIMIZERS = ("sgd", "momentum", "adam")
RATES = {"sgd": 5.0, "momentum": 1.0, "adam": 0.3}
"""Learning rates at which units die under each optimizer; no rate is said to be a good one."""

MOMENTUM = 0.9
DEPTHS = (1, 2)

WORDS = {
    "sgd": Text(en="SGD", es="SGD"),
    "momentum": Text(en="SGD, momentum", es="SGD, momento"),
    "adam": Text(en="Adam", es="Adam"),
}

PLACES = {
    f"layer {layer} of {depth}": Text(en=f"layer {layer} of {depth}", es=f"capa {layer} de {depth}")
    for depth in DEPTHS
    for layer in range(1, depth + 1)
}


def watched(lab: Lab):
    """Train networks and watch each hidden unit; a row per unit and layer, with how often it died and came back."""
    import pandas as pd
    import torch

    networks, frames = lab.pick(NETWORKS, 3), []
    data = Moons.drawn(lab, networks)
    cells = [(name, depth) for name in OPTIMIZERS for depth in DEPTHS]
    for done, (name, depth) in enumerate(cells):
        stack = Stack(lab, networks, (WIDTH,) * depth)
        dead = torch.stack(list(_lives(stack, data, _optimizer(name, stack), lab.pick(EPOCHS, 4))))
        layers = [_of_layer(dead[:, layer]).assign(layer=layer + 1) for layer in range(depth)]
        frames.append(pd.concat(layers).assign(optimizer=name, depth=depth))
        lab.tell((done + 1) / len(cells))
    return pd.concat(frames, ignore_index=True)


def _optimizer(name, stack):
    """Return a fresh optimizer."""
    import torch

    if name == "adam":
        return torch.optim.Adam(stack.parameters, lr=RATES[name])
    momentum = MOMENTUM if name == "momentum" else 0.0
    return torch.optim.SGD(stack.parameters, lr=RATES[name], momentum=momentum)


def _lives(stack, data, optimizer, epochs):
    """Yield after each epoch, for each layer, network and unit, whether it is silent on every training sample."""
    import torch

    for _epoch in range(epochs):
        _losses, before = stack.step(torch.relu, data, optimizer)
        yield torch.stack([(z <= 0).all(dim=1) for z in before])


def _of_layer(dead):
    """Return a row per unit: from whether it was dead, of shape (epochs, networks, units)."""
    import pandas as pd

    came_back = (dead[:-1] & ~dead[1:]).any(dim=0)
    _epochs, networks, units = dead.shape
    table = {"died": dead.any(dim=0), "came_back": came_back}
    rows = {name: value.flatten().tolist() for name, value in table.items()}
    return pd.DataFrame({"network": [k for k in range(networks) for _unit in range(units)], **rows})


def returns(records: Records):
    """Return the share of networks, among those in which a unit died, in which one came back."""
    units = records["units"][records["units"]["died"]]
    of_each = units.groupby(["optimizer", "depth", "layer", "network"], sort=False)["came_back"].any().reset_index()
    found = shares(of_each, ["optimizer", "depth", "layer"], "came_back")
    count = units.groupby(["optimizer", "depth", "layer"])["came_back"].agg(["sum", "size"]).reset_index()
    found = found.merge(count, on=["optimizer", "depth", "layer"])
    place = "layer " + found["layer"].astype(str) + " of " + found["depth"].astype(str)
    return found.assign(percent=100 * found["share"], low=100 * found["low"], high=100 * found["high"], place=place)


def verdict(records: Records) -> Ruling:
    """Confirm where no dead unit came back, refute where most did everywhere; else it depends on where and how."""
    found = returns(records)
    plain = found[(found["optimizer"] == "sgd") & (found["layer"] == 1)]
    measured = tuple(_returned(row) for row in found.to_dict("records"))
    if found.empty:
        nobody = Measured(label=Text(en="units that died", es="unidades que murieron"), value=0.0, digits=0)
        return Ruling(Outcome.REFUTED, Text(en="No unit died.", es="No murió ninguna unidad."), (nobody,))
    back, died = int(found["sum"].sum()), int(found["size"].sum())
    if not back:
        return Ruling(
            Outcome.CONFIRMED,
            Text(en=f"None of {died} dead units came back.", es=f"No volvió ninguna de {died} unidades muertas."),
            measured,
        )
    if plain["sum"].sum() or plain.empty:
        return Ruling(
            Outcome.REFUTED,
            Text(
                en=f"{back} of {died} dead units came back, even in the first layer under plain SGD.",
                es=f"Volvieron {back} de {died} unidades muertas, incluso en la primera capa con SGD simple.",
            ),
            measured,
        )
    rest = found.drop(plain.index)
    return Ruling(
        Outcome.DEPENDS,
        Text(
            en=f"In the first layer under plain SGD none of {plain['size'].sum()} dead units came back: no gradient, no"
            f" step. Elsewhere {rest['sum'].sum()} of {rest['size'].sum()} did: momentum and Adam go on moving a weight"
            " whose gradient is 0, and in a second layer the inputs move.",
            es=f"En la primera capa con SGD simple no volvió ninguna de {plain['size'].sum()} unidades muertas: sin"
            f" gradiente no hay paso. En lo demás volvieron {rest['sum'].sum()} de {rest['size'].sum()}: el momento y"
            " Adam siguen moviendo un peso cuyo gradiente es 0, y en una segunda capa se mueven las entradas.",
        ),
        measured,
    )


def _returned(row):
    """Return the share of networks in which a dead unit came back."""
    name = WORDS[row["optimizer"]]
    return Measured(
        label=Text(
            en=f"{name.en}, layer {row['layer']} of {row['depth']}: networks in which a dead unit came back"
            f" ({row['sum']} of {row['size']} dead units)",
            es=f"{name.es}, capa {row['layer']} de {row['depth']}: redes en las que volvió una unidad muerta"
            f" ({row['sum']} de {row['size']} unidades muertas)",
        ),
        value=row["percent"],
        low=row["low"],
        high=row["high"],
        unit=Text(en="%", es="%"),
        digits=0,
    )


def fated(came_back):
    """Return a change of records: every unit died, and came back where the function of the records says so."""

    def change(records):
        units = records["units"]
        return {"units": units.assign(died=True, came_back=came_back(units))}

    return change


ENTRY = Evidence(
    name="dead_stay_dead",
    number=7,
    statement=Text(
        en="A dead ReLU unit stays dead for good.",
        es="Una unidad muerta con ReLU queda muerta para siempre.",
    ),
    said_by=(
        COURSE,
        Source("Lu et al.", "Dying ReLU and initialization: theory and numerical examples", 2019, "arXiv:1903.06733"),
    ),
    hypothesis=Text(
        en="In the first layer, on the full batch and under plain SGD, no dead unit should ever come back, for nothing"
        " moves its weights or its inputs. With momentum or Adam, which remember older gradients, some should. In a"
        " second layer some should under any optimizer, because the layer below moves.",
        es="En la primera capa, con el lote completo y SGD simple, ninguna unidad muerta debería volver, pues nada"
        " mueve sus pesos ni sus entradas. Con momento o con Adam, que recuerdan gradientes anteriores, algunas"
        " deberían. En una segunda capa, algunas deberían con cualquier optimizador, porque la capa de debajo se"
        " mueve.",
    ),
    experiment={"units": watched},
    measure=Text(
        en=f"{NETWORKS} ReLU networks on fresh data sets of two moons for each of three optimizers and one or two"
        f" hidden layers of {WIDTH} units, {EPOCHS} full-batch epochs at a learning rate so large that units die"
        f" ({', '.join(f'{WORDS[name].en} {rate:g}' for name, rate in RATES.items())}; found in a pilot on other data)."
        " A unit is dead in an epoch if it is silent on every training sample, and came back if it spoke in a later"
        " one. Units of one network are not independent, so the share is that of networks with at least one dead unit"
        " in which one came back.",
        es=f"{NETWORKS} redes con ReLU, con conjuntos nuevos de dos lunas, por cada uno de tres optimizadores y una o"
        f" dos capas ocultas de {WIDTH} unidades, {EPOCHS} épocas con el lote completo y una tasa de aprendizaje tan"
        f" grande que mueren unidades ({', '.join(f'{WORDS[name].es} {rate:g}' for name, rate in RATES.items())};"
        " halladas en un ensayo con otros datos). Una unidad está muerta en una época si calla con todas las muestras"
        " de entrenamiento, y volvió si habló en una posterior. Las unidades de una red no son independientes, así que"
        " la parte es la de redes, entre aquellas en las que murió alguna, en las que volvió una.",
    ),
    figures=(
        dots(
            returns,
            name="returns",
            title=Text(en="Networks in which a dead unit came back", es="Redes en las que volvió una unidad muerta"),
            description=Text(
                en="Share with its exact 95 % interval, by layer and optimizer.",
                es="Parte con su intervalo exacto del 95 %, por capa y optimizador.",
            ),
            fields=(
                Field("place", Text(en="layer", es="capa")),
                Field("optimizer", Text(en="optimizer", es="optimizador")),
                Field("percent", Text(en="networks (%)", es="redes (%)"), 0),
                Field("low", Text(en="low", es="inferior"), 0),
                Field("high", Text(en="high", es="superior"), 0),
                Field("n", Text(en="networks with a dead unit", es="redes con una unidad muerta")),
                Field("sum", Text(en="units that came back", es="unidades que volvieron")),
                Field("size", Text(en="units that died", es="unidades que murieron")),
            ),
            x="percent",
            y="place",
            series="optimizer",
            low="low",
            high="high",
            words=WORDS | PLACES,
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="With mini-batches a unit that is silent on one batch may speak on the next; here the whole training part is"
        " one batch. A unit that was silent for a single epoch counts as dead, too. Weight decay and normalisation,"
        " which move weights without a gradient, are left out.",
        es="Con minilotes, una unidad que calla con un lote puede hablar con el siguiente; aquí todo el entrenamiento"
        " es un lote. También cuenta como muerta una unidad que calló una sola época. Quedan fuera el decaimiento de"
        " pesos y la normalización, que mueven pesos sin gradiente.",
    ),
    otherwise=(
        Otherwise(Outcome.CONFIRMED, fated(lambda _units: False)),
        Otherwise(Outcome.DEPENDS, fated(lambda units: units["optimizer"] != "sgd")),
        Otherwise(Outcome.REFUTED, fated(lambda _units: True)),
    ),
)
