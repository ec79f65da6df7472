"""Bugs planted in a copy of the evidence, each with the invariants that must tell it."""
import copy
import dataclasses
import os
import time

import contract
import convergence
import invariants
import journals
import observers

CITY = "150400"
SHORT = {f.__name__.split("_")[0]: f.__name__ for f in invariants.ALL}


def twin(evidence):
    """A copy whose journals, history and figures can be changed."""
    out = dataclasses.replace(evidence, index=None)
    out.daemons = {place: dataclasses.replace(d, journal=dataclasses.replace(d.journal, records=list(d.journal.records),
                                                                             problems=list(d.journal.problems)),
                                              streams=[dict(s) for s in d.streams]) for place, d in evidence.daemons.items()}
    for name in ("history", "merged", "figures", "counted", "tables", "dossiers", "marks", "glances", "damages", "restarts"):
        setattr(out, name, copy.deepcopy(getattr(evidence, name)))
    return out


def a_command(evidence, kind, attempts=1):
    return next(c for c in evidence.history.real() if c.type == kind and c.accepted and len(c.accepted) >= attempts and
                not any(a.event == "unknown" for a in c.attempts))


def changed(record, **values):
    """A record of which something reads otherwise than it was written."""
    out = copy.copy(record)
    for name, value in values.items():
        setattr(out, name, value)
    return out


def put(journal, record):
    journal.records[record.sequence - journal.records[0].sequence] = record


def append(journal, kind, event, key="", cause=""):
    """One more event, well chained, as a daemon would have written it."""
    sequence, epoch, previous = journal.chain
    envelope = contract.Envelope(site=CITY, service=os.path.basename(os.path.dirname(journal.directory)), sequence=sequence + 1, type=kind,
                                 subject="x", cause=cause or key, correlation=cause or key, payload=event.SerializeToString())
    meta, body = contract.RecordMeta(idempotency_key=key).SerializeToString(), envelope.SerializeToString()
    header = bytearray(journals.HEADER)
    header[0], header[1], header[3] = 1, journals.EVENT, 3
    header[8:24] = (sequence + 1).to_bytes(8, "big") + epoch.to_bytes(8, "big")
    header[32:40] = len(meta).to_bytes(4, "big") + len(body).to_bytes(4, "big")
    header[40:104] = journals.hashlib.sha256(meta).digest() + journals.hashlib.sha256(body).digest()
    header[104:136] = previous
    record = journals.Record(bytes(header), meta, body, *journal.end[:2])
    journal.records.append(record)
    journal.end = (*journal.end[:2], (record.sequence, epoch, record.header_hash))
    return record


PLANTS = []


def plant(words, *names):
    """A bug: what it is, which invariants must tell it."""
    def register(change):
        PLANTS.append((words, {SHORT[n] for n in names}, change))
        return change
    return register


@plant("an accepted command is not in the journal", "i1")
def lost(e):
    known = a_command(e, "DraftClass")
    made = copy.deepcopy(known)
    made.key += "-lost"
    e.history.commands[made.site, made.key] = made


@plant("an accepted command stands in the journal twice", "i1", "i4")
def doubled(e):
    command = a_command(e, "DraftClass")
    journal = e.journal(CITY, "training")
    record = convergence.keys_by_daemon(e)[CITY, "training"][command.key][0][-1]
    append(journal, "ClassDrafted", record.event, command.key)


@plant("the record says something else than the command", "i1")
def other_effect(e):
    for attempt in a_command(e, "DraftClass").accepted:
        attempt.body["plan"]["title"] = "另一个班"


@plant("the answer names another sequence", "i1", "i6")
def other_sequence(e):
    attempt = a_command(e, "RecordEvidence").accepted[0]
    attempt.sequence -= 1
    attempt.answer["sequence"] = attempt.sequence


@plant("a record nobody asked for: its command is not in the history", "i2")
def phantom(e):
    command = a_command(e, "EstablishPost")
    del e.history.commands[command.site, command.key]


@plant("a record of a command that was refused", "i2")
def refused(e):
    for attempt in a_command(e, "EstablishPost").attempts:
        attempt.event, attempt.code = "refused", "UNIT_UNKNOWN"


