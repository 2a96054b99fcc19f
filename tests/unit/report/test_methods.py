"""What is said of a training is what its recipe says."""

import dataclasses

import pytest

from actlab.i18n import LANGUAGES, speaking
from actlab.records import RecipeRecord, TuningRecord
from actlab.report.run.methods import training
from actlab.workloads import CATALOGUE
from checkers import run_folders

FULL = {"en": "full-batch", "es": "lote completo"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("workload", CATALOGUE, ids=lambda workload: workload.name)
def test_a_training_is_told_as_its_recipe_has_it(workload, language) -> None:
    recipe = workload.recipe
    with speaking(language):
        said = training(run_folders.plan(recipe=RecipeRecord(**dataclasses.asdict(recipe))))
    assert {"adam": "Adam,", "adamw": "AdamW,", "sgd": "SGD"}[recipe.optimizer] in said
    assert (FULL[language] in said) == (recipe.batch_size is None)
    assert str(recipe.batch_size or recipe.epochs) in said
    assert f"{recipe.learning_rate:g}" in said


def test_everything_that_a_recipe_sets_is_said() -> None:
    recipe = run_folders.recipe(
        epochs=30,
        learning_rate=0.1,
        optimizer="sgd",
        momentum=0.9,
        weight_decay=1e-4,
        batch_size=64,
        schedule="cosine",
        warmup=0.05,
        patience=7,
    )
    assert training(run_folders.plan(recipe=recipe)) == (
        "SGD with momentum 0.9, weight decay 0.0001, learning rate 0.1, falling to 0 along a cosine, after a rise over "
        "5 % of the steps, 30 epochs in batches of 64, early stopping with patience 7"
    )


def test_where_each_candidate_has_its_own_rate_none_is_said() -> None:
    assert "learning rate" not in training(
        run_folders.plan(regime="tuned", tuning=TuningRecord(trials=8, low=-3.0, high=0.0))
    )
