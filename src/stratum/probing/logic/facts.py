"""From the texts of a host to facts."""

from collections.abc import Iterator, Mapping

from stratum.probing.logic import texts
from stratum.probing.logic.catalogue import ACCELERATORS, FILE_SYSTEMS, KERNEL, SOFTWARE
from stratum.probing.logic.engines import over_engine
from stratum.probing.logic.scoring import scores
from stratum.probing.types import Answer, HostFacts

NVIDIA_DRIVER = "nvidia-driver"


def facts(answer: Answer) -> HostFacts:
    """What there is on a host, by what it answered and what the way knows.

    Raises:
        InvalidInputError: If what an engine told of it cannot be read.
    """
    return over_engine(_seen(answer), answer.outputs)


def _seen(answer: Answer) -> HostFacts:
    files, outputs = answer.files, answer.outputs
    release = texts.os_release(files.get("/etc/os-release", ""))
    system, kernel_release, arch = texts.machine(outputs.get("uname", ""))
    disk, free_disk = texts.file_system(outputs.get("disk", ""))
    memory, free_memory = _memory(files)
    graphics, driver = texts.gpus(outputs.get("gpus", ""))
    return HostFacts(
        cores=_cores(answer),
        memory=memory,
        free_memory=free_memory,
        disk=disk,
        free_disk=free_disk,
        arch=arch,
        os=system,
        os_name=release.get("NAME", ""),
        os_version=release.get("VERSION_ID", ""),
        kernel_release=kernel_release,
        kernel=tuple(sorted(set(_features(answer)))),
        processor=texts.processor(files.get("/proc/cpuinfo", "")),
        device=files.get("/proc/device-tree/model", "").strip("\x00\n "),
        gpus=graphics,
        accelerators=tuple(sorted(ACCELERATORS[path] for path in answer.paths if path in ACCELERATORS)),
        software=_software(outputs, driver),
        scores=scores(answer.timings),
    )


def _cores(answer: Answer) -> float:
    said = answer.outputs.get("cores", "").strip()
    counted = int(said) if said.isdecimal() else texts.processors(answer.files.get("/proc/cpuinfo", ""))
    return float(min(counted, texts.quota(answer.files)))


def _memory(files: Mapping[str, str]) -> tuple[int, int]:
    told = texts.meminfo(files.get("/proc/meminfo", ""))
    limit = texts.memory_limit(files)
    total = min(told.get("MemTotal", 0), limit)
    return total, min(told.get("MemAvailable", told.get("MemFree", 0)), total)


def _features(answer: Answer) -> Iterator[str]:
    yield from (KERNEL[path] for path in answer.paths if path in KERNEL)
    known = texts.known_file_systems(answer.files.get("/proc/filesystems", ""))
    yield from (feature for name, feature in FILE_SYSTEMS.items() if name in known)


def _software(outputs: Mapping[str, str], driver: str) -> Mapping[str, str]:
    found = {s.name: texts.version(outputs[s.name], s.before) for s in SOFTWARE if s.name in outputs}
    if driver:
        found[NVIDIA_DRIVER] = driver
    return {name: version for name, version in sorted(found.items()) if version}
