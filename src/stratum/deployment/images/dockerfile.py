"""The same images as readable files, for those who build with an index at hand or for other machines."""

import dataclasses
import importlib.metadata
import sys
from collections.abc import Mapping
from types import MappingProxyType

import jinja2

from stratum.deployment.images.distributions import closure, normal
from stratum.deployment.images.roles import PACKAGE, Role

_TEMPLATE = "component.Dockerfile.j2"


@dataclasses.dataclass(frozen=True, slots=True)
class Variant:
    """For which kind of machine an image is.

    Attributes:
        base: Image to build on; a build argument of the file.
        title: How it differs from the usual one, for people.
        suffix: What its name ends with.
        note: What to know before building it.
        instead: Distributions to take in the place of others.
    """

    base: str
    title: str = ""
    suffix: str = ""
    note: str = ""
    instead: Mapping[str, str] = dataclasses.field(default_factory=dict)


def cpu() -> Variant:
    """For any machine: the Debian image of this version of Python."""
    return Variant(f"python:{sys.version_info.major}.{sys.version_info.minor}-slim-bookworm")


def gpu() -> Variant:
    """For a machine with an NVIDIA graphics processor and its container toolkit."""
    return Variant(
        base="nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04",
        title="machine with a graphics processor",
        suffix="-gpu",
        note="BASE has to bring CUDA 12 and cuDNN 9, which onnxruntime-gpu wants, and python3 with pip.",
        instead=MappingProxyType({"onnxruntime": "onnxruntime-gpu"}),
    )


def variants(role: Role) -> tuple[Variant, ...]:
    """The kinds of machines that a role's image is for."""
    return (cpu(), gpu()) if role.serves else (cpu(),)


def render_dockerfile(role: Role, variant: Variant) -> str:
    """The file that builds a role's image."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=jinja2.select_autoescape(),
    )
    return environment.get_template(_TEMPLATE).render(role=role, variant=variant)


def render_requirements(role: Role, variant: Variant) -> str:
    """What has to be installed for a role, with the versions that are installed here."""
    found = {normal(one.name): one.version for one in closure(role.requires)}
    found[PACKAGE] = importlib.metadata.version(PACKAGE)
    pins = [f"{variant.instead.get(name, name)}=={version}" for name, version in found.items()]
    return "\n".join(sorted(pins)) + "\n"
