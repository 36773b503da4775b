"""The words of questions and of sentences, the forms of an irregular verb under one stem: "withdrew" as "withdraw"."""

import functools
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources

import yaml

from pipeline import index
from pipeline.index import Word


def find_words(text: str) -> list[Word]:
    """The words of a text in order, as the index has them but for irregular verbs."""
    stems = _stems_of_forms()
    found = index.find_words(text)
    for at, word in enumerate(found):
        stem = stems.get(text[word.start : word.end].lower())
        if stem is not None:
            found[at] = replace(word, stem=stem)
    return found


@functools.cache
def _stems_of_forms() -> Mapping[str, str]:
    file = resources.files("pipeline.answers").joinpath("irregular_verbs.yaml")
    verbs: Mapping[str, list[str]] = yaml.safe_load(file.read_text(encoding="utf-8"))["verbs"]
    return {form: index.find_words(verb)[0].stem for verb, forms in verbs.items() for form in forms}
