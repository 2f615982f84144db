"""What hosts have answered, as it came: a PC in a container with limits, a Raspberry Pi without Python."""

from stratum.probing.logic.asking import MARK
from stratum.probing.types import Answer

PC_CPU = """processor\t: 0
vendor_id\t: GenuineIntel
cpu family\t: 6
model\t\t: 143
model name\t: Intel(R) Xeon(R) Platinum 8480+
cpu MHz\t\t: 2000.000

processor\t: 1
vendor_id\t: GenuineIntel
model name\t: Intel(R) Xeon(R) Platinum 8480+
"""
PC_MEMORY = """MemTotal:       132117176 kB
MemFree:        90112332 kB
MemAvailable:   121000000 kB
Buffers:          291696 kB
HugePages_Total:       0
"""
PC_RELEASE = """PRETTY_NAME="Ubuntu 24.04.1 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.1 LTS (Noble Numbat)"
ID=ubuntu
ID_LIKE=debian
"""
PC_DISK = """Filesystem     1024-blocks     Used Available Capacity Mounted on
overlay          515928320 25801004 480589908       6% /
"""
JAVA = """openjdk version "17.0.15" 2025-04-15
OpenJDK Runtime Environment (build 17.0.15+6-Debian-1deb12u1)
"""
PC = Answer(
    files={
        "/proc/cpuinfo": PC_CPU,
        "/proc/meminfo": PC_MEMORY,
        "/etc/os-release": PC_RELEASE,
        "/proc/filesystems": "nodev\tsysfs\nnodev\toverlay\n\text4\n",
        "/sys/fs/cgroup/cpu.max": "150000 100000\n",
        "/sys/fs/cgroup/memory.max": "2147483648\n",
    },
    paths=("/sys/fs/cgroup/cgroup.controllers", "/proc/self/ns/user", "/dev/kfd"),
    outputs={
        "uname": "Linux 6.8.0-45-generic x86_64\n",
        "cores": "16\n",
        "disk": PC_DISK,
        "gpus": "NVIDIA H100 80GB HBM3, 81559, 550.90.07\nNVIDIA H100 80GB HBM3, 81559, 550.90.07\n",
        "java": JAVA,
        "docker": "Docker version 28.2.2, build e6534b4\n",
        "node": "v20.20.2\n",
        "postgresql": "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n",
        "gcc": "12.2.0\n",
        "redis": "nothing of the kind\n",
    },
    timings={
        "modular": 9.6e-3,
        "sorting": 1.24e-3,
        "summing": 0.78e-3,
        "copied": 5e9,
        "written": 400e6,
    },
)

PI_CPU = """processor\t: 0
BogoMIPS\t: 108.00
Features\t: fp asimd evtstrm crc32 cpuid
CPU implementer\t: 0x41
CPU part\t: 0xd08

processor\t: 1
BogoMIPS\t: 108.00

processor\t: 2
BogoMIPS\t: 108.00

processor\t: 3
BogoMIPS\t: 108.00

Revision\t: c03114
Serial\t\t: 10000000abcdef01
Model\t\t: Raspberry Pi 4 Model B Rev 1.4
"""
PI_PARTS = (
    ("file", "/proc/cpuinfo", PI_CPU),
    ("file", "/proc/meminfo", "MemTotal:        3884360 kB\nMemFree:          204800 kB\n"),
    ("file", "/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\x00"),
    ("file", "/etc/os-release", "NAME='Raspbian GNU/Linux'\nVERSION_ID=12\n"),
    ("file", "/sys/fs/cgroup/cpu.max", "max 100000\n"),
    ("file", "/sys/fs/cgroup/memory.max", "max\n"),
    ("path", "/sys/fs/cgroup/cgroup.controllers", ""),
    ("path", "/dev/apex_0", ""),
    ("output", "uname", "Linux 6.6.51+rpt-rpi-v8 aarch64\n"),
    (
        "output",
        "disk",
        "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/root 61290672 9 50000000 1% /\n",
    ),
)
PI = "".join(f"\n{MARK}{kind} {name}\n{text}" for kind, name, text in PI_PARTS).encode()

INFO = """{"NCPU": 8, "MemTotal": 16777216000, "OSType": "linux",
"OperatingSystem": "Fedora Linux 40 (Server)",
"OSVersion": "40", "Architecture": "aarch64", "KernelVersion": "6.10.3", "ServerVersion": "28.2.2",
"CgroupVersion": "2", "Driver": "overlay2", "Swarm": {"LocalNodeState": "inactive"}}"""
NODE = """{"ID": "24ifsmvkjbyhk", "Description": {"Hostname": "fog-1", "Platform": {"Architecture": "x86_64",
"OS": "linux"}, "Resources": {"NanoCPUs": 4000000000, "MemoryBytes": 8272408576, "GenericResources": [
{"DiscreteResourceSpec": {"Kind": "SSD", "Value": 3}}, {"DiscreteResourceSpec": {"Kind": "GPU", "Value": 2}},
{"NamedResourceSpec": {"Kind": "NVIDIA-GPU", "Value": "UUID1"}}]}, "Engine": {"EngineVersion": "27.1.0"}},
"Status": {"State": "ready", "Addr": "172.17.0.2"}}"""
