"""Images in an engine: built where they are missing, older ones of the same installation removed."""

import errno
import sys
import threading
from collections.abc import Iterable, Mapping

from stratum.core.errors import TransientError
from stratum.deployment.backends.docker_answers import Image, ImageLayers
from stratum.deployment.backends.docker_api import Engine, RefusedError, chosen
from stratum.deployment.images.build import INSTALLATION, LAYERS, ROLE, Recipe, built, recipe
from stratum.deployment.images.roles import Role


class Images:
    """Sees that images are there. Safe for several threads; what two programs build at once is the same.

    Args:
        engine: Where they are.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    def ensure(self, role: Role) -> str:
        """The name of a role's image, which is there when this returns.

        Raises:
            TransientError: If it cannot be built or loaded now.
            NotFoundError: If the installation lacks something that it needs.
        """
        self.prepare([role])
        return recipe(role).name

    def prepare(self, roles: Iterable[Role]) -> None:
        """Build what is missing of the images of these roles, all in one go.

        Raises:
            TransientError: If they cannot be built or loaded now.
            NotFoundError: If the installation lacks something that they need.
        """
        wanted = [recipe(role) for role in dict.fromkeys(roles)]
        with self._lock:
            there = self._there()
            missing = [one for one in wanted if one.name not in there]
            if missing:
                self._build(missing)

    def _build(self, missing: list[Recipe]) -> None:
        try:
            self._load(missing)
        except OSError as error:
            names = ", ".join(one.role.name for one in missing)
            raise TransientError(
                f"images could not be built ({names}): {error.strerror or error}",
                "free disk space" if error.errno == errno.ENOSPC else "",
            ) from error
        for one in missing:
            self._remove_older(one)

    def _load(self, missing: list[Recipe]) -> None:
        """Without the layers that are there; with all of them where an engine wants to see those as well."""
        known = self._known()
        try:
            with built(missing, known) as archive:
                self._engine.load(archive)
        except RefusedError:
            if not known:
                raise
            with built(missing, {}) as archive:
                self._engine.load(archive)

    def _known(self) -> Mapping[str, str]:
        """Digests of the layers of this installation's images, by identity."""
        same = chosen({INSTALLATION: sys.prefix})
        found: dict[str, str] = {}
        for image in self._engine.read(tuple[Image, ...], "/images/json", filters=same):
            identities = (image.labels or {}).get(LAYERS, "").split()
            layers = self._engine.read(ImageLayers, f"/images/{image.id}/json").root.layers
            if len(identities) == len(layers):
                digests = [layer.removeprefix("sha256:") for layer in layers]
                found.update(zip(identities, digests, strict=True))
        return found

    def _there(self) -> frozenset[str]:
        found = self._engine.read(tuple[Image, ...], "/images/json", filters=chosen({ROLE: ""}))
        return frozenset(name for image in found for name in image.repo_tags or ())

    def _remove_older(self, newer: Recipe) -> None:
        """Those of the same role and installation; the engine keeps what a container uses."""
        same = chosen({name: value for name, value in newer.labels().items() if name in {ROLE, INSTALLATION}})
        for image in self._engine.read(tuple[Image, ...], "/images/json", filters=same):
            for name in image.repo_tags or ():
                if name != newer.name:
                    self._engine.delete(f"/images/{name}")
