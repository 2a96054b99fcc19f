"""Ranges: what mathematics says an activation gives, and what float32 and bfloat16 reach."""

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

NAMES = ("sigmoid", "tanh", "relu", "leaky_relu", "softmax")
DTYPES = ("float32", "bfloat16")
SOFTMAX_RANGE = "(0, 1)"
"""Softmax is given two logits, x and 0; its entry claims no range of an elementwise function."""


def extremes(lab: Lab):
    """Evaluate each function on all finite bfloat16 numbers, and on those with other last bits in float32."""
    import pandas as pd
    import torch

    from actlab.activations import CATALOGUE, RealInterval

    step = lab.pick(1, 64)
    bits = torch.arange(0, 2**16, step, dtype=torch.int32) << 16
    rows = []
    for name in NAMES:
        entry = CATALOGUE[name]
        span = RealInterval.parse(SOFTMAX_RANGE if name == "softmax" else entry.range or "(-inf, inf)")
        for dtype in DTYPES:
            tails = (0, 1, 21845, 43690, 65535) if dtype == "float32" else (0,)
            x = torch.cat([bits + tail for tail in tails]).view(torch.float32)
            x = x[x.isfinite()].to(getattr(torch, dtype))
            y = _value(entry, x).double()
            known = y[~y.isnan()]
            rows.append(
                {
                    "name": name,
                    "dtype": dtype,
                    "low": span.lower,
                    "high": span.upper,
                    "open_low": not span.closed_below,
                    "open_high": not span.closed_above,
                    "reached_low": float(known.min()),
                    "reached_high": float(known.max()),
                    "first_at_high": _first(x.double(), y, span.upper),
                    "nan": int(y.isnan().sum()),
                }
            )
    return pd.DataFrame(rows)


def _value(entry, x):
    """Return the function's value; of softmax over x and 0, the share of x."""
    import torch

    return entry(torch.stack([x, torch.zeros_like(x)]), dim=0)[0] if entry.name == "softmax" else entry(x)


def _first(x, y, end):
    """Return the least input whose output is the upper end, NaN where none is."""
    there = x[y == end]
    return float(there.min()) if len(there) and end != float("inf") else float("nan")


def ends(records: Records):
    """Return a row for each function and format, with what was reached and whether an open end was."""
    found = records["extremes"]
    finite = found[["low", "high"]].abs() < float("inf")
    at_low = found["open_low"] & finite["low"] & (found["reached_low"] == found["low"])
    at_high = found["open_high"] & finite["high"] & (found["reached_high"] == found["high"])
    outside = (found["reached_low"] < found["low"]) | (found["reached_high"] > found["high"])
    return found.assign(touched=at_low | at_high, outside=outside)


def bounded(records: Records):
    """Return the reached ends of the functions with two finite ends, a row an end."""
    import pandas as pd

    found = ends(records)
    found = found[(found["high"] - found["low"]) < float("inf")]
    parts = [found.assign(reached=found[f"reached_{end}"], expected=found[end]) for end in ("low", "high")]
    return pd.concat(parts)[["name", "dtype", "reached", "expected", "first_at_high"]].sort_values(
        ["name", "dtype", "reached"]
    )


def verdict(records: Records) -> Ruling:
    """Refute where a value lies outside; within limits where rounding reaches an end that mathematics never does."""
    found = ends(records)
    measured = tuple(
        Measured(
            label=Text(
                en=f"{row['name']}, {row['dtype']}: smallest input with output {row['high']:g}",
                es=f"{row['name']}, {row['dtype']}: menor entrada con salida {row['high']:g}",
            ),
            value=row["first_at_high"],
            digits=3,
        )
        for row in found[(found["high"] - found["low"]) < float("inf")].to_dict("records")
    )
    if found["outside"].any():
        names = ", ".join(sorted(set(found[found["outside"]]["name"])))
        return Ruling(
            Outcome.REFUTED,
            Text(en=f"Values outside the stated range: {names}.", es=f"Valores fuera del rango indicado: {names}."),
            measured,
        )
    touched = ", ".join(sorted(set(found[found["touched"]]["name"])))
    if touched:
        return Ruling(
            Outcome.WITHIN_LIMITS,
            Text(
                en="No output lies outside the stated range. But ends that mathematics never reaches are reached by"
                f" rounding ({touched}): there one minus the output, or its logarithm, is lost.",
                es="Ninguna salida queda fuera del rango indicado. Pero el redondeo alcanza extremos que en matemáticas"
                f" nunca se alcanzan ({touched}): allí se pierde uno menos la salida, o su logaritmo.",
            ),
            measured,
        )
    return Ruling(
        Outcome.CONFIRMED,
        Text(
            en="No output lies outside the stated range, and no open end is reached.",
            es="Ninguna salida queda fuera del rango indicado y no se alcanza ningún extremo abierto.",
        ),
        measured,
    )


