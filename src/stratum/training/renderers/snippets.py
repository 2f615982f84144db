"""The fixed parts of the notebook's code."""

from collections.abc import Mapping

from stratum.training.renderers import ahead, untargeted
from stratum.training.types import PipelineSpec, SplitSpec

STEPS: Mapping[str, str] = {
    "sql": "A query over its inputs.",
    "filter": "The rows for which every condition holds.",
    "select": "The columns that are needed.",
    "join": "Each row with the columns of its partner.",
    "group": "A row for each group.",
    "past": "Figures of earlier rows of the same key.",
    "sample": "A share of the rows by chance.",
    "python": "Code of the pipeline's author; the platform runs it in a process of its own.",
    "date_parts": "Parts of a time as numbers.",
    "resize_images": "Images become numbers: channel by channel, line by line.",
    "fill": "Values for what is missing.",
    "encode": "Text becomes numbers; a value needs enough training rows to get a code of its own.",
    "scale": "Numbers are brought to one scale; trees need none and get none.",
    "replace": "Other values for some values.",
    "words": "Texts become counts of words; the words are those of the training rows.",
    "components": "Principal components take the place of the columns that they are made of.",
    "transform": "Columns of numbers become others; what is learned for it comes from the training rows.",
    "choose_features": "Inputs that tell little are left out.",
    "balance": "Rows of the classes are balanced for fitting; the held-out rows stay as they are.",
    "roles": "What columns are for.",
}

IMPORTS = """\
import collections
import csv
import dataclasses
import functools
import importlib.util
import io
import json
import math
import pathlib
import re
import sqlite3
import sys
import zipfile

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from sklearn import metrics as sk
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.feature_selection import (
    SelectKBest,
    VarianceThreshold,
    chi2,
    f_classif,
    f_regression,
    mutual_info_classif,
    mutual_info_regression,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    MaxAbsScaler,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PowerTransformer,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)
from threadpoolctl import threadpool_limits"""

READING = """\
def locate(path):
    \"\"\"A path; package:NAME/PATH is a file inside an installed package.\"\"\"
    if not path.startswith("package:"):
        return pathlib.Path(path)
    package, _, inside = path.removeprefix("package:").partition("/")
    return pathlib.Path(importlib.util.find_spec(package).submodule_search_locations[0], inside)


def read_csv(path, delimiter=",", encoding="utf-8", skip=0, names=None):
    \"\"\"A CSV file, perhaps inside .zip or .gz; types follow from all rows.\"\"\"
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            content = archive.read(archive.namelist()[0])
    else:
        with pa.input_stream(str(path)) as stream:
            content = stream.read()
    content = content.decode(encoding).encode()
    return pyarrow.csv.read_csv(
        io.BytesIO(content),
        read_options=pyarrow.csv.ReadOptions(
            block_size=len(content) + 1, skip_rows=skip, column_names=names
        ),
        parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            null_values=["", "NA", "NaN"],
            strings_can_be_null=True,
            timestamp_parsers=[
                pyarrow.csv.ISO8601, "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S"
            ],
        ),
    )


def to_frame(table):
    \"\"\"A data frame of its own; text as plain objects, days as times.\"\"\"
    frame = table.to_pandas(date_as_object=False) if isinstance(table, pa.Table) else table.copy()
    texts = [c for c in frame.columns if pd.api.types.is_string_dtype(frame[c])]
    return frame.astype(dict.fromkeys(texts, object))


def to_arrow(table):
    \"\"\"An Arrow table, in which nothing but null is missing.\"\"\"
    return table if isinstance(table, pa.Table) else pa.Table.from_pandas(table, preserve_index=False)


def is_time(values):
    return pd.api.types.is_datetime64_any_dtype(values)


def numeric_columns(frame):
    numeric = [c for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c])]
    return [c for c in numeric if c not in (target, *aside, *row_weights)]


def replaced(values, pairs):
    if not pd.api.types.is_numeric_dtype(values):
        return values.map(lambda value: pairs.get(value, value))
    numbers = {float(old): math.nan if new is None else float(new) for old, new in pairs.items()}
    return values.astype("float64").map(lambda value: numbers.get(value, value))


# filled by the blocks below, used by preparation()
imputation, encoding, scaling, components, selection, balance, texts = {}, {}, {}, {}, {}, {}, {}
frequencies, aside, row_weights, transforms, models = [], [], [], [], {}"""

