"""What the benchmark ran on."""
import contextlib
import os
import platform
import re
import shutil
import subprocess
import tempfile
import time

LISTEN, TIME_WAIT = "0A", "06"          # in /proc/net/tcp
PACKAGES = ["libzmq5", "liblmdb0", "libprotobuf-c1", "libuv1", "libjansson4", "gcc", "redis-server", "nginx-light", "wrk"]


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20).stdout.strip()
    except OSError:
        return ""


def mount_of(path):
    """(device, file system) of the mount that holds the path."""
    best = ("", "?", "?")
    with open("/proc/mounts", encoding="utf-8") as f:
        for line in f:
            device, point, kind = line.split()[:3]
            if (path + "/").startswith(point.rstrip("/") + "/") and len(point) >= len(best[0]):
                best = (point, device, kind)
    return best[1:]


def scratch_on_disk():
    """Everything, peers included, is kept on one file system that is a real one."""
    if mount_of(tempfile.gettempdir())[1] == "tmpfs":
        tempfile.tempdir = "/var/tmp"
    return tempfile.gettempdir()


def versions():
    pairs = []
    for package in PACKAGES:
        version = output("dpkg-query", "-W", "-f=${Version}", package)
        if version:
            pairs.append(f"{package} {version.split('+')[0].split('-')[0]}")
    postgres = re.search(r"[\d.]+", output("psql", "--version"))
    return ", ".join(pairs + ([f"postgresql {postgres.group()}"] if postgres else []))


def heading(rounds, seconds):
    folder = scratch_on_disk()
    device, kind = mount_of(folder)
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        model = re.search(r"model name\s*: (.*)", f.read())
    with open("/proc/meminfo", encoding="utf-8") as f:
        memory = int(re.search(r"MemTotal:\s+(\d+)", f.read()).group(1)) / 2**20
    load = os.getloadavg()[0]
    lines = [f"make bench, {time.strftime('%Y-%m-%d %H:%M')}, version {output('git', 'describe', '--always', '--dirty')}, "
             f"{rounds} rounds of {seconds:g} s each, measured in turn",
             f"machine: {os.cpu_count()} x {model.group(1) if model else platform.machine()}, {memory:.0f} GB, {kind} on {device}, "
             f"Linux {platform.release()}",
             f"versions: {versions()}"]
    if load > 0.5:
        lines.append(f"the machine was not quiet: load {load:.1f} before the start; trust the ratios, not the figures")
    return "\n".join(lines)


def cpu_seconds(pid):
    """Time on the processors of all threads a process has now, to the nanosecond."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):      # a thread that just ended
            with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as f:
                total += int(f.read().split()[0])
    return total / 1e9


def connections_to(port):
    """Connections to a local port that are not over yet."""
    with open("/proc/net/tcp", encoding="ascii") as f:
        rows = [line.split() for line in f.readlines()[1:]]
    ours = f"0100007F:{port:04X}"
    return sum(1 for row in rows if ours in (row[1], row[2]) and row[3] not in (LISTEN, TIME_WAIT))


def wait_for_quiet(port, seconds=10):
    deadline = time.monotonic() + seconds
    while connections_to(port) and time.monotonic() < deadline:
        time.sleep(0.05)


def found(*names):
    """The first program of these names, in PATH or where Debian keeps PostgreSQL's."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
        for version in sorted(os.listdir("/usr/lib/postgresql"), reverse=True) if os.path.isdir("/usr/lib/postgresql") else []:
            path = f"/usr/lib/postgresql/{version}/bin/{name}"
            if os.path.exists(path):
                return path
        for folder in ("/usr/sbin", "/sbin"):
            if os.path.exists(f"{folder}/{name}"):
                return f"{folder}/{name}"
    raise RuntimeError(f"{names[0]} is not installed")
