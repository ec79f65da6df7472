"""The journals of an evidence beside one another: who took what from whom. I4 and I5, and the index the other invariants look into."""
from collections import defaultdict

import contract
import journals


def name_of(daemon):
    return f"{daemon.site}/{daemon.service}"


def event_id(envelope):
    return f"{envelope.site}/{envelope.service}/{envelope.sequence}"


class Index:
    """What the journals of an evidence say beside their events, read once: decisions by key, and by stream they took from."""

    def __init__(self, daemons):
        self.keys = {place: defaultdict(list) for place in daemons}     # (site, service) -> key -> [decision]
        self.taken = {place: defaultdict(list) for place in daemons}    # (site, service) -> (site, service) -> [(decision, position)]
        self.merged = {}           # (gateway's site, site, service, sequence) -> sequence of the gateway
        for place, daemon in daemons.items():
            for decision in daemon.journal.decisions():
                self.add(place, decision, decision[-1].meta)

    def add(self, place, decision, meta):
        if meta.idempotency_key:
            self.keys[place][meta.idempotency_key].append(decision)
        up = meta.upstream
        if up.sequence:
            self.taken[place][up.site, up.service].append((decision, up))
            if place[1] == "gateway":
                self.merged[place[0], up.site, up.service, up.sequence] = decision[-1].sequence


def index(evidence):
    """Made once an evidence."""
    if evidence.index is None:
        evidence.index = Index(evidence.daemons)
    return evidence.index


def keys_by_daemon(evidence):
    return index(evidence).keys


# ---- I4 ----------------------------------------------------------------------------------------------------------------------

def i4_convergence(evidence):
    """At quiet every state is what its journal folds to, every follower holds what its producers have, byte for byte, and the
    gateway tells the same."""
    found = []
    for daemon in evidence.daemons.values():
        found += [f"{name_of(daemon)}: {p}" for p in state_problems(daemon)]
        for stream, producer in evidence.producers(daemon):
            found += [f"{name_of(daemon)} of {stream['site']}/{stream['service']}: {p}" for p in stream_problems(evidence, daemon, stream, producer)]
        found += [f"{name_of(daemon)}: {p}" for p in copy_problems(evidence, daemon)]
    for site in evidence.sites():
        found += [f"{site}: {p}" for p in merged_problems(evidence, site) + dossier_problems(evidence, site)]
    return found


def state_problems(daemon):
    problems = []
    if len({daemon.digest, *daemon.digests}) != 1:
        problems.append(f"the state is {daemon.digest[:12]}, before a rebuild {daemon.digests[0][:12]}, after {daemon.digests[1][:12]}")
    if daemon.state_sequence != daemon.journal.sequence:
        problems.append(f"the state stands at {daemon.state_sequence}, the journal at {daemon.journal.sequence}")
    return problems


def must_adopt(service, record):
    """Whether a follower has to journal this record of its producer."""
    if record.kind not in (journals.EVENT, journals.ADOPTED):
        return False
    wanted = contract.adopts(service)
    if wanted is None:
        return True
    return record.kind == journals.EVENT and record.data_class != contract.CONFIDENTIAL and record.envelope.type in wanted


def positions(evidence, daemon, stream):
    """(decision, upstream position) of all that a daemon took from one stream."""
    return index(evidence).taken[daemon.site, daemon.service][stream["site"], stream["service"]]


def stream_problems(evidence, daemon, stream, producer):
    if stream["sequence"] < producer.sequence:
        return [f"stands at {stream['sequence']} ({stream['state']}), the producer at {producer.sequence}"]
    last = max((up.sequence for _, up in positions(evidence, daemon, stream)), default=0)
    missing = [r.sequence for r in behind(producer, last) if must_adopt(daemon.service, r)]
    return [f"was never taken in: {missing[:5]} ({len(missing)})"] if missing else []


def copy_problems(evidence, daemon):
    """Adopted records that are not, byte for byte, what their origin wrote."""
    problems = []
    for place, taken in index(evidence).taken[daemon.site, daemon.service].items():
        producer = evidence.daemons.get(place)
        for decision, up in taken if producer else []:
            origin = producer.journal.at(up.sequence)
            for record in decision:
                if record.kind == journals.ADOPTED and origin is not None and not is_copy(record, origin):
                    problems.append(f"record {record.sequence} is no copy of {up.site}/{up.service}/{up.sequence}")
    return problems


