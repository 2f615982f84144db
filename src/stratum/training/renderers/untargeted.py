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


def distances_of(model):
    \"\"\"How far the rows are from each cluster, or from the nearest of its centres.\"\"\"
    if hasattr(model, "predict_proba"):
        return 1 - model.predict_proba(test_features)
    found = model[-1]
    centres = found.subcluster_centers_ if hasattr(found, "subcluster_centers_") else found.cluster_centers_
    owners = getattr(found, "subcluster_labels_", np.arange(len(centres)))
    apart = sk.pairwise.euclidean_distances(model[:-1].transform(test_features), centres)
    return np.column_stack([apart[:, owners == owner].min(axis=1) for owner in range(owners.max() + 1)])


def figures(model):
    distances = distances_of(model)
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
