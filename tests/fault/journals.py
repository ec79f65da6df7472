"""Reads a journal from its files alone. The format is stated in common/journal/{segment,frame}.h and record.c; nothing of their
code is used, so that an error in the writer is not repeated here.

Segment <20 digits>.seg, big-endian: "DDJOURNL", u32 format 1, u32 size 128, id[16], u64 first sequence, u64 epoch before, hash
before[32], u64 first sequence and u64 bytes of the segment before, zeros, u32 CRC32C at 124. Frame: u32 length (multiple of 8),
u32 CRC32C over id, u64 offset, length and all behind the CRC, u32 index in its batch, u32 zero; header[176]; meta; payload;
zeros. Header: format 1, kind, flags, class, u32 key id, u64 sequence, u64 epoch, i64 recorded at, u32 meta size, u32 payload
size, meta hash, payload hash, previous hash, zeros."""
import hashlib
import os
import struct
from dataclasses import dataclass, field

import contract
import crcmod.predefined

EVENT, ADOPTED, MARKER, EPOCH = 1, 2, 3, 4
MORE = 1                        # flag: the decision continues in the next record
HEAD, PREFIX, HEADER = 128, 16, 176
FRAME_MIN, FRAME_MAX = PREFIX + HEADER, PREFIX + HEADER + (1 << 20) + (16 << 20)
ZERO_HASH = bytes(32)
crc32c = crcmod.predefined.mkCrcFun("crc-32c")


# ---- records -----------------------------------------------------------------------------------------------------------

class Record:
    """One record. `meta`, `envelope` and `event` are decoded when asked for."""
    __slots__ = ("header", "meta_bytes", "body", "segment", "offset", "sequence", "epoch", "kind", "flags", "data_class",
                 "recorded_at_ms", "header_hash", "previous_hash", "batch_index")

    def __init__(self, header, meta_bytes, body, segment, offset, batch_index=0):
        self.header, self.meta_bytes, self.body = header, meta_bytes, body
        self.segment, self.offset, self.batch_index = segment, offset, batch_index
        self.kind, self.flags, self.data_class = header[1], header[2], header[3]
        self.sequence, self.epoch, self.recorded_at_ms = struct.unpack_from(">QQq", header, 8)
        self.header_hash, self.previous_hash = hashlib.sha256(header).digest(), header[104:136]

    @property
    def more(self):
        return bool(self.flags & MORE)

    @property
    def meta(self):
        return contract.RecordMeta.FromString(self.meta_bytes)

    @property
    def origin_header(self):
        """The header an adopted record had where it was written."""
        return self.body[:HEADER] if self.kind == ADOPTED else None

    @property
    def packed_envelope(self):
        if self.kind == EVENT:
            return self.body
        return self.body[HEADER:] if self.kind == ADOPTED else b""

    @property
    def envelope(self):
        """The decoded envelope; None where there is none (markers, epochs, withheld payloads)."""
        packed = self.packed_envelope
        return contract.Envelope.FromString(packed) if packed else None

    @property
    def event(self):
        envelope = self.envelope
        return contract.body_of(envelope) if envelope else None


@dataclass
class Journal:
    directory: str = ""
    id: bytes = b""
    first: int = 0              # first sequence still kept
    records: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    torn: int = 0               # bytes that are no record behind the last good one of the last segment
    unfinished: list = field(default_factory=list)  # records of a decision whose end is missing: a restart cuts them
    end: tuple = ()             # (segment, offset, chain): give it to read_journal(after=...) to read what came since
    bytes: int = 0              # of all records and segment headers, space ahead not counted

    @property
    def chain(self):
        """(sequence, epoch, hash) of the last record."""
        return self.end[2] if self.end else (0, 0, ZERO_HASH)

    @property
    def sequence(self):
        return self.chain[0]

    def at(self, sequence):
        """The record with that sequence; None when it is not there."""
        if not self.records:
            return None
        index = sequence - self.records[0].sequence
        return self.records[index] if 0 <= index < len(self.records) else None

    def decisions(self):
        """The records of one decision after another, as lists."""
        group = []
        for record in self.records:
            group.append(record)
            if not record.more:
                yield group
                group = []
        if group:
            yield group

    def join(self, newer):
        """Takes in what was read `after` this journal's end."""
        self.records += newer.records
        self.problems += newer.problems
        self.torn, self.end, self.bytes = newer.torn, newer.end or self.end, newer.bytes
        self.id, self.first = self.id or newer.id, self.first or newer.first


