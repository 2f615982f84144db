"""What is asked of a host: files, paths and commands, as data. One more program needs one more line."""

import dataclasses
from typing import Final

FILES: Final = (
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/filesystems",
    "/proc/self/cgroup",
    "/proc/device-tree/model",
    "/etc/os-release",
    "/sys/fs/cgroup/cpu.max",
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/cpu/cpu.cfs_quota_us",
    "/sys/fs/cgroup/cpu/cpu.cfs_period_us",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    "/proc/driver/nvidia/version",
)
KERNEL: Final = {
    "/sys/fs/cgroup/cgroup.controllers": "cgroup-v2",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "cgroup-v1",
    "/proc/self/ns/user": "namespace-user",
    "/proc/self/ns/pid": "namespace-pid",
    "/proc/self/ns/net": "namespace-net",
    "/proc/self/ns/mnt": "namespace-mount",
    "/dev/kvm": "kvm",
    "/dev/fuse": "fuse",
    "/dev/net/tun": "tun",
    "/sys/kernel/security/apparmor": "apparmor",
    "/sys/fs/selinux": "selinux",
    "/sys/fs/bpf": "bpf",
    "/proc/sys/kernel/seccomp": "seccomp",
    "/proc/sys/net/ipv6": "ipv6",
    "/sys/module/wireguard": "wireguard",
}
"""Features of the kernel by the path that is there with them."""
FILE_SYSTEMS: Final = {"overlay": "overlayfs", "btrfs": "btrfs", "zfs": "zfs", "nfs4": "nfs"}
"""Features of the kernel by the file system that it knows."""
ACCELERATORS: Final = {
    "/dev/apex_0": "edgetpu",
    "/dev/hailo0": "hailo",
    "/dev/accel/accel0": "npu",
    "/dev/kfd": "rocm",
    "/dev/nvhost-ctrl": "tegra",
    "/dev/dri/renderD128": "render",
}
"""Accelerators by their device."""
FACTS: Final = {
    "uname": ("uname", "-srm"),
    "cores": ("nproc",),
    "disk": ("df", "-kP", "/"),
    "gpus": ("nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"),
}
"""Commands whose output is read in a way of its own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Software:
    """A program, the command that tells its version, and what stands before the version in its output."""

    name: str
    command: tuple[str, ...]
    before: str = ""


SOFTWARE: Final = (
    Software("ansible", ("ansible", "--version"), "core "),
    Software("containerd", ("containerd", "--version"), "containerd"),
    Software("cuda", ("nvcc", "--version"), "release "),
    Software("docker", ("docker", "--version"), "version "),
    Software("ffmpeg", ("ffmpeg", "-version"), "version "),
    Software("gcc", ("gcc", "-dumpfullversion")),
    Software("git", ("git", "--version"), "version "),
    Software("go", ("go", "version"), "go version go"),
    Software("java", ("java", "-version"), 'version "'),
    Software("kubectl", ("kubectl", "version", "--client"), "Client Version: v"),
    Software("mosquitto", ("mosquitto", "-h"), "version "),
    Software("nats-server", ("nats-server", "--version"), "nats-server: v"),
    Software("node", ("node", "--version"), "v"),
    Software("openssl", ("openssl", "version"), "OpenSSL "),
    Software("podman", ("podman", "--version"), "version "),
    Software("postgresql", ("postgres", "--version"), "(PostgreSQL) "),
    Software("python", ("python3", "--version"), "Python "),
    Software("redis", ("redis-server", "--version"), "v="),
    Software("sqlite", ("sqlite3", "--version")),
    Software("systemd", ("systemctl", "--version"), "systemd "),
)
"""Programs that are looked for."""