FEATURES = """\
left_out = {target, identifier, *divides, *aside, *row_weights}
features = [c for c in train.columns if c not in left_out and not is_time(train[c])]
categories = [c for c in features if c in encoding]
numbers = [c for c in features if c not in categories]


def features_of(frame):
    \"\"\"Numbers as float32, as the served model takes them.\"\"\"
    return frame[[*numbers, *categories]].astype({**dict.fromkeys(numbers, "float32")})


def frequent(rows, column):
    \"\"\"The values with enough training rows, sorted; the most frequent one if there is none.\"\"\"
    counts = rows[column].value_counts()
    values = sorted(str(v) for v in counts[counts >= encoding[column][1]].index)
    return np.array(values or [rows[column].mode().iloc[0]], dtype=object)


def encoder(rows, column):
    values = frequent(rows, column)
    if encoding[column][0] == "target":
        return TargetEncoder(categories=[values], cv=KFold(3, shuffle=True, random_state=seed))
    if encoding[column][0] == "onehot":
        return OneHotEncoder(
            categories=[values], handle_unknown="ignore", sparse_output=False, dtype=np.float32
        )
    return OrdinalEncoder(
        categories=[values], handle_unknown="use_encoded_value", unknown_value=-1, dtype=np.float32
    )


def scalers(method):
    if method == "mean":
        return [MinMaxScaler(), StandardScaler(with_std=False)]
    plain = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler}
    plain |= {"maxabs": MaxAbsScaler, "power": PowerTransformer}
    return [plain[method]()] if method else []


def treatment(strategy, method, count):
    \"\"\"What fills, scales and reduces columns.\"\"\"
    steps = [SimpleImputer(strategy=strategy)] if strategy else []
    steps += scalers(method)
    return [*steps, PCA(count, svd_solver="full")] if count else steps


def preparation(rows, scaled):
    \"\"\"Numbers by their imputation and scaling, then one encoder for each text column.\"\"\"
    groups = {}
    for column in numbers:
        changed = column in components or any(column in columns for columns, *_ in transforms)
        method = scaling.get(column) if scaled or changed else None
        groups.setdefault((imputation.get(column), method, components.get(column)), []).append(column)
    parts = [(str(place), *part) for place, part in enumerate(treatments(groups))]
    encoders = ((column, encoder(rows, column), [column]) for column in categories)
    return ColumnTransformer([*parts, *encoders], sparse_threshold=0)


def scores(method):
    \"\"\"How closely a column and the target hang together, as a function of both.\"\"\"
    number = train_target.dtype == np.float64
    if method == "chi2":
        return chi2
    if method == "information":
        information = mutual_info_regression if number else mutual_info_classif
        return functools.partial(information, random_state=seed)
    return f_regression if number else f_classif


def choose():
    \"\"\"The step that leaves inputs out, where there is one.\"\"\"
    if not selection:
        return []
    if selection["method"] == "variance":
        return [VarianceThreshold(selection["variance"])]
    return [SelectKBest(scores(selection["method"]), k=selection["features"])]


def weighted(model):
    \"\"\"Arguments of fit that say how much each row counts, where a column says it.\"\"\"
    name = f"{model.steps[-1][0]}__sample_weight"
    return {name: train[row_weights[0]].to_numpy("float64")[places]} if row_weights else {}


for column in [c for c in categories if c in imputation]:
    value = train[column].mode().iloc[0]
    train[column], test[column] = train[column].fillna(value), test[column].fillna(value)

train_features, test_features = features_of(train), features_of(test)
places = balanced_rows(**balance, target=train_target, seed=seed) if balance else np.arange(len(train))
fit_features = train_features.iloc[places]
fit_target = None if train_target is None else train_target[places]"""

