"""Small real models of other shapes than the shipped one, made once for the tests of this room."""

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


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny BERT of random weights, pooled by its first token, not normalised, with prompts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(3)
    base = tmp_path_factory.mktemp("base")
    with quiet_transformers():
        tokenizer = AutoTokenizer.from_pretrained(distribution_folder(SHIPPED_DISTRIBUTION, SHIPPED_WEIGHTS))
        tokenizer.save_pretrained(base)
        config = BertConfig(
            vocab_size=tokenizer.vocab_size,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            initializer_range=0.3,
        )
        BertModel(config).save_pretrained(base)
        transformer = Transformer(str(base), max_seq_length=48)
        pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="cls")
        model = SentenceTransformer(
            modules=[transformer, pooling],
            prompts={"query": "question: ", "document": "text: "},
            device="cpu",
        )
        folder = tmp_path_factory.mktemp("small-model")
        model.save(str(folder), create_model_card=False)
    return folder
