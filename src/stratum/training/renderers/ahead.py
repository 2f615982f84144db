"""Code of the notebook for forecasts: training rows, steps from answers of steps, figures."""

from collections.abc import Sequence

from stratum.training.logic.forecasts import figures_of
from stratum.training.types import PipelineSpec

DIVISION = """\
windows = [w for w in windows if w["name"] in data.columns and w["name"] not in aside]
reach = max(w["rows"] for w in windows)
by = data[series].astype(str) if series else pd.Series("", data.index)
moments = pd.to_datetime(data[split_column], utc=True).astype("int64")
place = moments.groupby(by).rank().astype(int) - 1  # in the series of the row
full = ~held_out & (place >= reach).to_numpy()
train, test = data[full].copy(), data[held_out].copy()
train_target, test_target = (rows[target].to_numpy("float64") for rows in (train, test))"""

FIGURES = """\
at = {name: places.sort_values().index.to_numpy() for name, places in place.groupby(by)}
value = data[target].to_numpy("float64")
step = (place - place[test.index].groupby(by[test.index]).min().reindex(by).to_numpy()) % horizon
scale = {}
for name, rows in at.items():
    known = value[rows[~held_out[rows]]]
    scale[name] = np.abs(known[season:] - known[:-season]).mean() or np.abs(np.diff(known)).mean()
scales = by[test.index].map(scale).to_numpy()


def rolled(model):
    \"\"\"Answers for the held-out rows: those of earlier steps are the past of later ones.\"\"\"
    said = np.full(len(data), np.nan)
    for ahead in range(horizon):
        now = test.index[step[test.index] == ahead]
        rows = test.loc[now].copy()
        for window in windows if len(now) else []:
            back = back_from(window["is"], window["rows"])
            past = np.stack([at[by[row]][place[row] - back] for row in now])
            values = data[window["of"]].to_numpy("float64")[past]
            if window["of"] == target:
                values = np.where(back[None] <= ahead, said[past], values)
            rows[window["name"]] = figure_of(values, window["is"])
        if len(now):
            said[now] = model.predict(features_of(rows)).ravel()
    return said[test.index]


def last_season():
    seasons = (step[test.index] // season + 1).astype(int)
    return value[[at[by[row]][place[row] - season * seasons[row]] for row in test.index]]


def figures(predicted):
    off, size = np.abs(predicted - test_target), np.abs(predicted) + np.abs(test_target)
    found = {
        "mae": off.mean(),
        "mase": (off / scales).mean(),
        "rmse": np.sqrt((off**2).mean()),
        "smape": (2 * off / np.where(size > 0, size, 1)).mean(),
    }
    return {name: round(float(one), 6) for name, one in found.items()}


found = {"seasonal naive": figures(last_season())}
found |= {name: figures(rolled(model)) for name, model in models.items()}
print(json.dumps(found, indent=2))"""


def settings(spec: PipelineSpec) -> str:
    """Lines of what is forecast; none for other tasks."""
    asked = spec.forecast
    if asked is None:
        return ""
    windows = (window for step in spec.steps if step.kind == "past" for window in figures_of(step))
    lines = ",\n".join(f"    {window!r}" for window in windows)
    return (
        f"series, horizon, season = {asked.series!r}, {asked.horizon!r}, {asked.season!r}\n"
        f"windows = [\n{lines},\n]\n"
    )


def uncoded(spec: PipelineSpec) -> str:
    """The column of series where no block makes it a feature; empty where one does, or there is none."""
    series = spec.forecast.series if spec.forecast else ""
    columns = (step.attributes.get("columns") for step in spec.steps if step.kind == "encode")
    return "" if any(isinstance(given, Sequence) and series in given for given in columns) else series