def is_copy(record, origin):
    if origin.kind == journals.ADOPTED and record.body == origin.body:
        return True            # merged by another gateway, handed on as it was
    if record.origin_header != origin.header:
        return False
    withheld = origin.data_class == contract.CONFIDENTIAL or origin.kind == journals.ADOPTED
    return record.packed_envelope == b"" if withheld else record.packed_envelope == origin.packed_envelope


def merged_problems(evidence, site):
    """What the gateway told as merged events against its journal."""
    journal, problems = evidence.journal(site, "gateway"), []
    for told in evidence.merged.get(site, []):
        record = journal.at(int(told["merged_sequence"]))
        envelope = record.envelope if record else None
        if record is None or (envelope is None) != (told["site"] == ""):
            problems.append(f"merged event {told['merged_sequence']} is not in the journal")
        elif envelope is not None and event_id(envelope) != f"{told['site']}/{told['service']}/{told['sequence']}":
            problems.append(f"merged event {told['merged_sequence']} is told as another")
        elif "body" in told and told["body"] != contract.as_json(contract.body_of(envelope)):
            problems.append(f"merged event {told['merged_sequence']} is told with another content")
    numbers = [int(t["merged_sequence"]) for t in evidence.merged.get(site, [])]
    own = [r.sequence for r in journal.records if r.kind in (journals.EVENT, journals.ADOPTED) and numbers and r.sequence >= numbers[0]]
    if numbers and own != numbers:
        problems.append(f"{len(numbers)} merged events were told, the journal has {len(own)}")
    return problems


def dossier_problems(evidence, site):
    """Lines about a cadre against the events about him."""
    problems, records = [], evidence.journal(site, "gateway").records
    for cadre, lines in evidence.dossiers.get(site, {}).items():
        known = [(event_id(e), r.sequence) for r in records for e in [r.envelope] if e is not None and e.subject == cadre and
                 r.data_class != contract.CONFIDENTIAL]
        told = {(line["event_id"], int(line["sequence"])) for line in lines}
        missing = [k for k in known if k not in told]
        doubled = len(lines) - len(told)
        if missing or doubled:
            problems.append(f"the dossier of {cadre} lacks {missing[:3]}, has {doubled} lines twice")
    return problems


# ---- I5 ----------------------------------------------------------------------------------------------------------------------

def i5_prefix(evidence):
    """What a follower took in is the producer's stream in order, nothing it must take left out; also while the load ran."""
    found = []
    for daemon in evidence.daemons.values():
        for stream, producer in evidence.producers(daemon):
            found += [f"{name_of(daemon)} of {stream['site']}/{stream['service']}: {p}"
                      for p in order_problems(daemon, positions(evidence, daemon, stream), producer)]
    for look in evidence.glances:
        site, service, sequence, hash_ = look.position
        producer = evidence.daemons.get((site, service))
        if producer and not holds(producer.journal, sequence, hash_):
            found.append(f"{look.site}/{look.service} once held {site}/{service}/{sequence}, which the producer does not have")
    return found


def holds(journal, sequence, hash_):
    record = journal.at(sequence)
    return record is not None and record.header_hash == hash_


def behind(journal, sequence):
    """The records after that one."""
    return journal.records[max(0, sequence + 1 - journal.records[0].sequence):] if journal.records else []


def order_problems(daemon, taken, producer):
    problems, last = [], 0
    for decision, up in taken:
        adopted = [r for r in decision if r.kind == journals.ADOPTED]
        here = f"record {decision[-1].sequence} at position {up.sequence}"
        if up.sequence <= last:
            problems.append(f"{here} comes behind {last}")
        if not holds(producer, up.sequence, up.hash):
            problems.append(f"{here} is not what the producer has there")
        parked = any(r.envelope and r.envelope.type == "EventParked" for r in decision if r.kind == journals.EVENT)
        skipped = [n for n in range(last + 1, up.sequence) if producer.at(n) and must_adopt(daemon.service, producer.at(n))]
        at = producer.at(up.sequence)
        if at and not adopted and not parked and must_adopt(daemon.service, at):
            skipped.append(up.sequence)
        if skipped:
            problems.append(f"{here} leaves out {skipped[:5]}")
        last = max(last, up.sequence)
    return problems
