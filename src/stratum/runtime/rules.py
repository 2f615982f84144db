"""What rules may do here, the rules of the platform, and what is wrong with those of a workspace."""

import functools
import importlib.resources
from collections.abc import Iterable, Mapping

from stratum.compiler.rules import Parameters, rule_findings, rules_of
from stratum.core.errors import PermanentError
from stratum.core.findings import Finding
from stratum.events.ports import Action
from stratum.events.types import Rule
from stratum.language.library import BUILT_IN, library
from stratum.language.syntax.parse import parse
from stratum.language.tree import Document
from stratum.runtime import plugins

ACTIONS = "stratum.events.actions"
FILE = "built_in.yaml"


@functools.cache
def known_actions() -> Mapping[str, Action]:
    """Every action, by name."""
    return {name: make() for name, make in plugins.load_all(ACTIONS).items()}


@functools.cache
def built_in_rules() -> tuple[Rule, ...]:
    """The rules that come with the platform.

    Raises:
        PermanentError: If the installed rules are broken; the message names the first fault.
    """
    text = (importlib.resources.files("stratum.events") / FILE).read_text(encoding="utf-8")
    parsed = parse(text, f"{BUILT_IN}/{FILE}", library())
    if parsed.document is None or parsed.findings:
        first = parsed.findings[0]
        raise PermanentError(f"the built-in rules are broken: {first.position}: {first.message}", first.fix)
    return rules_of(parsed.document)


def findings_of(documents: Iterable[Document]) -> tuple[Finding, ...]:
    """What is wrong with documents of rules beyond what the language sees."""
    return tuple(
        finding
        for document in documents
        for finding in rule_findings(document, _parameters(), [rule.name for rule in built_in_rules()])
    )


@functools.cache
def _parameters() -> Parameters:
    return {name: action.parameters for name, action in known_actions().items()}
