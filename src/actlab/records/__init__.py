"""What is known: the rows of trained networks and the folder that holds a run. No torch here.

The names are loaded on first use: a list of claims reads `actlab.records.exhibit` and needs no pandas.
"""

from typing import TYPE_CHECKING

from actlab._shared.lazy import lazily

if TYPE_CHECKING:
    from actlab.records.journal import Journal, Look
    from actlab.records.plan_record import (
        CandidateRecord,
        ColumnRecord,
        LayerRecord,
        MetricRecord,
        OptionRecord,
        PlanRecord,
        RecipeRecord,
        StudyMember,
        StudyRecord,
        TuningRecord,
    )
    from actlab.records.run_folder import RunFolder
    from actlab.records.schema import NETWORKS, chosen, network_frame

__all__ = [
    "NETWORKS",
    "CandidateRecord",
    "ColumnRecord",
    "Journal",
    "LayerRecord",
    "Look",
    "MetricRecord",
    "OptionRecord",
    "PlanRecord",
    "RecipeRecord",
    "RunFolder",
    "StudyMember",
    "StudyRecord",
    "TuningRecord",
    "chosen",
    "network_frame",
]

__getattr__ = lazily(
    __name__,
    {
        "NETWORKS": "actlab.records.schema",
        "CandidateRecord": "actlab.records.plan_record",
        "ColumnRecord": "actlab.records.plan_record",
        "Journal": "actlab.records.journal",
        "Look": "actlab.records.journal",
        "LayerRecord": "actlab.records.plan_record",
        "MetricRecord": "actlab.records.plan_record",
        "OptionRecord": "actlab.records.plan_record",
        "PlanRecord": "actlab.records.plan_record",
        "RecipeRecord": "actlab.records.plan_record",
        "RunFolder": "actlab.records.run_folder",
        "StudyMember": "actlab.records.plan_record",
        "StudyRecord": "actlab.records.plan_record",
        "TuningRecord": "actlab.records.plan_record",
        "chosen": "actlab.records.schema",
        "network_frame": "actlab.records.schema",
    },
)
