"""The platform's own lines in a notebook: what both run cannot give other numbers."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from stratum.data.logic import past, relating, words
from stratum.training.logic import balance, splits, transformers
from stratum.training.types import PipelineSpec

_TYPES: Final = "from collections.abc import Iterator, Mapping, Sequence\nfrom typing import Any"
_WORDS: Final = '_WORD = re.compile(r"\\w\\w+")'
_VALUES: Final = '''\
def split_values(column):
    """Values as the platform has them: numbers, times without a zone, or text."""
    if is_time(column):
        return pd.to_datetime(column, utc=True).dt.tz_localize(None).to_numpy()
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy("float64" if column.name == target else "float32", na_value=np.nan)
    return column.astype(object).where(column.notna(), None).to_numpy()'''
_OF_STEPS: Final[Mapping[str, Sequence[Callable[..., object]]]] = {
    "words": (words.words_in, words.choose_words, words.word_columns, words.word_vectors),
    "join": (relating.joined,),
    "group": (relating.grouped,),
    "past": (past.figure_of, past.back_from, past.past_figures, relating.with_past),
    "sample": (relating.sampled,),
    "balance": (balance.balanced_rows,),
    "transform": (transformers.Group, transformers.parts_of, transformers.transformed),
}
_OF_SPLITS: Final[Mapping[str, Sequence[Callable[..., object]]]] = {
    "group": (splits.value_codes, splits.whole_groups),
    "stratified": (splits.value_codes, splits.stratified_rows),
    "each": (splits.value_codes, splits.last_of_each),
}


def of(spec: PipelineSpec) -> Iterator[str]:
    """Code of the functions that the cells of a pipeline call; each is a cell."""
    kinds = {s.kind for s in spec.steps}
    if kinds & {*_OF_STEPS} or spec.split.method in _OF_SPLITS:
        yield _TYPES
    for kind in dict.fromkeys(s.kind for s in spec.steps):
        if kind in _OF_STEPS:
            yield "\n\n\n".join(([_WORDS] if kind == "words" else []) + [_source(f) for f in _OF_STEPS[kind]])
    if spec.split.method in _OF_SPLITS:
        yield "\n\n\n".join([_VALUES, *(_source(f) for f in _OF_SPLITS[spec.split.method])])


def transformers_of(spec: PipelineSpec) -> Iterator[transformers.Transformer]:
    """The estimators that a pipeline makes columns with."""
    yield from (
        transformers.TRANSFORMERS[str(s.attributes["transformer"])]
        for s in spec.steps
        if s.kind == "transform"
    )


def learns(spec: PipelineSpec) -> bool:
    """Whether a step changes columns by what the training rows say."""
    return any(s.kind == "words" or s.attributes.get("method") == "frequency" for s in spec.steps)


def _source(function: Callable[..., object]) -> str:
    return inspect.getsource(function).strip()
