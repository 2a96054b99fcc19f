"""What the page says, by the keys under which its script finds it."""

from __future__ import annotations

from actlab.i18n import _, current_language

__all__ = ["texts"]


def texts() -> dict[str, str]:
    """Return every text of the page in the language now spoken; names in braces are filled in by the page.

    >>> texts()["play"]
    'Train'
    """
    return {**_controls(), **_verdicts(), **_pictures(), **_problems()}


def _controls() -> dict[str, str]:
    return {
        "title": _("Which activation function, and is the difference real?"),
        "intro": _(
            "Two activation functions train the same small networks, pair by pair: the same data, the same initial "
            "weights. Each dot is one pair. Watch how many pairs it takes until the difference can be believed."
        ),
        "first": _("First function"),
        "second": _("Second function"),
        "formula": _("Your own formula in x"),
        "use_first": _("Use as the first"),
        "use_second": _("Use as the second"),
        "formula_help": _(
            "For example x*sigmoid(x) or max(0, x)^2. It runs in this page and is slower than the others."
        ),
        "data": _("Data"),
        "moons": _("two moons"),
        "circles": _("two circles"),
        "spirals": _("two spirals"),
        "xor": _("exclusive or"),
        "waves": _("waves, a regression"),
        "own_table": _("your table"),
        "file": _("Your own table (CSV)"),
        "target": _("Column to predict"),
        "noise": _("Noise"),
        "samples": _("Data points"),
        "hidden": _("Width of each hidden layer"),
        "hidden_help": _("One number per layer, such as 10 or 16,16."),
        "epochs": _("Epochs"),
        "rate": _("Learning rate"),
        "optimizer": _("Optimizer"),
        "blocks": _("Pairs"),
        "delta": _("Smallest difference that matters"),
        "seed": _("Seed"),
        "per_layer": _("A function for each layer"),
        "layer": _("layer {layer}"),
        "parameter": _("{function}: {name}"),
        "play": _("Train"),
        "pause": _("Pause"),
        "step": _("One pair"),
        "again": _("Start again"),
        "replay": _("Replay"),
        "pad_title": _("Draw your own points"),
        "pad_help": _(
            "Click, or draw with the button held down. By keyboard: the arrow keys move the cross, the space bar "
            "puts a point."
        ),
        "pad_label": _("A pad for points; the cross is at {x}, {y}."),
        "pad_first": _("first class (dots)"),
        "pad_second": _("second class (squares)"),
        "pad_use": _("Use these points"),
        "pad_undo": _("Undo"),
        "pad_clear": _("Clear"),
        "pad_says": _("{first} and {second} points; at least {least} in all, of both classes."),
        "more": _("Network and training"),
        "share": _("Share"),
        "link": _("Link to this comparison"),
        "command": _("The same comparison with actlab"),
        "no_command": _(
            "There is no actlab command for these settings: noise, number of points and own tables are set "
            "in the page alone."
        ),
        "copy": _("Copy"),
        "copied": _("Copied."),
        "guess": _("Guess first"),
        "guess_ask": _("Before it runs: which one will do better?"),
        "guess_none": _("neither"),
        "guess_right": _("You guessed {guess}, and that is what the pairs say."),
        "guess_wrong": _("You guessed {guess}. The pairs say otherwise."),
        "guess_open": _("You guessed {guess}. So far the pairs do not decide it."),
        "other_language": "English" if current_language() == "es" else "Español",
        "settings": _("What is compared"),
        "results": _("What the pairs say"),
    }


def _verdicts() -> dict[str, str]:
    return {
        "better_by_delta": _("{a} is better than {b} by at least {delta:g} {unit}"),
        "better": _("{a} is better than {b}"),
        "worse": _("{a} is worse than {b}"),
        "worse_by_delta": _("{a} is worse than {b} by at least {delta:g} {unit}"),
        "practically_equal": _("{a} and {b} are practically equal"),
        "undecided": _("{a} against {b} is undecided"),
        "verdict": _("{said}: a difference of {mean} {unit} [{low}, {high}] after {n} pairs."),
        "waiting": _("{n} of {blocks} pairs trained. The first verdict comes after {first} pairs."),
        "starting": _("Getting ready."),
        "anytime": _(
            "You may stop whenever you like: the interval holds at every number of pairs at once, so it is "
            "wider than one for a number of pairs that was fixed before."
        ),
        "single_runs": _(
            "A single run would put {a} ahead in {wins:.3g} %, level in {ties:.3g} % and behind in "
            "{losses:.3g} % of cases."
        ),
        "failures": _(
            "Networks that failed to train: {a} {failed_a}, {b} {failed_b}. A network whose loss is no "
            "longer a number counts as a guess."
        ),
        "points": _("points"),
        "log_units": _("log units"),
        "own_runs": _(
            "Typed formulas and moved parameters are computed in JavaScript, whose last digit may differ "
            "between browsers."
        ),
    }