def inside(records):
    """Return records in which every open end is missed."""
    frame = records["extremes"]
    return {
        "extremes": frame.assign(reached_low=frame["low"].clip(-1e3) + 1e-3, reached_high=frame["low"].clip(-1e3) + 0.5)
    }


def beyond(records):
    """Return records in which a value lies above the range."""
    return {"extremes": records["extremes"].assign(reached_high=records["extremes"]["high"].clip(upper=1e9) + 1)}


ENTRY = Evidence(
    name="ranges",
    number=15,
    statement=Text(
        en="Sigmoid lies in (0, 1), tanh in (-1, 1), ReLU in [0, inf), Leaky ReLU in (-inf, inf), softmax in (0, 1).",
        es="La sigmoide está en (0, 1), tanh en (-1, 1), ReLU en [0, inf), Leaky ReLU en (-inf, inf) y softmax en"
        " (0, 1).",
    ),
    said_by=(
        COURSE,
        Source(
            "Goldberg",
            "What every computer scientist should know about floating-point arithmetic",
            1991,
            "doi:10.1145/103162.103163",
        ),
    ),
    hypothesis=Text(
        en="No output should leave the stated range. Open ends should be reached all the same, because the numbers of a"
        " format run out: in float32 tanh should be exactly 1 from about 9, sigmoid from about 17, and sooner in"
        " bfloat16.",
        es="Ninguna salida debería salir del rango indicado. Aun así, los extremos abiertos deberían alcanzarse, porque"
        " los números de un formato se acaban: en float32 tanh debería valer justo 1 desde cerca de 9, la sigmoide"
        " desde cerca de 17, y antes en bfloat16.",
    ),
    experiment={"extremes": extremes},
    measure=Text(
        en="Each function is evaluated on all 65,280 finite bfloat16 numbers, and in float32 on the same with five"
        " endings of their last 16 bits: the least and the greatest output, and the smallest input whose output is the"
        " upper end. Softmax is given x and 0.",
        es="Cada función se evalúa en los 65280 números finitos de bfloat16 y, en float32, en los mismos con cinco"
        " finales de sus últimos 16 bits: la salida menor y la mayor, y la menor entrada cuya salida es el extremo"
        " superior. Softmax recibe x y 0.",
    ),
    figures=(
        dots(
            bounded,
            name="ends",
            title=Text(en="What the bounded functions reach", es="Lo que alcanzan las funciones acotadas"),
            description=Text(
                en="Least and greatest output in each format. The ends of the ranges are open in mathematics.",
                es="Salida menor y mayor en cada formato. Los extremos de los rangos son abiertos en matemáticas.",
            ),
            fields=(
                Field("name", Text(en="function", es="función")),
                Field("dtype", Text(en="format", es="formato")),
                Field("reached", Text(en="output reached", es="salida alcanzada")),
                Field("expected", Text(en="end of the range", es="extremo del rango")),
            ),
            x="reached",
            y="name",
            series="dtype",
        ),
    ),
    verdict=verdict,
    limits=Text(
        en="In float32 not every number was tried, and other libraries and devices round otherwise. That an end is"
        " reached matters where its logarithm is taken or its gradient is needed, and nowhere else.",
        es="En float32 no se probaron todos los números, y otras bibliotecas y dispositivos redondean de otra forma."
        " Que se alcance un extremo importa donde se toma su logaritmo o hace falta su gradiente, no más.",
    ),
    otherwise=(Otherwise(Outcome.CONFIRMED, inside), Otherwise(Outcome.REFUTED, beyond)),
)
