from .calibrating import calibrate, require_results
from .calibration import Calibration, read_calibrations
from .detector import Detector, read_model, require_packages
from .examined import Examined
from .examining import NOT_DECODED, examine
from .labelled import Labelled, items_sha256, read_labelled
from .manifest import Manifest, manifest_file, read_manifest
from .verdict import ABSTENTIONS, Verdict, judge, score_rows, with_scores

__all__ = [
    "ABSTENTIONS",
    "NOT_DECODED",
    "Calibration",
    "Detector",
    "Examined",
    "Labelled",
    "Manifest",
    "Verdict",
    "calibrate",
    "examine",
    "items_sha256",
    "judge",
    "manifest_file",
    "read_calibrations",
    "read_labelled",
    "read_manifest",
    "read_model",
    "require_packages",
    "require_results",
    "score_rows",
    "with_scores",
]