PLAIN = """\
def treatments(groups):
    \"\"\"What is done to each group of columns.\"\"\"
    made = ((treatment(*first), columns) for first, columns in groups.items())
    return [(make_pipeline(*steps) if steps else "passthrough", columns) for steps, columns in made]"""

TRANSFORMED = """\
def treatments(groups):
    \"\"\"What is done to each group of columns, transforms too.\"\"\"
    found = [Group(tuple(columns), first) for first, columns in groups.items()]
    for place, (columns, alone, _) in enumerate(transforms):
        found = transformed(found, place, [c for c in columns if c in numbers], alone=alone)
    return [(steps_of(group), list(group.columns)) for group in found]


def steps_of(group):
    \"\"\"A group is filled, scaled and reduced, or its parts are; then come its transforms.\"\"\"
    inner = [(str(i), steps_of(one), list(one.columns)) for i, one in enumerate(group.inner)]
    steps = [ColumnTransformer(inner, sparse_threshold=0)] if inner else treatment(*group.first)
    steps += [transforms[place][2]() for place in group.steps]
    return make_pipeline(*steps) if steps else "passthrough"
"""

LEARNED = """\
for column in frequencies:
    codes = train[column].value_counts(normalize=True)
    train[column], test[column] = train[column].map(codes).fillna(0), test[column].map(codes).fillna(0)

for column, asked in texts.items():
    step = choose_words({"column": column, **asked}, train[column].tolist())
    names, place = word_columns(step), train.columns.get_loc(column)
    for frame in (train, test):
        vectors = word_vectors(step, frame.pop(column).tolist())
        for number, name in enumerate(names):
            frame.insert(place + number, name, vectors[:, number])
    for treatment in (scaling, components):
        if column in treatment:
            treatment |= dict.fromkeys(names, treatment.pop(column))
    for place, (columns, *told) in enumerate(transforms):
        spread = [n for c in columns for n in (names if c == column else [c])]
        transforms[place] = (spread, *told)
"""

NETWORKS = """\
class TorchNetwork:
    \"\"\"A network behind its preparation, with the methods of scikit-learn; ``build`` makes it.\"\"\"

    def __init__(self, prepare, build, settings):
        self.prepare, self.build, self.settings = prepare, build, settings

    def fit(self, frame, target):
        values = values_of(self.prepare.fit_transform(frame, target))
        coded = [t for _, t, _ in self.prepare.transformers_ if hasattr(t, "categories_")]
        if target.dtype.kind != "f":
            target = np.unique(target, return_inverse=True)[1].astype("int64")
        torch.manual_seed(seed)
        network = self.build(values.shape[1], tuple(len(t.categories_[0]) for t in coded))
        self.network = Training(network, values, target, self.settings).run(say)
        return self

    def predict_proba(self, frame):
        return ask(self.network, values_of(self.prepare.transform(frame))).astype("float64")

    def predict(self, frame):
        return self.predict_proba(frame).ravel()


def values_of(array):
    return np.ascontiguousarray(array, "float32")


def say(word):
    print(word, file=sys.stderr)


torch.set_num_threads(1)"""

