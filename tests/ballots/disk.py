"""What lies on the disk of a stopped site, read without any of its code: files by owner, records of journals, places in stores."""
import json
import os
import re
import subprocess

from harness import BUILD, HEAD_BYTES, HEADER_BYTES, KIND_EVENT, PREFIX_BYTES, Record, records

MORE = 1                                    # flag of a record: the decision goes on in the next
CONFIDENTIAL = 4                            # data class from which a record stays in its daemon
POSITION_BYTES = 64
LEAF = re.compile(rb"[0-9a-f]{64}")


def owned(town, *services):
    """Every file of these daemons: journal, store, snapshots, keys, log."""
    for service in services:
        for folder, _, names in os.walk(os.path.join(town.data, service)):
            yield from (os.path.join(folder, n) for n in sorted(names))
        yield os.path.join(town.folder, f"{service}.log")


def below(folder):
    return [os.path.join(at, n) for at, _, names in os.walk(folder) for n in sorted(names)]


def moment(record):
    return int.from_bytes(record.header[24:32], "big")


def common(work, name, ours, theirs, control=()):
    """(what shared.c counts, the lines of values in common)."""
    lists = []
    for part, paths in (("ours", ours), ("theirs", theirs), ("control", control)):
        lists.append(os.path.join(work, f"{name}.{part}"))
        with open(lists[-1], "w", encoding="utf-8") as f:
            f.writelines(p + "\n" for p in paths if os.path.getsize(p))
    run = subprocess.run([os.path.join(BUILD, "ballots", "shared"), *lists], capture_output=True, check=True)
    *found, last = run.stdout.decode("utf-8", "replace").splitlines()
    return json.loads(last), found


def longest_run(found):
    """How many values follow each other byte by byte, and the line where they begin: a value of n bytes on both sides is n - 7 of these."""
    places, best, first = {}, 0, ""
    for line in found:
        _, path, at, _ = line.split("\t", 3)
        places[path, int(at)] = line
    for (path, at), line in places.items():
        if (path, at - 1) in places:
            continue
        size = 1
        while (path, at + size) in places:
            size += 1
        if size > best:
            best, first = size, line
    return best, first


def written(work, name, data):
    path = os.path.join(work, name)
    with open(path, "wb") as f:
        f.write(data if isinstance(data, bytes) else b"\n".join(data))
    return path


class Issues:
    """BallotTokenIssued in assessment's journal, by the digest of the blinded number."""

    def __init__(self, town, digests):
        self.of = {}
        for at, record in enumerate(records(town.journal("assessment"))):
            for place in re.finditer(rb"\x22\x20", record.payload):
                digest = record.payload[place.end():place.end() + 32]
                if digest in digests:
                    self.of[digest] = {"order": at, "size": len(record.payload), "moment": moment(record)}


class Boxed:
    """BallotRecorded in the box's journal, by leaf; `batch` counts transactions."""

    def __init__(self, town, leaves):
        self.of, batch = {}, 0
        for at, record in enumerate(records(town.journal("ballot"))):
            found = [m.group().decode() for m in LEAF.finditer(record.payload) if m.group().decode() in leaves] if record.data_class >= CONFIDENTIAL else []
            for leaf in found:
                self.of[leaf] = {"order": at, "size": len(record.payload), "batch": batch, "moment": moment(record)}
            batch += not record.header[2] & MORE


def places_in_store(town, service, leaves):
    """Where each leaf first stands in the file of a store."""
    with open(os.path.join(town.data, service, "state", "data.mdb"), "rb") as f:
        data = f.read()
    found = {}
    for m in LEAF.finditer(data):
        found.setdefault(m.group().decode(), m.start())
    return {leaf: found[leaf] for leaf in leaves if leaf in found}


def places_in_urns(folder, token_hashes):
    """The place in its urn of the cell in which each ballot's token stands."""
    found = {}
    for path in below(folder):
        with open(path, "rb") as f:
            data = f.read()
        for m in LEAF.finditer(data):
            if m.group().decode() in token_hashes:
                found[m.group().decode()] = m.start()
    return found


def log_ins(town):
    """account -> place of its first log-in in the gateway's log."""
    out = {}
    for at, line in enumerate(town.log("gateway").splitlines()):
        m = re.search(r"session: \S+[^:]*: (\S+) from ", line)
        if m:
            out.setdefault(m.group(1), at)
    return out


def frames(folder):
    """(record, all of it as it lies there, header, meta and payload)."""
    for name in sorted(n for n in os.listdir(folder) if n.endswith(".seg")):
        with open(os.path.join(folder, name), "rb") as f:
            data = f.read()
        at = HEAD_BYTES
        while at + PREFIX_BYTES <= len(data) and (length := int.from_bytes(data[at:at + 4], "big")):
            whole = data[at + PREFIX_BYTES:at + length]
            meta = int.from_bytes(whole[32:36], "big")
            yield Record(whole[:HEADER_BYTES], whole[HEADER_BYTES + meta:]), whole
            at += length


def places_come_to(town, services):
    """Where these daemons stand in the streams of the issuer and of the gateway, as their stores keep it; each with its checksum."""
    out = []
    for service in services:
        with open(os.path.join(town.data, service, "state", "data.mdb"), "rb") as f:
            data = f.read()
        out += [data[m.start():m.end() + POSITION_BYTES] for m in re.finditer(rb"(assessment|gateway)\x18\x01\x20", data)]
    return out


def moments_of(town, service):
    """When a daemon says something in its log: that it starts, stops, follows somebody again."""
    return [line.encode()[:32] for line in town.log(service).splitlines()]


def varint(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def public_records(town, *services):
    """What these daemons tell everybody: each event of their own that is not confidential, with who commanded it and all; and what a stream hands
    to whoever follows it of the sealed ones, so that he sees that none is missing: the header, and its hash, which the next one names and which
    a follower keeps as the place he has come to."""
    out = []
    for service in services:
        name = bytes([len(service)]) + service.encode()
        for record, whole in frames(town.journal(service)):
            told = whole if record.kind == KIND_EVENT and record.data_class < CONFIDENTIAL else record.header
            out.append(told)
            out.append(b"\x12" + name + b"\x18\x01\x20" + varint(record.sequence) + b"\x2a\x20" + record.hash + told)
    return out
