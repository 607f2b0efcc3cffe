from .calibration import (
    CALIBRATION_INTRODUCTION,
    calibration_markdown,
    evaluate_calibration,
)
from .ira import IRA_SETS, evaluate_ira
from .nulls import permuted_copies
from .reliability import Reliability, measure_reliability, reliability_markdown
from .stance import evaluate_stance, stance_markdown
from .tables import IRA_INTRODUCTION, ira_markdown, nulls_markdown
from .targets import evaluate_targets, targets_markdown
from .text import TEXT_INTRODUCTION, TEXT_SUITES, evaluate_text
from .threats import ThreatResult, evaluate_threats, threats_markdown
from .truth import compare_with_truth
from .xlingual import evaluate_xlingual, xlingual_markdown

__all__ = [
    "CALIBRATION_INTRODUCTION",
    "IRA_INTRODUCTION",
    "IRA_SETS",
    "TEXT_INTRODUCTION",
    "TEXT_SUITES",
    "Reliability",
    "ThreatResult",
    "calibration_markdown",
    "compare_with_truth",
    "evaluate_calibration",
    "evaluate_ira",
    "evaluate_stance",
    "evaluate_targets",
    "evaluate_text",
    "evaluate_threats",
    "evaluate_xlingual",
    "ira_markdown",
    "measure_reliability",
    "nulls_markdown",
    "permuted_copies",
    "reliability_markdown",
    "stance_markdown",
    "targets_markdown",
    "threats_markdown",
    "xlingual_markdown",
]