IMAGES = """\
import base64

from PIL import Image


def read_images(folder, listing=None):
    \"\"\"Images with the class of each: the name of its folder, or what a CSV says; as base64.\"\"\"
    if listing:
        with (folder / listing).open(encoding="utf-8-sig", newline="") as lines:
            rows = [(row["file"], row["label"]) for row in csv.DictReader(lines)]
    else:
        known = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"}
        folders = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
        found = [f for p in folders for f in sorted(p.iterdir()) if f.suffix.lower() in known]
        rows = [(f"{f.parent.name}/{f.name}", f.parent.name) for f in found]
    files, labels = zip(*rows)
    images = [base64.b64encode((folder / file).read_bytes()).decode() for file in files]
    return pa.table({"file": files, "label": labels, "image": images})


def resize_images(frame, column, width, height, colour, least):
    \"\"\"A column for each value of an image, from least to 1, in place of the images.\"\"\"
    mode, channels = {"grey": ("L", 1), "colour": ("RGB", 3)}[colour]
    rows = []
    for text in frame[column]:
        image = Image.open(io.BytesIO(base64.b64decode(text))).convert(mode).resize((width, height))
        rows.append(np.asarray(image, "float32").reshape(height, width, channels).transpose(2, 0, 1).ravel())
    values = np.stack(rows) / np.float32(255) * (1 - np.float32(least)) + np.float32(least)
    names = [f"{column}-{c}-{y}-{x}" for c in range(channels) for y in range(height) for x in range(width)]
    return pd.concat([frame.drop(columns=column), pd.DataFrame(values, frame.index, names)], axis=1)"""

_CLASS_BASELINES = """\
prior = np.unique(train_target, return_counts=True)[1] / len(train_target)
predictions = {"majority": np.tile(prior, (len(test), 1))} if "majority" in baselines else {}
for column in [b for b in baselines if b != "majority"]:
    first = OneHotEncoder(handle_unknown="ignore") if column in categories else SimpleImputer()
    steps = [first] if column in categories else [first, StandardScaler()]
    rule = make_pipeline(*steps, LogisticRegression())
    rule.fit(train_features[[column]].to_numpy(), train_target)
    predictions[column] = rule.predict_proba(test_features[[column]].to_numpy())"""

_VALUE_BASELINES = """\
predictions = {"majority": np.full(len(test), train_target.mean())} if "majority" in baselines else {}
for column in [b for b in baselines if b != "majority"]:
    first = OneHotEncoder(handle_unknown="ignore") if column in categories else SimpleImputer()
    steps = [first] if column in categories else [first, StandardScaler()]
    rule = make_pipeline(*steps, LinearRegression())
    rule.fit(train_features[[column]].to_numpy(), train_target)
    predictions[column] = rule.predict(test_features[[column]].to_numpy())"""

BASELINES: Mapping[str, str] = {"classification": _CLASS_BASELINES, "regression": _VALUE_BASELINES}

_CLASS_FIGURES = """\
def figures(probabilities):
    shares = probabilities.astype(np.float64)
    shares /= shares.sum(axis=1, keepdims=True)
    truth = np.searchsorted(classes, test_target)
    predicted = shares.argmax(axis=1)
    binary = len(classes) == 2
    options = {"average": "binary" if binary else "macro", "zero_division": 0}
    found = {
        "accuracy": sk.accuracy_score(truth, predicted),
        "balanced_accuracy": np.mean([(predicted == truth)[truth == one].mean() for one in np.unique(truth)]),
        "log_loss": sk.log_loss(truth, shares, labels=range(len(classes))),
        "mcc": sk.matthews_corrcoef(truth, predicted),
        "f1": sk.f1_score(truth, predicted, **options),
        "precision": sk.precision_score(truth, predicted, **options),
        "recall": sk.recall_score(truth, predicted, **options),
    }
    if binary:
        found["brier"] = sk.brier_score_loss(truth, shares[:, 1])
    else:
        found["f1_weighted"] = sk.f1_score(truth, predicted, average="weighted", zero_division=0)
    if len(classes) > 3:
        own = shares[np.arange(len(truth)), truth]
        found["top_3_accuracy"] = ((shares > own[:, None]).sum(axis=1) < 3).mean()
    if len(np.unique(truth)) == len(classes):
        scores = shares[:, 1] if binary else shares
        asked = truth if binary else np.eye(len(classes), dtype=int)[truth]
        found["roc_auc"] = sk.roc_auc_score(truth, scores, multi_class="ovr")
        found["average_precision"] = sk.average_precision_score(asked, scores)
    return {name: round(float(value), 6) for name, value in sorted(found.items())}


classes = np.unique(train_target)
found = {name: figures(values) for name, values in predictions.items()}
found |= {name: figures(model.predict_proba(test_features)) for name, model in models.items()}
print(json.dumps(found, indent=2))"""

