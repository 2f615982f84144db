"""Code of the notebook for tasks without a target to predict: the figures of clusters and anomalies."""

from collections.abc import Mapping

from stratum.training.logic.clusters import MOST_ROWS

_CLUSTERS = f"""\
def points_of(frame):
    \"\"\"Rows as points by which groupings are judged.\"\"\"
    parts = []
    for column in numbers:
        known = train_features[column].to_numpy("float64")
        known = known[np.isfinite(known)]
        parts.append(np.nan_to_num((frame[column].to_numpy("float64") - known.mean()) / (known.std() or 1)))
    for column in categories:
        parts += [(frame[column] == value).to_numpy("float64") for value in frequent(train, column)]
    return np.column_stack(parts)


def figures(model):
    has_shares = hasattr(model, "predict_proba")
    distances = 1 - model.predict_proba(test_features) if has_shares else model.transform(test_features)
    rows = np.unique(np.linspace(0, len(test) - 1, min(len(test), {MOST_ROWS})).round().astype(int))
    points, found = points_of(test_features)[rows], distances[rows].argmin(axis=1)
    if not 2 <= len(np.unique(found)) < len(rows):
        return {{}}
    return {{
        "calinski_harabasz": round(float(sk.calinski_harabasz_score(points, found)), 6),
        "davies_bouldin": round(float(sk.davies_bouldin_score(points, found)), 6),
        "silhouette": round(float(sk.silhouette_score(points, found)), 6),
    }}


print(json.dumps({{name: figures(model) for name, model in models.items()}}, indent=2))"""

_ANOMALIES = """\
def figures(model):
    scores = -model.decision_function(test_features)
    said = scores > 0
    found = {"flagged": said.mean()}
    if test_target is not None and len(np.unique(test_target)) == 2:
        found["average_precision"] = sk.average_precision_score(test_target, scores)
        found["f1"] = sk.f1_score(test_target, said, zero_division=0)
        found["precision"] = sk.precision_score(test_target, said, zero_division=0)
        found["recall"] = sk.recall_score(test_target, said, zero_division=0)
        found["roc_auc"] = sk.roc_auc_score(test_target, scores)
    return {name: round(float(value), 6) for name, value in sorted(found.items())}


print(json.dumps({name: figures(model) for name, model in models.items()}, indent=2))"""

FIGURES: Mapping[str, str] = {"clustering": _CLUSTERS, "anomaly": _ANOMALIES}
