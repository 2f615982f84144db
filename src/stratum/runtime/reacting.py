"""Rules in force: what happens is looked for, and what follows from it is done."""

import functools
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Final

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.events import Event
from stratum.core.journal import Journal
from stratum.effects.hosts import reach
from stratum.events.agent.lookout import Lookout, Readings
from stratum.events.agent.timetable import Timetable
from stratum.events.logic.identity import derived
from stratum.events.ports import Powers
from stratum.events.reactions import Reaction
from stratum.events.service import Bus
from stratum.events.types import REFUSED, WORKSPACE, Rule
from stratum.language.metamodel import Metamodel
from stratum.language.tree import DocumentKind
from stratum.runtime.commits import Commits
from stratum.runtime.deploying import addresses
from stratum.runtime.modelling import load
from stratum.runtime.powers import PlatformPowers
from stratum.runtime.rulebook import Rulebook, read_rules
from stratum.runtime.rules import known_actions
from stratum.runtime.settings import read_secret
from stratum.runtime.wiring import Parts
from stratum.store.service import Workspace

LOOK_EVERY: Final = 1.0
READ_EVERY: Final = 2.0
WORKERS: Final = 4


def rule_keeper(parts: Parts) -> "RuleKeeper":
    """The keeper of a workspace."""
    powers = PlatformPowers(
        parts.journal,
        parts.deployments,
        lambda name, host: host_address(parts, name, host),
        read_secret,
        functools.partial(reach, parts.settings.webhooks),
    )
    workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="rule")
    return RuleKeeper(parts.workspace, parts.metamodel, parts.journal, parts.samples.latest, powers, workers)


def host_address(parts: Parts, application: str, host: str) -> str:
    """IP address of a modelled host.

    Raises:
        NotFoundError: If the model has no such application, or its infrastructure no such host.
    """
    checked = load(parts)
    document = checked.document(DocumentKind.APPLICATION, application)
    known = addresses(parts, checked, document, parts.deployments.engine(application))
    if host not in known:
        raise NotFoundError(f"{application} has no host {host!r}", f"known: {', '.join(sorted(known))}")
    return known[host]


class RuleKeeper:
    """Satisfies ``stratum.runtime.keepers.Keeper``: keeps the rules of a workspace.

    Args:
        workspace: Its documents and commits.
        metamodel: The built-in types.
        journal: The events.
        readings: The newest samples.
        powers: What actions may do.
        workers: Run the actions; ended with the keeper.
    """

    def __init__(
        self,
        workspace: Workspace,
        metamodel: Metamodel,
        journal: Journal,
        readings: Readings,
        powers: Powers,
        workers: Executor,
    ) -> None:
        self._workspace = workspace
        self._metamodel = metamodel
        self._journal = journal
        self._powers = powers
        self._workers = workers
        self._bus = Bus(journal)
        self._commits = Commits(workspace, journal)
        self._timetable = Timetable(journal)
        self._lookout = Lookout(journal, readings)
        self._book = Rulebook()
        self._reactions: Mapping[str, Reaction] = {}
        self._looked = self._read = 0.0

    def step(self, now: float) -> None:
        """See ``Keeper.step``."""
        # A clock that was set back must not keep the keeper from looking.
        if abs(now - self._read) >= READ_EVERY:
            self._reread(now)
            self._read = now
        self._bus.step(now)
        if abs(now - self._looked) >= LOOK_EVERY:
            self._looked = now
            self._commits.step(now)
            self._timetable.step(self._book.rules, now)
            self._lookout.step(self._book.rules, now)

    def close(self) -> None:
        """See ``Keeper.close``."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _reread(self, now: float) -> None:
        try:
            texts = self._workspace.documents()
        except InvalidInputError as error:
            self._refuse("", error.message, error.message, now)
            return
        book = read_rules(texts, self._metamodel, self._book)
        if book is self._book:
            return
        reactions = {rule.key: self._reaction(rule) for rule in book.rules}
        self._bus.attach(tuple(reactions.values()))
        for file, finding in book.refused.items():
            self._refuse(file, book.digest, f"{finding.position}: {finding.message}", now)
        self._book, self._reactions = book, reactions

    def _reaction(self, rule: Rule) -> Reaction:
        """The one that there is where the rule is the same: it may be in the middle of something."""
        known = self._reactions.get(rule.key)
        if known is not None and known.rule == rule:
            return known
        action = known_actions()[rule.action]
        return Reaction(rule, action, self._powers, self._journal, self._workers)

    def _refuse(self, file: str, version: str, why: str, now: float) -> None:
        reason = f"rules are not taken over, those of before stay in force: {why}"
        event = Event(derived(REFUSED, file, version), WORKSPACE, REFUSED, file, now, {"reason": reason})
        self._journal.append(event)
