"""Texts as numbers: how often each of some words stands in them.

The same lines run in training and serving, so that no tokeniser of another runtime has to agree with them.
A word is two or more letters, digits or underscores of any script, in lower case. Numpy alone is needed.
"""

import collections
import math
import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

_WORD = re.compile(r"\w\w+")


def words_in(text: object, length: int = 1) -> Iterator[str]:
    """The words of a text in order, then each run of up to ``length`` of them; none of what is missing."""
    words = _WORD.findall(text.lower()) if isinstance(text, str) else []
    for size in range(1, length + 1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


def choose_words(step: Mapping[str, object], texts: Sequence[object]) -> Mapping[str, object]:
    """A step ``words`` with the words that stand in most of these texts, and what each weighs.

    Args:
        step: With ``words`` (how many), ``minimum`` (texts that a word has to stand in), ``length`` and
            ``method``: ``counts``, or ``tfidf``, by which rare words weigh more.
        texts: Of the training rows.
    """
    most, least, length = (int(str(step[key])) for key in ("words", "minimum", "length"))
    found: collections.Counter[str] = collections.Counter()
    for text in texts:
        found.update(set(words_in(text, length)))
    chosen = sorted((word for word, rows in found.items() if rows >= least), key=lambda w: (-found[w], w))
    kept = sorted(chosen[:most])
    total = 1 + len(texts)
    weights = [1 + math.log(total / (1 + found[word])) if step["method"] == "tfidf" else 1.0 for word in kept]
    return {**step, "words": kept, "weights": weights}


def word_columns(step: Mapping[str, object]) -> list[str]:
    """Names of the columns that a learned step adds: ``column: word``."""
    words = step["words"]
    return [f"{step['column']}: {word}" for word in words] if isinstance(words, Sequence) else []


def word_vectors(step: Mapping[str, object], texts: Sequence[object]) -> np.ndarray:
    """Weighted counts of words, shape (texts, words), float32; rows of ``tfidf`` have length 1, or 0."""
    words, weights = step["words"], np.asarray(step["weights"], dtype=np.float64)
    places = {word: place for place, word in enumerate(words)} if isinstance(words, Sequence) else {}
    vectors = np.zeros((len(texts), len(places)))
    for row, text in enumerate(texts):
        for word in words_in(text, int(str(step["length"]))):
            if word in places:
                vectors[row, places[word]] += 1
    vectors *= weights
    if step["method"] == "tfidf":
        norms = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
        vectors /= np.where(norms > 0, norms, 1)
    return vectors.astype(np.float32)
