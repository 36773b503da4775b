"""A small model of the kind that can be named: a BERT of random weights with three classes in an order of its own."""

from pathlib import Path

import pytest

from pipeline.embeddings.model_files import SHIPPED_DISTRIBUTION, SHIPPED_WEIGHTS
from pipeline.inference import quiet_transformers
from pipeline.settings import Settings, load_settings
from pipeline.weights import distribution_folder


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Settings with the cache of the person or machine, where the export of the shipped model is kept."""
    return load_settings()


def save_small_model(folder: Path, labels: dict[int, str]) -> Path:
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(3)
    with quiet_transformers():
        tokenizer = AutoTokenizer.from_pretrained(distribution_folder(SHIPPED_DISTRIBUTION, SHIPPED_WEIGHTS))
        tokenizer.save_pretrained(folder)
        config = BertConfig(
            vocab_size=tokenizer.vocab_size,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            initializer_range=0.3,
            id2label=labels,
            label2id={label: number for number, label in labels.items()},
        )
        BertForSequenceClassification(config).eval().save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    labels = {0: "CONTRADICTION", 1: "ENTAILMENT", 2: "NEUTRAL"}
    return save_small_model(tmp_path_factory.mktemp("entailment-model"), labels)