def _pictures() -> dict[str, str]:
    return {
        "dots": _("Differences between paired networks"),
        "dots_label": _(
            "{n} pairs: {ahead} to the right, where {a} is better, {behind} to the left, where {b} is "
            "better. Mean {mean}, interval from {low} to {high}."
        ),
        "favours": _("{name} is better"),
        "pair": _("Pair to look at"),
        "median": _("The median pair"),
        "pair_says": _("Pair {block}: {a} {score_a}, {b} {score_b}, difference {difference}."),
        "boundary": _("What {name} learned"),
        "boundary_label": _(
            "The plane coloured by the class that the network with {name} predicts, with its training "
            "points; {score} on new points."
        ),
        "curve_label": _("The curve that the network with {name} learned, with its training points."),
        "losses": _("Training loss of this pair"),
        "losses_label": _("Training loss by epoch: {a} ends at {loss_a}, {b} at {loss_b}."),
        "functions": _("The functions, and where the hidden units of this pair live"),
        "function_label": _(
            "{name} as a solid line and its derivative as a dashed line. Nine of ten inputs of its units lie"
            " between {low} and {high}."
        ),
        "explore": _("Move x"),
        "explored": _("{name} at {x}: {f}, slope {slope}."),
        "units": _(
            "{name}: {dead} % of the units are dead, and {saturated} % of what enters them meets a slope "
            "below a tenth of the steepest."
        ),
        "table": _("The pairs as a table"),
        "block": _("Pair number"),
        "difference": _("difference"),
        "save": _("Save the pairs (CSV)"),
    }


def _problems() -> dict[str, str]:
    return {
        "link_long": _("The link is longer than {most} characters, so the usual settings are used."),
        "link_number": _("'{given}' is no {name} between {low} and {high}, so the usual one is used."),
        "link_choice": _("'{given}' is no {name}; choose one of: {choices}."),
        "link_function": _("There is no function '{given}', so the usual one is used."),
        "link_unknown": _("The link sets '{name}', which this page does not know."),
        "number": _("{name}: type a number between {low} and {high}."),
        "hidden_wrong": _(
            "'{given}' is no list of widths; type 1 to 4 whole numbers between 1 and 64, such as 10 or 16,16."
        ),
        "formula_long": _("The formula has more than {most} characters; shorten it."),
        "formula_deep": _("The formula has more than {most} brackets in each other; simplify it."),
        "formula_ends": _("The formula ends too early; a number, x or a bracket is missing."),
        "formula_unexpected": _("The formula cannot be read at '{found}'."),
        "formula_unknown": _(
            "There is no function '{found}'; use exp, log, sqrt, abs, sin, cos, tanh, sigmoid, softplus, "
            "erf, max, min or where."
        ),
        "formula_flat": _("The formula gives no number at any x between -3 and 3."),
        "parameter_wrong": _("'{found}' sets no parameter of this function within its range."),
        "file_large": _("The file has {size} MB; the page reads at most {most} MB."),
        "file_rows": _("The file has {rows} usable rows; at least {least} are needed."),
        "file_columns": _("No column of numbers was found beside the one to predict."),
        "file_target": _(
            "The column '{name}' has {classes} different texts; one with numbers or at most {most} classes is needed."
        ),
        "file_read": _(
            "Read {rows} rows and {columns} columns of numbers; '{target}' is predicted. Left out: {left} "
            "rows with gaps and these columns of text: {texts}."
        ),
        "none": _("none"),
        "no_simd": _(
            "This browser cannot run the page: it lacks the vector instructions of WebAssembly (SIMD). A "
            "current Firefox, Chrome, Edge or Safari has them."
        ),
        "crashed": _("Training stopped with an error: {message}"),
    }
