#!/usr/bin/python3
"""The checker's own reading of journals: journals as the product writes them, then every kind of harm to a copy, each of which must
be told. The copies are also given to the product's independent verifier, and both must agree."""
import os
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "scenario")]
import journals  # noqa: E402
from cast import CADRE, CITY, TRAIN, UNITS, people  # noqa: E402
from harness import SERVICES, Story, Town, import_roster, verify_journal  # noqa: E402

READ_SECONDS_WANTED = 2        # for RECORDS_WANTED records; printed, not tested
RECORDS_WANTED = 20_000


def write_something(town):
    """More than one segment of training's journal."""
    town.today("2025-03-03")
    town.load_policy()
    import_roster(town, CADRE, UNITS, people())
    for number in range(60):
        town.do(TRAIN, "/training/classes", plan={
            "title": f"班{number}", "kind": "SPECIAL", "venue": "OTHER", "starts_on": "2025-06-02", "ends_on": "2025-06-06", "hours": 30,
            "seats": 40, "instructors": [{"name": "样" * 60, "qualification": "师资库" + "样" * 90, "subject": "专" * 90} for _ in range(50)]})
    town.settle()


def as_written(story, town, copies):
    for service in SERVICES:
        journal = journals.read_journal(town.journal(service))
        good, said = verify_journal(town.journal(service))
        story.check(f"{service}: read without a complaint, as the verifier does", not journal.problems and good, (journal.problems, said))
        story.same(f"{service}: as many records as the daemon says", journal.sequence, len(journal.records))
        story.check(f"{service}: every event is decoded", all(r.event is not None for r in journal.records if r.packed_envelope))
        shutil.copytree(town.journal(service), os.path.join(copies, service))
    story.same("the check value of CRC32C", journals.crc32c(b"123456789"), 0xE3069283)


def read_on(story, town):
    first = journals.read_journal(town.journal("training"))
    before, sequence = len(first.records), first.sequence
    empty = journals.read_journal(town.journal("training"), first.end)
    story.same("nothing new: nothing is read", (len(empty.records), empty.problems, empty.end), (0, [], first.end))
    for number in range(30):
        town.do(TRAIN, "/training/classes", plan={"title": f"后{number}", "kind": "SPECIAL", "venue": "OTHER", "starts_on": "2025-06-02",
                                                  "ends_on": "2025-06-06", "hours": 30, "seats": 40})
    newer = journals.read_journal(town.journal("training"), first.end)
    first.join(newer)
    whole = journals.read_journal(town.journal("training"))
    story.check("what came since is read on, and both together are the whole",
                len(newer.records) >= 30 and [r.header_hash for r in first.records] == [r.header_hash for r in whole.records] and
                first.end == whole.end, (before, sequence, len(newer.records), len(whole.records)))
    story.check("decisions of several records stay together", any(len(d) > 1 for d in journals.read_journal(town.journal("personnel")).decisions()))
    return first.end


# ---- harm ----------------------------------------------------------------------------------------------------------------------

def segments(folder):
    return sorted(n for n in os.listdir(folder) if n.endswith(".seg"))


class Copy:
    """A copy of a journal to be harmed."""

    def __init__(self, copies, service="training"):
        self.folder = tempfile.mkdtemp(dir=copies)
        self.path = os.path.join(self.folder, "journal")
        shutil.copytree(os.path.join(copies, service), self.path)
        self.whole = journals.read_journal(self.path)

    def file(self, number):
        return os.path.join(self.path, segments(self.path)[number])

    def write(self, number, offset, data):
        with open(self.file(number), "r+b") as f:
            f.seek(offset)
            f.write(data)

    def record(self, number, which):
        """The `which`-th record of a segment."""
        first = int(segments(self.path)[number][:20])
        return [r for r in self.whole.records if r.segment == first][which]

    def rewrite(self, number, records):
        """A segment with these records one behind the other, each with a good checksum in its place."""
        with open(self.file(number), "rb") as f:
            head = f.read(journals.HEAD)
        out, seed = head, journals.crc32c(head[16:32])
        for header, meta, body in records:
            length = (journals.FRAME_MIN + len(meta) + len(body) + 7) // 8 * 8
            rest = bytes(8) + header + meta + body
            rest += bytes(length - 8 - len(rest))
            start = length.to_bytes(4, "big")
            crc = journals.crc32c(rest, journals.crc32c(len(out).to_bytes(8, "big") + start, seed))
            out += start + crc.to_bytes(4, "big") + rest
        with open(self.file(number), "wb") as f:
            f.write(out)

    def parts(self, number):
        first = int(segments(self.path)[number][:20])
        return [[r.header, r.meta_bytes, r.body] for r in self.whole.records if r.segment == first]


