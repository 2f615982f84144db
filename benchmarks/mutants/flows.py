"""Ways to break documents that name each other, topics, pipelines and rules."""

from mutants.draft import Draft, Spot, connections, kind, target_of


@kind("document-unknown")
def _infrastructure_that_is_not_there(draft: Draft) -> str | None:
    found = draft.of_kind("Application")
    if not found:
        return None
    _, document = draft.random.choice(found)
    document["infrastructure"] = "nowhere.yaml"
    return str(document["name"])


@kind("document-unknown")
def _pipeline_that_is_not_there(draft: Draft) -> str | None:
    spot = draft.pick("ReplayPublisher")
    if spot is None:
        return None
    spot.body["pipeline"] = "nowhere.yaml"
    return spot.path


@kind("document-ignored")
def _document_of_others(draft: Draft) -> str | None:
    spot = draft.pick("ReplayPublisher")
    if spot is None or spot.body["pipeline"] not in draft.documents:
        return None
    del draft.documents[spot.body["pipeline"]]["stratum"]
    return ""


@kind("path-missing")
def _file_that_is_not_there(draft: Draft) -> str | None:
    spot = draft.pick("Source", lambda s: "path" in s.body and not s.body["path"].startswith("package:"))
    if spot is None:
        return None
    spot.body["path"] = "nowhere.csv"
    return spot.path


@kind("reference-unknown")
def _block_that_is_not_there(draft: Draft) -> str | None:
    spot = draft.pick("ReplayPublisher")
    if spot is None:
        return None
    spot.body["dataset"] = "nothing"
    return spot.path


@kind("model-unknown")
def _model_of_nobody(draft: Draft) -> str | None:
    spot = draft.pick("ModelService")
    if spot is None:
        return None
    spot.body["model"] = "no-such-model@3"
    return spot.path


@kind("topic-unknown")
def _topic_that_nobody_keeps(draft: Draft) -> str | None:
    spot = draft.pick(test=lambda s: "publishes" in s.body or "produces" in s.body)
    if spot is None:
        return None
    spot.body["publishes" if "publishes" in spot.body else "produces"] = "nothing-kept"
    return spot.path


@kind("topic-silent")
def _topic_that_nobody_publishes(draft: Draft) -> str | None:
    spot = draft.pick("DatabaseWriter")
    broker = _broker(draft, spot) if spot is not None else None
    if spot is None or broker is None:
        return None
    broker.body["topics"] = [*broker.body["topics"], "quiet"]
    said = spot.body["consumes"]
    spot.body["consumes"] = [*(said if isinstance(said, list) else [said]), "quiet"]
    return spot.path


def _broker(draft: Draft, spot: Spot) -> Spot | None:
    targets = (draft.named(spot.file, target_of(c)) for c in connections(spot))
    return next((t for t in targets if t is not None and t.type.is_a("MessageBroker")), None)


@kind("topic-schema")
def _topic_with_other_content(draft: Draft) -> str | None:
    spot = draft.pick("DatabaseWriter")
    feeds = draft.spots("ReplayPublisher", lambda s: spot is not None and s.file == spot.file)
    if spot is None or not feeds:
        return None
    spot.body["consumes"] = [draft.random.choice(feeds).body["publishes"]]
    return spot.path


@kind("keep-unwatched")
def _kept_without_callers(draft: Draft) -> str | None:
    spot = draft.pick("ModelService", lambda s: "keep" in s.body)
    if spot is None:
        return None
    for feed in draft.spots("ReplayPublisher"):
        feed.body.pop("outcomes", None)
    return spot.path


@kind("keep-times")
def _nothing_left_to_train_on(draft: Draft) -> str | None:
    spot = draft.pick("ModelService", lambda s: "keep" in s.body)
    if spot is None:
        return None
    spot.body["keep"] |= {"window": "5 d", "heldOut": f"{draft.random.randint(5, 50)} d"}
    return spot.path


@kind("cycle")
def _block_that_takes_from_itself(draft: Draft) -> str | None:
    spot = draft.pick("Preparation", lambda s: "input" in s.body)
    if spot is None:
        return None
    spot.body["input"] = spot.name
    return spot.path


@kind("pipeline-order")
def _filter_after_the_split(draft: Draft) -> str | None:
    spot = draft.pick("Algorithm")
    if spot is None:
        return None
    split = spot.body["input"]
    spot.holder["late"] = {"type": "FilterRows", "input": split, "where": [{"column": "x", "is": "known"}]}
    return spot.path.rpartition("/")[0] + "/late"


