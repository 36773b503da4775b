"""The words of the lexicon are read as words."""

from pipeline.claims.lexicon import load_lexicon


def test_no_is_a_word_and_not_a_truth_value():
    lexicon = load_lexicon()
    assert "no" in lexicon.negators
    assert lexicon.scope["no"] == "negative_universal"


def test_lists_hold_words_alone():
    lexicon = load_lexicon()
    words = (lexicon.scope, lexicon.negators, lexicon.implicit_negators, lexicon.hedges, lexicon.light, lexicon.mutual)
    assert all(isinstance(word, str) for listed in words for word in listed)