class _Reading:
    """The state of one reading: where the chain stands and what was found."""

    def __init__(self, directory):
        self.journal = Journal(directory)
        self.name, self.offset, self.segment = "", 0, 0
        self.sequence, self.epoch, self.hash = 0, 1, ZERO_HASH
        self.seed = 0
        self.whole = 0              # records up to the end of the last whole decision
        self.end = ()               # and where that lies

    def problem(self, what):
        self.journal.problems.append(f"{self.journal.directory}: segment {self.name} offset {self.offset}: {what}")

    def chain(self):
        return self.sequence, self.epoch, self.hash

    # ---- segments
    def begin(self, segment, data, previous):
        """Checks a segment's header; False when its records cannot be told apart from noise."""
        self.name, self.offset, self.segment = f"{segment:020d}", 0, segment
        if len(data) < HEAD or data[:8] != b"DDJOURNL":
            self.problem("no segment header")
            return False
        if crc32c(data[:124]) != int.from_bytes(data[124:128], "big"):
            self.problem("segment header checksum mismatch")
            return False
        form, size = struct.unpack_from(">II", data, 8)
        first, epoch = struct.unpack_from(">QQ", data, 32)
        named, named_bytes = struct.unpack_from(">QQ", data, 80)
        if (form, size) != (1, HEAD) or first != segment:
            self.problem("segment header of another format or sequence")
            return False
        self.identify(data[16:32])
        if previous is None:
            self.journal.first = first
            self.sequence, self.epoch, self.hash = first - 1, epoch, data[48:80]
            if first == 1 and (epoch != 1 or self.hash != ZERO_HASH or named or named_bytes):
                self.problem("the first segment continues something")
        elif (first - 1, epoch, data[48:80]) != self.chain() or (named, named_bytes) != previous:
            self.problem("the segment does not continue the one before: a gap")
            self.sequence, self.epoch, self.hash = first - 1, epoch, data[48:80]
        return True

    def identify(self, id_):
        if self.journal.id and self.journal.id != id_:
            self.problem("belongs to another journal")
        self.journal.id = id_
        self.seed = crc32c(id_)

    # ---- records
    def read(self, data, start, last):
        """Records of a segment from byte `start` of it; `data` begins there."""
        at, end = 0, len(data)
        while end - at >= FRAME_MIN:
            self.offset = start + at
            length = int.from_bytes(data[at:at + 4], "big")
            if length == 0 or not self.frame(data, at, length, end, last):
                break
            at += length
        self.offset = start + at
        rest = len(data[at:].rstrip(b"\0"))
        if last:
            self.journal.torn = rest
        elif at != end:
            self.problem(f"{end - at} bytes behind the last record of a sealed segment")

    def frame(self, data, at, length, end, last):
        """One frame; False where the records end."""
        torn_or = (lambda _: None) if last else self.problem     # behind the end of the last segment a torn tail is no damage
        if length % 8 or not FRAME_MIN <= length <= FRAME_MAX or at + length > end:
            torn_or("length out of range")
            return False
        crc = crc32c(struct.pack(">Q", self.offset) + data[at:at + 4], self.seed)
        if crc32c(data[at + 8:at + length], crc) != int.from_bytes(data[at + 4:at + 8], "big"):
            torn_or("checksum mismatch")
            return False
        header = data[at + PREFIX:at + FRAME_MIN]
        meta_size, body_size = struct.unpack_from(">II", header, 32)
        meta_end = at + FRAME_MIN + meta_size
        record = Record(header, data[at + FRAME_MIN:meta_end], data[meta_end:meta_end + body_size], self.segment, self.offset,
                        int.from_bytes(data[at + 8:at + 12], "big"))
        self.check(record, length, meta_size, body_size)
        self.journal.records.append(record)
        self.sequence, self.epoch, self.hash = record.sequence, record.epoch, record.header_hash
        if not record.more:
            self.whole = len(self.journal.records)
            self.end = (self.segment, self.offset + length, self.chain())
        return True

    def check(self, record, length, meta_size, body_size):
        wrong = check_record(record, self.chain())
        if (FRAME_MIN + meta_size + body_size + 7) // 8 * 8 != length:
            wrong.append("length does not fit the header")
        for each in wrong:
            self.problem(f"record {record.sequence}: {each}")