@plant("an event without any cause behind the last one", "i2", "i4")
def invented(e):
    append(e.journal(CITY, "training"), "ClassSubmitted", contract.message("ClassSubmitted")(class_id="class-150400-9999"))


@plant("a record does not follow the one before", "i3")
def chain(e):
    journal = e.journal(CITY, "gateway")
    put(journal, changed(journal.records[len(journal.records) // 2], previous_hash=b"\1" * 32))


@plant("an epoch goes back", "i3")
def epoch(e):
    journal = e.journal(CITY, "welfare")
    put(journal, changed(journal.records[-2], epoch=journal.records[-2].epoch - 1))


@plant("the reading of a journal complains", "i3")
def complaint(e):
    e.journal(CITY, "welfare").problems.append("checksum mismatch")


@plant("a live state differs from the rebuilt one", "i4")
def digest(e):
    e.daemons[CITY, "assessment"].digest = "0" * 64


@plant("a state stands behind its journal", "i4")
def behind(e):
    e.daemons[CITY, "assessment"].state_sequence -= 1


@plant("a follower is behind and does not know it", "i4")
def not_caught_up(e):
    stream = e.daemons[CITY, "welfare"].streams[0]
    stream["sequence"] -= 1
    stream["tail"] = stream["sequence"]


def adopted_record(e, service):
    """A record the service adopted with its payload, and not the last one of its producer."""
    journal = e.journal(CITY, service)
    taken = [r for r in journal.records if r.kind == journals.ADOPTED and r.packed_envelope and r.meta.upstream.service == "personnel"]
    return journal, taken[-2]


@plant("an adopted record is not what its origin wrote", "i4")
def other_copy(e):
    journal, record = adopted_record(e, "assessment")
    put(journal, changed(record, body=record.body[:-1] + bytes([record.body[-1] ^ 1])))


@plant("the gateway tells a merged event with another content", "i4")
def told_otherwise(e):
    told = next(t for t in e.merged[CITY] if t.get("body"))
    told["body"] = {**told["body"], next(iter(told["body"])): "x"}


@plant("the gateway keeps a merged event to itself", "i4")
def not_told(e):
    del e.merged[CITY][len(e.merged[CITY]) // 2]


@plant("a line of a dossier is missing", "i4")
def dossier(e):
    next(lines for lines in e.dossiers[CITY].values() if lines).pop()


@plant("a follower left a record out", "i5")
def left_out(e):
    journal, record = adopted_record(e, "assessment")
    put(journal, changed(record, kind=journals.MARKER, body=b""))


@plant("a follower took a record twice", "i5")
def taken_twice(e):
    journal, record = adopted_record(e, "accountability")
    earlier = next(r for r in reversed(journal.records[:record.sequence - journal.records[0].sequence]) if r.kind == journals.ADOPTED and
                   r.meta.upstream.service == record.meta.upstream.service)
    put(journal, changed(record, meta_bytes=earlier.meta_bytes, body=earlier.body))


@plant("while the load ran a follower held what its producer has not", "i5")
def too_early(e):
    e.glances.append(observers.Glance(CITY, "gateway", (CITY, "training", e.journal(CITY, "training").sequence + 1, b"\1" * 32)))


@plant("one key was answered in two ways", "i6")
def two_answers(e):
    command = next(c for c in e.history.real() if len([a for a in c.accepted if a.sequence]) > 1 and c.service != "platform")
    command.accepted[-1].answer = {**command.accepted[-1].answer, "class_id": "another"}


@plant("an accepted command was later refused under its key", "i6")
def forgotten(e):
    command = next(c for c in e.history.real() if len([a for a in c.accepted if a.sequence]) > 1 and c.service != "platform")
    command.accepted[-1].code = "STATE_WRONG"
    command.accepted[-1].event = "refused"


@plant("another body was accepted under the same key", "i6")
def two_bodies(e):
    command = next(c for c in e.history.real() if len([a for a in c.accepted if a.sequence]) > 1 and c.service != "platform")
    command.accepted[-1].body = {"another": "body"}


@plant("the journal keeps another answer than was given", "i6")
def kept_otherwise(e):
    for attempt in a_command(e, "DraftClass").accepted:
        attempt.answer = {**attempt.answer, "further": "x"}


def a_read(e, kind):
    return next(r for r in e.history.reads if r["kind"] == kind and r["status"] == 200)


@plant("a dossier read after a write does not show it", "i7")
def stale_dossier(e):
    read = next(r for r in e.history.reads if r["kind"] == "dossier" and r["status"] == 200 and
                any(x.envelope.subject == r["what"] and x.data_class != contract.CONFIDENTIAL
                    for x in invariants.decision_at(e, CITY, r["after"].split(":")[0], int(r["after"].split(":")[1]))))
    read["seen"] = []


@plant("a report read after a write is older than it", "i7")
def stale_report(e):
    reads = [r for r in e.history.reads if r["kind"] == "report" and r["status"] == 200]
    first = min(reads, key=lambda r: r["t0"])
    first["as_of"] = 1


@plant("a later read shows less than an earlier one", "i7")
def backwards(e):
    read = copy.deepcopy(a_read(e, "dossier"))
    e.history.reads.append({**read, "t0": time.monotonic_ns(), "t": time.monotonic_ns(), "as_of": read["as_of"] - 1})


@plant("a row is not there although its command was accepted", "i7")
def no_row(e):
    e.history.reads.append({**a_read(e, "report"), "kind": "row", "what": "class-1", "status": 404, "seen": [""], "as_of": 0})


@plant("the table of hours is off by one", "i8")
def hours_off(e):
    key = next(iter(e.tables[CITY]["hours"]))
    e.tables[CITY]["hours"][key] += 1


@plant("a talk is missing in the table", "i8")
def talk_missing(e):
    key = next(iter(e.tables[CITY]["talks"]))
    e.tables[CITY]["talks"][key] -= 1


@plant("the pool says it has given one slot more", "i8")
def pool_off(e):
    key, (total, used) = next(iter(e.tables[CITY]["pools"].items()))
    e.tables[CITY]["pools"][key] = (total, used + 1)


@plant("a figure of the report is off by one", "i8")
def figure_off(e):
    e.figures[CITY]["M17"] += 1


@plant("what nobody may was accepted", "i9")
def let_in(e):
    command = next(c for c in e.history.commands.values() if c.probe and c.attempts[0].event == "refused")
    command.attempts[0].event, command.attempts[0].status = "accepted", 200


@plant("a record stems from what nobody may", "i9")
def unauthorised(e):
    command = a_command(e, "EstablishPost")
    command.probe = "forged"
    for attempt in command.attempts:
        attempt.event, attempt.status = "refused", 403


@plant("a probe was answered otherwise than by a refusal", "i9")
def odd_answer(e):
    command = next(c for c in e.history.commands.values() if c.probe and c.attempts[0].event == "refused")
    command.attempts[0].status = 404


def bound(words, **values):
    @plant(words, "i10")
    def beyond(e):
        for name, value in values.items():
            setattr(e.daemons[CITY, "training"], name, value)


bound("a daemon takes too much memory", resident=invariants.RESIDENT_BYTES_MAX + 1)
bound("a daemon holds too many files", files=invariants.FILES_MAX + 1)
bound("a journal takes more space than it may", journal_bytes=1 << 40)


@plant("a stream lags at quiet", "i10")
def lag(e):
    e.daemons[CITY, "welfare"].streams[0]["tail"] += 1


@plant("a daemon ended though nobody ended it", "i10")
def ended(e):
    e.restarts, e.expected_restarts = [(CITY, "accountability")], []


@plant("a record of an earlier observation is gone", "i11")
def rewritten(e):
    e.marks[CITY, "training"] = [(e.journal(CITY, "training").sequence, b"\1" * 32)]


@plant("the journal became shorter than it was", "i11")
def shorter(e):
    e.marks[CITY, "training"] = [(e.journal(CITY, "training").sequence + 1, b"\1" * 32)]


@plant("planted damage was not seen", "i12")
def unseen(e):
    e.damages.append({"site": CITY, "service": "training", "file": "state/data.mdb", "how": "flip", "outcome": "missed"})
