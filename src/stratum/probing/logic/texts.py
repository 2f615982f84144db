"""Single texts of the kernel and of programs, read one by one; what cannot be read is unknown."""

import re
from collections.abc import Iterable, Mapping

from stratum.probing.types import Gpu

_ARCHITECTURES = {"amd64": "x86_64", "aarch64": "arm64", "armv8l": "arm64"}
_VERSION = re.compile(r"\d+(?:\.\d+)*")
_MEBIBYTE = 2**20
_PROCESSOR = ("model name", "Model", "Hardware")
_UNLIMITED = 2**60


def meminfo(text: str) -> Mapping[str, int]:
    """Bytes by name, from ``/proc/meminfo``."""
    found = re.findall(r"^(\w+):\s+(\d+) kB$", text, re.MULTILINE)
    return {name: int(count) * 1024 for name, count in found}


def processor(cpuinfo: str) -> str:
    """Model of the processor, from ``/proc/cpuinfo`` of a PC or of a board."""
    for name in _PROCESSOR:
        if match := re.search(rf"^{name}\s*:\s*(.+)$", cpuinfo, re.MULTILINE):
            return match[1].strip()
    return ""


def processors(cpuinfo: str) -> int:
    """Number of processors, from ``/proc/cpuinfo``."""
    return len(re.findall(r"^processor\s*:", cpuinfo, re.MULTILINE))


def os_release(text: str) -> Mapping[str, str]:
    """Values by name, from ``/etc/os-release``."""
    found = re.findall(r"""^([A-Z_]+)=["']?([^"'\n]*)["']?$""", text, re.MULTILINE)
    return dict(found)


def machine(uname: str) -> tuple[str, str, str]:
    """Operating system, version of the kernel and architecture, from ``uname -srm``."""
    words = uname.split()
    if len(words) < 3:
        return "", "", ""
    return words[0].lower(), words[1], architecture(words[-1])


def architecture(name: str) -> str:
    """An architecture by the name that models use."""
    return _ARCHITECTURES.get(name, name)


def file_system(df: str) -> tuple[int, int]:
    """Bytes in all and bytes free, from ``df -kP``."""
    lines = df.strip().splitlines()
    words = lines[-1].split() if len(lines) > 1 else []
    if len(words) < 6 or not (words[1].isdecimal() and words[3].isdecimal()):
        return 0, 0
    return int(words[1]) * 1024, int(words[3]) * 1024


def quota(files: Mapping[str, str]) -> float:
    """Cores that the control group gives; infinite without a limit."""
    group = "/sys/fs/cgroup"
    words = files.get(f"{group}/cpu.max", "").split()
    if len(words) != 2:
        words = [files.get(f"{group}/cpu/cpu.cfs_{name}_us", "").strip() for name in ("quota", "period")]
    if all(word.isdecimal() for word in words) and int(words[1]) > 0:
        return int(words[0]) / int(words[1])
    return float("inf")


def memory_limit(files: Mapping[str, str]) -> int:
    """Bytes that the control group gives; ``_UNLIMITED`` without a limit."""
    names = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
    limits = [int(text) for name in names if (text := files.get(name, "").strip()).isdecimal()]
    return min(limits, default=_UNLIMITED)


def gpus(table: str) -> tuple[tuple[Gpu, ...], str]:
    """Graphics processors and the version of their driver, from ``nvidia-smi`` as the catalogue asks it."""
    rows = [[cell.strip() for cell in line.split(",")] for line in table.splitlines()]
    rows = [row for row in rows if len(row) == 3]
    found = tuple(Gpu(name, int(size) * _MEBIBYTE if size.isdecimal() else 0) for name, size, _ in rows)
    return found, rows[0][2] if rows else ""


def version(output: str, before: str) -> str:
    """The first version in what a program prints that follows ``before``; empty for none."""
    place = output.find(before)
    match = _VERSION.search(output, place + len(before)) if place >= 0 else None
    return match[0] if match else ""


def known_file_systems(text: str) -> Iterable[str]:
    """Names of file systems, from ``/proc/filesystems``."""
    return {line.split()[-1] for line in text.splitlines() if line.strip()}
