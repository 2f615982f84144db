"""Counts of words are those of scikit-learn, and the same for one text as for many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from stratum.data.logic.words import choose_words, word_columns, word_vectors

TEXTS = ["Gut, sehr gut!", "größer als gut", "日本 größer", "", "slow and bad", "bad bad_1 x"]
ASKED = {"column": "said", "words": 50, "minimum": 1}


@pytest.mark.parametrize("length", [1, 2])
@pytest.mark.parametrize(("method", "peer"), [("counts", CountVectorizer), ("tfidf", TfidfVectorizer)])
def test_they_are_those_of_scikit_learn(method: str, peer: type, length: int) -> None:
    step = choose_words({**ASKED, "method": method, "length": length}, TEXTS)
    vectorizer = peer(ngram_range=(1, length))
    assert word_vectors(step, TEXTS) == pytest.approx(vectorizer.fit_transform(TEXTS).toarray(), abs=1e-6)
    assert word_columns(step) == [f"said: {word}" for word in vectorizer.get_feature_names_out()]


@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), min_size=1, max_size=8))
def test_a_text_alone_gives_what_it_gives_among_others(texts: list[str | None]) -> None:
    step = choose_words({**ASKED, "method": "tfidf", "length": 2}, texts)
    together = word_vectors(step, texts)
    for row, text in enumerate(texts):
        assert np.array_equal(word_vectors(step, [text])[0], together[row])


def test_those_of_most_texts_are_kept() -> None:
    step = choose_words({**ASKED, "method": "counts", "length": 1, "words": 2, "minimum": 2}, TEXTS[:5])
    assert step["words"] == ["größer", "gut"]