def flip(copy, number, offset):
    with open(copy.file(number), "rb") as f:
        f.seek(offset)
        byte = f.read(1)[0]
    copy.write(number, offset, bytes([byte ^ 1]))


def in_the_middle(copy):
    r = copy.record(0, 3)
    flip(copy, 0, r.offset + journals.FRAME_MIN + 5)


def header_of_a_segment(copy):
    flip(copy, 1, 40)


def magic(copy):
    copy.write(1, 0, b"NOTAJRNL")


def shortened(copy):
    os.truncate(copy.file(0), copy.record(0, -1).offset)


def lengthened(copy):
    with open(copy.file(0), "ab") as f:
        f.write(b"\1" * 64)


def segment_missing(copy):
    os.unlink(copy.file(1))


def other_journal(copy):
    with open(copy.file(1), "r+b") as f:
        head = bytearray(f.read(journals.HEAD))
        head[16:32] = os.urandom(16)
        head[124:128] = journals.crc32c(bytes(head[:124])).to_bytes(4, "big")
        f.seek(0)
        f.write(head)


def record_left_out(copy):
    copy.rewrite(0, [p for n, p in enumerate(copy.parts(0)) if n != 4])


def records_exchanged(copy):
    parts = copy.parts(0)
    parts[4], parts[5] = parts[5], parts[4]
    copy.rewrite(0, parts)


def other_content(copy):
    """With a good checksum, so that only the hash in the header tells."""
    parts = copy.parts(0)
    there = next(n for n, p in enumerate(parts) if n >= 4 and p[2])     # a marker carries nothing
    parts[there][2] = parts[there][2][:-1] + bytes([parts[there][2][-1] ^ 1])
    copy.rewrite(0, parts)


def other_meta(copy):
    parts = copy.parts(0)
    last = next(n for n, p in enumerate(parts) if p[1])
    parts[last][1] = parts[last][1][:-1] + bytes([parts[last][1][-1] ^ 1])
    copy.rewrite(0, parts)


def other_epoch(copy):
    parts = copy.parts(0)
    header = bytearray(parts[4][0])
    header[16:24] = (9).to_bytes(8, "big")
    parts[4][0] = bytes(header)
    copy.rewrite(0, parts)


HARMS = [in_the_middle, header_of_a_segment, magic, shortened, lengthened, segment_missing, other_journal, record_left_out,
         records_exchanged, other_content, other_meta, other_epoch]


def harmed(story, copies):
    for harm in HARMS:
        copy = Copy(copies)
        harm(copy)
        journal, (good, said) = journals.read_journal(copy.path), verify_journal(copy.path)
        story.check(f"harm is told: {harm.__name__.replace('_', ' ')}", journal.problems and not good, (journal.problems[:2], said))


def tails(story, copies):
    """Behind the last record of the last segment nothing was promised: torn bytes are counted, no damage."""
    copy = Copy(copies)
    end = copy.whole.end[1]
    copy.write(-1, end, b"\0\0\1\0" + b"\xaa" * 100)
    torn = journals.read_journal(copy.path)
    story.same("a torn tail is counted and no problem", (torn.problems, torn.torn, torn.sequence), ([], 104, copy.whole.sequence))
    copy = Copy(copies, "personnel")
    decision = [d for d in copy.whole.decisions() if len(d) > 1][-1]
    with open(copy.file(-1), "r+b") as f:
        f.seek(decision[1].offset)
        f.write(bytes(copy.whole.end[1] - decision[1].offset))
    cut = journals.read_journal(copy.path)
    story.check("a decision without its end is told, and its records are not among the others",
                any("without its end" in p for p in cut.problems) and cut.sequence == decision[0].sequence - 1 and
                [r.sequence for r in cut.unfinished] == [decision[0].sequence], (cut.problems, cut.sequence))


def speed(story, copies):
    """Printed only: tests assert no time."""
    path = os.path.join(copies, "gateway")
    start, count, times = time.process_time(), 0, 0
    while count < RECORDS_WANTED:
        count += len(journals.read_journal(path).records)
        times += 1
    print(f"# {count} records of the gateway's journal read in {time.process_time() - start:.2f} s of CPU ({times} readings; wanted: "
          f"{RECORDS_WANTED} in {READ_SECONDS_WANTED} s)")


def main():
    story = Story()
    copies = tempfile.mkdtemp(prefix="dandang-journals-")
    try:
        with Town(CITY, lines=["[journal]", "segment_mib = 1"]) as town:
            write_something(town)
            as_written(story, town, copies)
            read_on(story, town)
        harmed(story, copies)
        tails(story, copies)
        speed(story, copies)
    finally:
        shutil.rmtree(copies, ignore_errors=True)
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
