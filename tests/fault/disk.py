"""A file system of a daemon's own: ext4 in a file behind a loop device, so that its power can be cut (what was not synced is
gone) and its space can run out. Needs root; everything happens in a mount namespace of this process alone and ends with it."""
import ctypes
import fcntl
import os
import struct
import subprocess

CLONE_NEWNS = 0x00020000
MS_REC, MS_PRIVATE = 0x4000, 0x40000
EXT4_IOC_SHUTDOWN = 0x8004587D          # _IOR('X', 125, __u32)
WITHOUT_FLUSH = 2
_alone = None


def available():
    """Whether disks can be mounted here; enters the namespace at the first call."""
    global _alone
    if _alone is None:
        libc = ctypes.CDLL(None, use_errno=True)
        _alone = (os.geteuid() == 0 and os.path.exists("/dev/loop-control") and libc.unshare(CLONE_NEWNS) == 0 and
                  libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) == 0)
    return _alone


def run(*words):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")


def settle(folder):
    """What this program wrote below a folder, and not through a daemon, outlives the next power cut."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(fd) != 0:
            raise OSError(ctypes.get_errno(), "syncfs", folder)
    finally:
        os.close(fd)


class Disk:
    """Mounted at a folder from its making to close()."""

    def __init__(self, image, at, mib=96):
        self.image, self.at = image, at
        os.makedirs(at, exist_ok=True)
        with open(image, "wb") as f:
            f.truncate(mib << 20)
        run("mkfs.ext4", "-qF", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", image)
        self.mount()

    def mount(self):
        run("mount", "-o", "loop", self.image, self.at)

    def cut(self):
        """The power fails: from this instant nothing reaches the disk any more."""
        fd = os.open(self.at, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(fd, EXT4_IOC_SHUTDOWN, struct.pack("I", WITHOUT_FLUSH))
        finally:
            os.close(fd)

    def back(self):
        """The power is back; nobody may have a file open here."""
        run("umount", self.at)
        self.mount()

    def fill(self, leave=0):
        """Takes all space but `leave` bytes; the path of the file that holds it."""
        path, piece, size = os.path.join(self.at, "filler"), 1 << 24, 0
        with open(path, "wb") as f:
            while piece >= 4096:
                try:
                    os.posix_fallocate(f.fileno(), size, piece)
                    size += piece
                except OSError:
                    piece //= 2
            f.truncate(max(0, size - leave))
        return path

    def close(self):
        subprocess.run(["umount", "-l", self.at], capture_output=True, check=False)
        if os.path.exists(self.image):
            os.unlink(self.image)
