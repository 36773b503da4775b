"""The entailment model at work: pairs in, probabilities out."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pipeline.entailment.exported import EntailmentExport
from pipeline.entailment.focus import focus
from pipeline.inference import Row, Runner
from pipeline.unicode import encodable

CLASSES = ("supported", "refuted", "not_enough_info")
# Pairs that are tokenised together; bounds the memory of a large call.
_WINDOW = 4096


class Entailment:
    """A cross-encoder of three classes; `name` and `model_hash` say which one.

    Evidence that is longer than the model was trained on is first cut down to the sentences that share most with the
    claim (`focus`).
    """

    def __init__(self, export: EntailmentExport) -> None:
        self._export = export
        self._runner = Runner(export.model, inputs=export.inputs, pad_id=export.pad_id, arithmetic=export.arithmetic)
        self.name = export.model_id
        self.model_hash = export.model_hash

    def get_ready(self) -> None:
        """Begin to compile it for a few pairs, in the background."""
        self._runner.get_ready()

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """How likely each claim is supported, refuted or left open by its evidence.

        Args:
            pairs: (evidence, claim) each.

        Returns:
            Probabilities of shape (len(pairs), 3) in the order of `CLASSES`; a row adds up to 1.
        """
        logits = np.empty((len(pairs), len(CLASSES)), np.float32)
        for start in range(0, len(pairs), _WINDOW):
            texts = [(encodable(evidence), encodable(claim)) for evidence, claim in pairs[start : start + _WINDOW]]
            window = [(focus(evidence, claim), claim) for evidence, claim in texts]
            rows = [Row(coded.ids, coded.type_ids) for coded in self._tokenizer.encode_batch(window)]
            self._runner.run(rows, logits[start : start + len(rows)])
        return probabilities(logits[:, self._export.order], self._export)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._export.tokenizer))
        tokenizer.no_padding()
        # The longer of the two gives way, which is the evidence; the claim is short.
        tokenizer.enable_truncation(self._export.max_tokens, strategy="longest_first")
        return tokenizer


def log_odds(likely: NDArray[np.floating], *, least: float) -> NDArray[np.float64]:
    """The log odds of probabilities of any shape; `least` of a probability keeps them finite."""
    wide = likely.astype(np.float64)
    return np.asarray(np.log((wide + least) / (1.0 - wide + least)), np.float64)


def probabilities(logits: NDArray[np.float32], export: EntailmentExport) -> NDArray[np.float32]:
    """What a model's logits, of shape (n, 3) in the order of `CLASSES`, say after its calibration."""
    calibrated = logits / export.temperature + np.asarray(export.bias, np.float32)
    raised = np.exp(calibrated - calibrated.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)