@kind("pipeline-order")
def _candidates_of_two_divisions(draft: Draft) -> str | None:
    choice = draft.pick("ChooseBest")
    split = draft.pick("Split", lambda s: choice is not None and s.file == choice.file)
    if choice is None or split is None:
        return None
    choice.holder["second-split"] = {**split.body}
    choice.holder["second-tree"] = {"type": "DecisionTree", "input": "second-split"}
    said = choice.body.pop("inputs", None) or choice.body.pop("input")
    choice.body["inputs"] = [*(said if isinstance(said, list) else [said]), "second-tree"]
    return choice.path


@kind("pipeline-result")
def _two_results(draft: Draft) -> str | None:
    choice = draft.pick("ChooseBest")
    if choice is None:
        return None
    choice.holder["second-best"] = {**choice.body}
    return choice.path.rpartition("/")[0] + "/second-best"


@kind("pipeline-target")
def _target_among_the_features(draft: Draft) -> str | None:
    spot = draft.pick("ScaleNumbers") or draft.pick("EncodeCategories")
    choice = draft.pick("ChooseBest", lambda s: spot is not None and s.file == spot.file)
    if spot is None or choice is None:
        return None
    said = spot.body.get("columns")
    spot.body["columns"] = [*(said if isinstance(said, list) else []), choice.body["target"]]
    return spot.path


@kind("pipeline-metric")
def _metric_of_another_task(draft: Draft) -> str | None:
    choice = draft.pick("ChooseBest", lambda s: s.body.get("task", "classification") == "classification")
    if choice is None:
        return None
    choice.body["metric"] = draft.random.choice(["rmse", "mae", "r2", "mse"])
    return choice.path


@kind("pipeline-task")
def _algorithm_of_another_task(draft: Draft) -> str | None:
    choice = draft.pick("ChooseBest", lambda s: s.body.get("task", "classification") == "classification")
    spot = draft.pick("Algorithm", lambda s: choice is not None and s.file == choice.file)
    if choice is None or spot is None:
        return None
    split = spot.body["input"]
    spot.holder[spot.name] = {"type": draft.random.choice(["Lasso", "LinearRegression"]), "input": split}
    return spot.path


@kind("missing-attribute")
def _condition_that_compares_with_nothing(draft: Draft) -> str | None:
    spot = draft.pick("FilterRows")
    if spot is None:
        return None
    spot.body["where"] = [*spot.body["where"], {"column": spot.body["where"][0]["column"], "is": "equal"}]
    return spot.path


@kind("block-unused")
def _block_that_nobody_takes(draft: Draft) -> str | None:
    spot = draft.pick("Source")
    if spot is None:
        return None
    spot.holder["spare"] = {**spot.body}
    return spot.path.rpartition("/")[0] + "/spare"


@kind("column-unknown")
def _column_that_does_not_come(draft: Draft) -> str | None:
    spot = draft.pick("ScaleNumbers", lambda s: isinstance(s.body.get("columns"), list)) or draft.pick(
        "FillMissing"
    )
    if spot is None or not draft.spots("SelectColumns", lambda s: s.file == spot.file):
        return None
    columns = spot.body["columns"]
    if isinstance(columns, dict):
        columns["nothing"] = 0
    else:
        columns.append("nothing")
    return spot.path


@kind("column-type")
def _column_of_another_type(draft: Draft) -> str | None:
    spot = draft.pick("ScaleNumbers", lambda s: isinstance(s.body.get("columns"), list))
    source = draft.pick("Source", lambda s: spot is not None and s.file == spot.file)
    if spot is None or source is None:
        return None
    column = next((c for c in spot.body["columns"] if c in source.body.get("schema", {})), None)
    if column is None:
        return None
    source.body["schema"][column] = draft.random.choice(["text", "time"])
    return spot.path


@kind("rule-trigger")
def _rule_that_waits_for_nothing(draft: Draft) -> str | None:
    spot = draft.pick("Rule")
    if spot is None:
        return None
    for key in ("on", "every", "at", "watch"):
        spot.body.pop(key, None)
    return spot.path


@kind("rule-expression")
def _condition_on_nothing(draft: Draft) -> str | None:
    spot = draft.pick("Rule")
    if spot is None:
        return None
    spot.body["when"] = draft.random.choice(["event.data >", "events.data.x > 3", "event.kind == 'x'"])
    return spot.path