def check_record(record, chain):
    """What is wrong with a record behind (sequence, epoch, hash)."""
    wrong, header = [], record.header
    sequence, epoch, previous = chain
    if header[0] != 1 or any(header[136:]) or not EVENT <= record.kind <= EPOCH or record.flags & ~MORE:
        wrong.append("header not understood")
    if record.sequence != sequence + 1:
        wrong.append(f"gap: sequence {record.sequence} follows {sequence}")
    if record.previous_hash != previous:
        wrong.append("hash chain broken")
    if record.epoch != epoch + (record.kind == EPOCH):
        wrong.append(f"epoch {record.epoch} follows {epoch}")
    if hashlib.sha256(record.meta_bytes).digest() != header[40:72]:
        wrong.append("hash of meta does not match")
    if hashlib.sha256(record.body).digest() != header[72:104]:
        wrong.append("hash of payload does not match")
    return wrong


def _segments(directory):
    names = [n for n in os.listdir(directory) if len(n) == 24 and n.endswith(".seg") and n[:20].isdigit()]
    return sorted(int(n[:20]) for n in names)


def _bytes(directory, segment, start=0, size=-1):
    with open(os.path.join(directory, f"{segment:020d}.seg"), "rb") as f:
        f.seek(start)
        return f.read(size)


def read_journal(directory, after=None):
    """All records, or those behind `after`, the `end` of an earlier reading."""
    reading = _Reading(directory)
    journal = reading.journal
    segments = _segments(directory) if os.path.isdir(directory) else []
    if not segments:
        journal.problems.append(f"{directory}: no segment")
        return journal
    previous = None
    if after:
        segments = _resume(reading, segments, after)
        previous = after[0] if after[0] in segments else None
    for number, segment in enumerate(segments):
        last = number + 1 == len(segments)
        if after and segment == after[0]:
            data, start = _bytes(directory, segment, after[1]), after[1]
        else:
            data, start = _bytes(directory, segment), HEAD
            if not reading.begin(segment, data, previous):
                break
            data, reading.end = data[HEAD:], reading.end or (segment, HEAD, reading.chain())
        reading.read(data, start, last)
        previous = (segment, reading.offset)
    journal.end = reading.end
    journal.unfinished = journal.records[reading.whole:]
    if journal.unfinished:
        del journal.records[reading.whole:]
        reading.problem(f"decision without its end at sequence {reading.sequence}")
    journal.bytes = sum(os.path.getsize(os.path.join(directory, f"{s:020d}.seg")) for s in _segments(directory)[:-1])
    journal.bytes += journal.end[1] if journal.end else 0
    return journal


def _resume(reading, segments, after):
    """Puts the reading where the earlier one ended; the segments left to read."""
    segment, offset, chain = after
    reading.sequence, reading.epoch, reading.hash = chain
    reading.end = after
    reading.name, reading.offset, reading.segment = f"{segment:020d}", offset, segment
    if segment not in segments:
        reading.problem("the segment read last time is gone")
        reading.end = ()
        return segments
    reading.identify(_bytes(reading.journal.directory, segment, 0, HEAD)[16:32])
    return [s for s in segments if s >= segment]