_VALUE_FIGURES = """\
def figures(predicted):
    off = np.abs(predicted - test_target)
    found = {
        "mae": off.mean(),
        "median_ae": np.median(off),
        "mse": sk.mean_squared_error(test_target, predicted),
        "rmse": sk.root_mean_squared_error(test_target, predicted),
    }
    if (test_target != 0).all():
        found["mape"] = (off / np.abs(test_target)).mean()
    if np.ptp(test_target) > 0:
        found["d2"] = sk.d2_absolute_error_score(test_target, predicted)
        found["r2"] = sk.r2_score(test_target, predicted)
    return {name: round(float(value), 6) for name, value in sorted(found.items())}


found = {name: figures(values) for name, values in predictions.items()}
found |= {name: figures(model.predict(test_features).ravel()) for name, model in models.items()}
print(json.dumps(found, indent=2))"""

FIGURES: Mapping[str, str] = {
    "classification": _CLASS_FIGURES,
    "regression": _VALUE_FIGURES,
    **untargeted.FIGURES,
    "forecasting": ahead.FIGURES,
}


def settings(spec: PipelineSpec) -> str:
    """The cell of names and numbers that the others read."""
    return (
        f"target = {spec.target!r}\n"
        f"identifier = {spec.identifier!r}\n"
        f"split_column = {spec.split.column!r}\n"
        f"divides = {[*filter(None, (spec.split.aside, ahead.uncoded(spec)))]!r}  # no feature\n"
        f"baselines = {list(spec.baselines)!r}\n"
        f"{ahead.settings(spec)}"
        f"seed = {spec.seed!r}\n"
        "threadpool_limits(1)  # sums depend on the number of threads; the platform fits with one"
    )


def _held_out(split: SplitSpec) -> str:
    """An expression for the mask of the held-out rows of the frame ``data``."""
    values, share = "split_values(data[split_column])", repr(split.fraction)
    match split.method:
        case "time":
            boundary = f"pd.to_datetime({split.boundary!r}, utc=True)"
            return f"(pd.to_datetime(data[split_column], utc=True) >= {boundary}).to_numpy()"
        case "random":
            return f"np.random.default_rng(seed).random(len(data)) < {share}"
        case "each" if split.order:
            moments = f"split_values(data[{split.order!r}]).astype('datetime64[s]')"
            return f"last_of_each({values}, {moments}, {share})"
        case "each":
            return f"last_of_each({values}, np.random.default_rng(seed).random(len(data)), {share})"
    function = "whole_groups" if split.method == "group" else "stratified_rows"
    return f"{function}({values}, {share}, np.random.default_rng(seed))"


def split_code(spec: PipelineSpec, last: str) -> str:
    """The cell that divides the rows of the last block."""
    mask = _held_out(spec.split)
    if not spec.target:
        return (
            f"data = to_frame({last})\n"
            f"held_out = {mask}\n"
            "train, test = data[~held_out].copy(), data[held_out].copy()\n"
            "train_target = test_target = None"
        )
    if spec.forecast is not None:
        return f"data = to_frame({last}).reset_index(drop=True)\nheld_out = {mask}\n{ahead.DIVISION}"
    if spec.learns in {"regression", "recommendation"}:
        made = 'values.to_numpy("float64")'
    else:
        made = 'values.to_numpy("int64" if pd.api.types.is_numeric_dtype(values) else object)'
    return (
        f"data = to_frame({last})\n"
        f"held_out = {mask}\n"
        "train, test = data[~held_out].copy(), data[held_out].copy()\n\n\n"
        "def target_of(frame):\n"
        "    values = frame[target]\n"
        f"    return {made}\n\n\n"
        "train_target, test_target = target_of(train), target_of(test)"
    )
