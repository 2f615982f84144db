"""Reviews: what an order would do, with a stamp that says when it would do something else by now."""

import dataclasses
from collections.abc import Mapping

import msgspec

from stratum.compiler.deployment import needs
from stratum.compiler.placement import moves
from stratum.core.digests import digest_value
from stratum.core.errors import PermanentError, StratumError
from stratum.core.findings import Finding
from stratum.core.operations import Order
from stratum.deployment.logic.differences import differences
from stratum.deployment.logic.fold import digest_of
from stratum.deployment.types import Action, ComponentSpec, Desired, Difference, Plan, Preview
from stratum.language.tree import Document, DocumentKind
from stratum.lifecycle.logic.plan import plans
from stratum.runtime.agent import ensure_agent
from stratum.runtime.checked import Checked
from stratum.runtime.deploying import compile_application
from stratum.runtime.gauging import survey_of
from stratum.runtime.modelling import load
from stratum.runtime.operating.costs import Costs, costs, prices
from stratum.runtime.past import load_at
from stratum.runtime.reliance import Reliance, reliances
from stratum.runtime.wiring import Parts

_DIGITS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What a plan does with one component.

    Attributes:
        action: The step.
        type: Name of the model type; empty for one that is in no model any more.
        service: Name of the service that it is a part of; empty for none.
        before: Host now; empty where it does not run.
        after: Host then; empty where it ends.
        differences: Fields that change.
    """

    action: Action
    type: str
    service: str
    before: str
    after: str
    differences: tuple[Difference, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Review:
    """What an order would do now.

    Attributes:
        application: Name of the application.
        order: What was asked for.
        desired: What should run then.
        steps: What would be done.
        changes: The same by component, with what changes.
        stamp: Names what is desired and what runs; another stamp, another plan.
        models: What names of models stand for: name, version and its stage.
        moves: Services that the model moves: name, host before, host then.
        uses: What it uses of other applications.
        costs: What the hosts cost, before and after.
        findings: What was found in the documents, warnings included.
        checked: The model that counts; None where none was read.
    """

    application: str
    order: Order
    desired: Desired
    steps: Plan
    changes: tuple[Change, ...]
    stamp: str
    models: tuple[tuple[str, str, str], ...]
    moves: tuple[tuple[str, str, str], ...]
    uses: tuple[Reliance, ...]
    costs: Costs
    findings: tuple[Finding, ...]
    checked: Checked | None


def review(parts: Parts, application: str | None, order: Order) -> Review:
    """Look at what an order would do; nothing is changed.

    Args:
        parts: The workspace.
        application: Name of the application; None where there is only one.
        order: What is asked for.

    Raises:
        ModelError: If the model has errors that stop it.
        NotFoundError: If there is no such application or commit, a model was not trained, or nothing else ran
            before.
        TransientError: If the engine cannot run anything now.
    """
    if order.to == "model":
        return _review_model(parts, model_of(parts, order), application, order)
    name = existing(parts, application, order)
    ensure_agent(parts)
    nothing = Desired(engine=parts.deployments.engine(name) or parts.settings.engine)
    desired = parts.deployments.former(name) if order.to == "previous" else nothing
    seen = parts.deployments.preview(name, desired)
    stamp = _stamp(digest_of(desired), seen)
    spent = costs(_prices(parts, name), seen.before, seen.after)
    return Review(name, order, desired, seen.steps, changes_of(seen), stamp, (), (), (), spent, (), None)


def existing(parts: Parts, application: str | None, order: Order) -> str:
    """Name of the application that an order is about; what runs is ended also where no document tells of it.

    Raises:
        NotFoundError: If there is none. Whether something else ran before is not looked at.
    """
    if application and order.to == "previous":
        return application
    if application and order.to == "nothing" and application in parts.deployments.applications():
        return application
    return load(parts).document(DocumentKind.APPLICATION, application).name


def model_of(parts: Parts, order: Order) -> Checked:
    """The model that an order means: that of a commit, or the documents as they are here."""
    return load_at(parts, order.at) if order.at else load(parts)


def _review_model(parts: Parts, checked: Checked, application: str | None, order: Order) -> Review:
    document = checked.document(DocumentKind.APPLICATION, application)
    desired = compile_application(parts, checked, document.name, order.engine or None)
    ensure_agent(parts)
    seen = parts.deployments.preview(document.name, desired)
    survey = survey_of(parts, checked, document)
    kept = plans(document, checked.metamodel)
    model = digest_value([digest_of(desired), msgspec.to_builtins(survey), msgspec.to_builtins(kept)])
    return Review(
        document.name,
        order,
        desired,
        seen.steps,
        changes_of(seen),
        _stamp(model, seen),
        _models(parts, document),
        moves(document),
        reliances(parts, checked, document, order.engine or None),
        costs(prices(checked.infrastructure_of(document)), seen.before, seen.after),
        checked.findings_about([document.file]),
        checked,
    )


def refuse_stale(found: Review) -> None:
    """Stop here where something else would be done by now than was reviewed.

    Raises:
        PermanentError: If so; the message says what has moved on.
    """
    reviewed = found.order.review
    if reviewed in {"", found.stamp}:
        return
    same_model = reviewed.partition(".")[0] == found.stamp.partition(".")[0]
    what = f"what runs of {found.application}" if same_model else f"the model of {found.application}"
    raise PermanentError(
        f"{what} has changed since this plan was reviewed; nothing was done",
        "look at the new plan, then apply it",
    )


def changes_of(seen: Preview) -> tuple[Change, ...]:
    """What is done with each component, with the fields that change."""
    before = {spec.name: spec for spec in seen.before}
    after = {spec.name: spec for spec in seen.after}
    return tuple(
        _change(action, before.get(action.component), after.get(action.component))
        for action in seen.steps.actions
    )


def _change(action: Action, old: ComponentSpec | None, new: ComponentSpec | None) -> Change:
    known = new or old
    return Change(
        action,
        known.type if known else "",
        known.service if known else "",
        old.host if old else "",
        new.host if new else "",
        differences(old, new) if old and new else (),
    )


def _stamp(model: str, seen: Preview) -> str:
    steps = [[action.verb, action.component, action.reason] for action in seen.steps.actions]
    return f"{model[:_DIGITS]}.{digest_value([seen.revision, steps])[:_DIGITS]}"


def _models(parts: Parts, document: Document) -> tuple[tuple[str, str, str], ...]:
    found = [(reference, parts.registry.get(reference)) for reference in needs(document).models]
    return tuple((reference, f"{one.name}@{one.version}", str(one.stage)) for reference, one in found)


def _prices(parts: Parts, name: str) -> Mapping[str, float | None]:
    """By the documents as they are here; nothing where they tell of no such application any more."""
    try:
        checked = load(parts)
        return prices(checked.infrastructure_of(checked.document(DocumentKind.APPLICATION, name)))
    except StratumError:
        return {}
