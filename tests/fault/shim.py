"""The test's side of tests/fault/shim.c: a small file both map, by which a running daemon is told what is to fail."""
import mmap
import struct

RULES, RULE_BYTES, TEXT_MAX = 4, 68, 48
SYNC, WRITE, ALLOCATE, MEMORY = 1, 2, 3, 4
EIO, ENOSPC, SHORT, LIE = 0, 1, 2, 3
FOR_EVER = 2_000_000_000


class Shim:
    """The rules of one daemon. They outlive its restarts; disarm() ends them."""

    def __init__(self, path):
        self.path = path
        with open(path, "wb") as f:
            f.truncate(RULES * RULE_BYTES)
        with open(path, "r+b") as f:
            self.map = mmap.mmap(f.fileno(), RULES * RULE_BYTES)

    def arm(self, rule, operation, action, countdown, times=1, text=""):
        """The countdown-th call of that operation (on a file whose path contains the text) and the times - 1 after it fail."""
        at = rule * RULE_BYTES
        self.map[at:at + 4] = bytes(4)
        self.map[at + 4:at + RULE_BYTES] = struct.pack("<iiii48s", action, countdown, times, 0, text.encode())
        self.map[at:at + 4] = struct.pack("<i", operation)      # last: from here on it counts

    def hits(self, rule=0):
        at = rule * RULE_BYTES + 16
        return struct.unpack("<i", self.map[at:at + 4])[0]

    def disarm(self):
        for rule in range(RULES):
            self.map[rule * RULE_BYTES:rule * RULE_BYTES + 4] = bytes(4)

    def close(self):
        self.map.close()
