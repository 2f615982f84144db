"""Builds the parts of the platform for one workspace, each when it is first asked for."""

import functools
import secrets
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from stratum.accounts import schema as accounts_schema
from stratum.accounts.means import Means
from stratum.accounts.passwords import Passwords
from stratum.accounts.service import Accounts
from stratum.accounts.speaking import Speaking
from stratum.comments import schema as comments_schema
from stratum.comments.service import Comments
from stratum.core.journal import Journal
from stratum.deployment.ports import Backend
from stratum.deployment.service import Deployments
from stratum.effects.sqlite import Database
from stratum.events.journal import SqliteJournal
from stratum.language.library import library
from stratum.language.metamodel import Metamodel
from stratum.monitoring.store import SampleStore
from stratum.registry.keys import Signer
from stratum.registry.ports import Registry
from stratum.registry.service import FileRegistry
from stratum.runtime import plugins
from stratum.runtime.clock import SystemClock
from stratum.runtime.settings import Settings, read_reference
from stratum.store.service import Workspace

JOURNAL: Final = "state.db"
"""File of the journal."""
ACCOUNTS: Final = "accounts.db"
"""File of the accounts."""
COMMENTS: Final = "comments.db"
"""File of the comments."""
SIGNING_KEY: Final = "signing.key"
"""File of the private key that signs models."""
OBJECTS: Final = "objects"
"""Folder of large files by their digest."""
TABLES: Final = "data"
"""Folder of cached tables."""
STATES: Final = "states"
"""Folder of commits with the data that they name."""
_CODE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_id() -> str:
    """A text that no other call gives, in this process or another: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def new_secret() -> str:
    """256 bits from the system's source of chance, in 43 characters that an address may hold."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A code that a person types once: 50 bits, without letters that look like digits."""
    letters = [secrets.choice(_CODE_LETTERS) for _ in range(10)]
    return f"{''.join(letters[:5])}-{''.join(letters[5:])}"


class Backends(Mapping[str, Backend]):
    """Every installed backend, made when it is first asked for.

    Args:
        places: Where engines listen that do not listen at the usual place, by name.
    """

    GROUP = "stratum.deployment.backends"

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places
        self._made: dict[str, Backend] = {}

    def __getitem__(self, engine: str) -> Backend:
        """The backend of an engine.

        Raises:
            NotFoundError: If no installed package offers it; the hint lists the known names.
        """
        if engine not in self._made:
            place = self._places.get(engine)
            self._made[engine] = plugins.load(self.GROUP, engine)(*([place] if place else []))
        return self._made[engine]

    def __iter__(self) -> Iterator[str]:
        """Names of the engines, sorted."""
        return iter(plugins.names(self.GROUP))

    def __len__(self) -> int:
        """How many there are."""
        return len(plugins.names(self.GROUP))


class Parts:
    """Everything that the platform works with in one workspace.

    Attributes:
        settings: What it is told from outside.
        clock: The time.
        workspace: Its documents and their history.
        last_verdict: What the last check of the workspace came to; ``runtime.modelling`` alone looks at it.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = SystemClock()
        self.workspace = Workspace(settings.workspace, self.clock)
        self.last_verdict: object = None

    @property
    def state(self) -> Path:
        """Folder of everything that is kept beside the documents."""
        return self.workspace.state

    @property
    def open_folders(self) -> tuple[Path, ...]:
        """Folders beside the workspace that files of data may lie in."""
        return (self.state / OBJECTS, self.state / STATES, *self.settings.data_roots)

    @property
    def open_roots(self) -> tuple[Path, ...]:
        """All folders that files of data may lie in."""
        return (self.workspace.root, *self.open_folders)

    @property
    def deployments_root(self) -> Path:
        """Folder of the components' directories."""
        return self.state / "deployments"

    @property
    def runs_root(self) -> Path:
        """Folder of the training runs."""
        return self.state / "runs"

    @functools.cached_property
    def metamodel(self) -> Metamodel:
        """The types that documents may use."""
        return library()

    @functools.cached_property
    def journal(self) -> Journal:
        """The journal of deployments."""
        return SqliteJournal(self.state / JOURNAL)

    @functools.cached_property
    def backends(self) -> Mapping[str, Backend]:
        """What runs components, by the name of the engine."""
        return Backends(self.settings.engines)

    @functools.cached_property
    def deployments(self) -> Deployments:
        """Plans, applies and reports deployments."""
        return Deployments(self.journal, self.clock, new_id, self.backends, self.deployments_root)

    @functools.cached_property
    def accounts(self) -> Accounts:
        """Who may ask for what."""
        # Most commands ask no provider: what speaks with them is read by those that may.
        from stratum.runtime.fetching import Fetching

        database = Database(self.state / ACCOUNTS, accounts_schema.SCHEMA)
        means = Means(database, Passwords(), self.clock, new_secret)
        return Accounts(means, Speaking(Fetching(), read_reference, self.clock))

    @functools.cached_property
    def comments(self) -> Comments:
        """What people say of elements and documents."""
        return Comments(Database(self.state / COMMENTS, comments_schema.SCHEMA), self.clock)

    @functools.cached_property
    def samples(self) -> SampleStore:
        """Readings of machines, components and models."""
        return SampleStore(self.state / "metrics.db")

    @functools.cached_property
    def signer(self) -> Signer:
        """Signs what is trained here, with a key that is made on first use where none was named."""
        named = self.settings.signing_key
        return Signer(named or self.state / SIGNING_KEY, may_make=named is None)

    @functools.cached_property
    def registry(self) -> Registry:
        """Trained models by name and version."""
        return FileRegistry(self.state / "registry", self.clock, signer=self.signer)
