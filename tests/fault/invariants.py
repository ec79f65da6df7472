"""What must hold after any sequence of faults, one function each: evidence (observers.py) in, a list of violations out."""
import bisect
from collections import defaultdict

import contract
import journals
import model
from convergence import event_id, holds, i4_convergence, i5_prefix, index, keys_by_daemon, name_of

# ---- I10: the limits of an observed city; past them something grows that should not
RESIDENT_BYTES_MAX = 512 << 20          # a daemon of a site this small, password hashing (64 MiB each) included
FILES_MAX = 256                         # open files of a daemon
SPACE_AHEAD_BYTES_MAX = (4 << 20) + 4096  # a journal on disk beyond its records
RECORD_BYTES_MAX = 8192                 # of a journal, on average a record
LAG_MAX = 0                             # records a stream is behind its producer at quiet
REFUSED = {401, 403}                    # what nobody may is answered so, or not at all
SEEN_AFTER_DAMAGE = {"refused", "served the truth", "rebuilt"}


def owners(evidence, command):
    """The daemons that have to record a command."""
    if command.service == "platform":
        services = [command.path.split("?at=")[1]] if "/park?at=" in command.path else contract.SERVICES
    else:
        services = [command.service]
    return [evidence.daemons[command.site, s] for s in services if (command.site, s) in evidence.daemons]


# ---- I1 ----------------------------------------------------------------------------------------------------------------------

def i1_no_lost_answer(evidence):
    """The effect of every accepted command stands in its owner's journal exactly once; that of an unknown one at most once."""
    found = []
    for command in evidence.history.real():
        for daemon in owners(evidence, command):
            found += [f"{name_of(daemon)} {command.type or command.path} {command.key}: {p}"
                      for p in answer_problems(evidence, command, daemon)]
    return found


def answer_problems(evidence, command, daemon):
    decisions = keys_by_daemon(evidence)[daemon.site, daemon.service].get(command.key, [])
    accepted = [a for a in command.accepted if a.sequence]
    if len(decisions) > 1:
        return [f"recorded {len(decisions)} times, at {[d[-1].sequence for d in decisions]}"]
    if not decisions:
        return ["accepted, but not in the journal"] if accepted else []
    decision = decisions[0]
    last, problems = decision[-1].sequence, []
    if accepted and command.service != "platform" and any(a.sequence != last for a in accepted):
        problems.append(f"answered with sequence {[a.sequence for a in accepted]}, recorded at {last}")
    answer = model.answer_in(decision[-1])
    if all(model.effect_problems(command, body, answer, decision) for body in command.bodies()):
        problems += model.effect_problems(command, command.bodies()[0], answer, decision) if command.bodies() else []
    return problems


# ---- I2 ----------------------------------------------------------------------------------------------------------------------

def i2_no_phantom(evidence):
    """Every record traces to a command, a due moment, a foreign event, or an operator."""
    found = []
    for place, daemon in evidence.daemons.items():
        baseline = evidence.history.baseline.get(place, 0)
        for decision in daemon.journal.decisions():
            if decision[-1].sequence > baseline:
                problem = origin_problem(evidence, daemon, decision)
                if problem:
                    found.append(f"{name_of(daemon)} record {decision[-1].sequence}: {problem}")
    return found


def origin_problem(evidence, daemon, decision):
    """What is wrong with where a decision says it comes from; "" when nothing."""
    meta, first = decision[-1].meta, decision[0]
    due = first.meta.due if first.meta.HasField("due") else None
    causes = {r.envelope.cause for r in decision if r.kind == journals.EVENT}
    for record in decision:
        envelope = record.envelope if record.kind == journals.EVENT else None
        if envelope and (envelope.site, envelope.service, envelope.sequence) != (daemon.site, daemon.service, record.sequence):
            return f"is called {event_id(envelope)}"
    if meta.idempotency_key:
        return key_problem(evidence, daemon, meta.idempotency_key, causes)
    if due is not None:
        return due_problem(decision, due, causes)
    if meta.HasField("upstream"):
        return upstream_problem(evidence, meta.upstream, decision, causes)
    return "traces to nothing"


def key_problem(evidence, daemon, key, causes):
    command = evidence.history.commands.get((daemon.site, key))
    if causes - {key}:
        return f"names the causes {causes}, but answers {key}"
    if command is None:
        return "" if key.startswith(("bootstrap|", "sysadmin|")) else f"nobody asked for {key}"
    if command.probe:
        return ""              # told by I9
    if daemon not in owners(evidence, command):
        return f"{key} was asked of {command.service}"
    return "" if command.may_have_happened else f"{key} was refused"


def due_problem(decision, due, causes):
    if causes - {f"due/{due.kind}/{due.id}/{due.last_day}"}:
        return f"names the causes {causes}, but answers a due moment of {due.id}"
    return ""


def upstream_problem(evidence, up, decision, causes):
    producer = evidence.daemons.get((up.site, up.service))
    if producer is None:
        return ""              # of a site that was not observed
    origin = producer.journal.at(up.sequence)
    if origin is None:
        return f"answers {up.site}/{up.service}/{up.sequence}, which does not exist"
    envelope = origin.envelope
    if causes and (envelope is None or causes - {event_id(envelope)}):
        return f"names the causes {causes}, but answers {up.site}/{up.service}/{up.sequence}"
    if any(r.kind == journals.EPOCH for r in decision):
        return "an epoch nobody began"
    return ""


# ---- I3 ----------------------------------------------------------------------------------------------------------------------

def i3_sequence(evidence):
    """Contiguous, chained, epochs in order."""
    found = []
    for daemon in evidence.daemons.values():
        found += daemon.journal.problems
        before = None
        for record in daemon.journal.records:
            if before is not None:
                wrong = record.sequence != before.sequence + 1 or record.previous_hash != before.header_hash or \
                    record.epoch != before.epoch + (record.kind == journals.EPOCH)
                if wrong:
                    found.append(f"{name_of(daemon)} record {record.sequence} does not follow {before.sequence}")
            before = record
    return found


# ---- I6 ----------------------------------------------------------------------------------------------------------------------

def i6_idempotency(evidence):
    """One key, one answer for ever; another body under it is refused."""
    found = []
    for command in evidence.history.real():
        found += [f"{command.site} {command.type or command.path} {command.key}: {p}" for p in one_answer_problems(evidence, command)]
    return found


def one_answer_problems(evidence, command):
    accepted = [a for a in command.accepted if a.sequence]
    if not accepted:
        return []
    problems, first = [], accepted[0]
    if any(a.answer != first.answer for a in accepted):
        problems.append(f"answered differently: {first.answer} and {next(a.answer for a in accepted if a.answer != first.answer)}")
    if any(a.body != first.body for a in accepted):
        problems.append("accepted with two different bodies")
    for attempt in command.attempts:
        if attempt.invoked > first.ended and attempt.event == "refused" and attempt.code not in model.PASSING:
            if attempt.body == first.body:
                problems.append(f"accepted, later refused with {attempt.code}")
            elif attempt.code != "KEY_REUSED":
                problems.append(f"another body under this key was refused with {attempt.code}")
    return problems + kept_answer_problems(evidence, command, first)


def kept_answer_problems(evidence, command, first):
    """The answer the journal keeps is the answer that was given."""
    place = command.site, command.service
    decisions = keys_by_daemon(evidence)[place].get(command.key, []) if place in evidence.daemons else []
    if not decisions:
        return []              # told by I1
    kept = {k: str(v) for k, v in model.answer_in(decisions[0][-1]).items()}
    given = {k: str(v) for k, v in first.answer.items() if k not in ("service", "notes")}
    return [] if kept == given else [f"answered {given}, but the journal keeps {kept}"]


# ---- I7 ----------------------------------------------------------------------------------------------------------------------

def i7_reads(evidence):
    """A read behind a write shows it; a later read never shows less than an earlier one."""
    found = []
    for read in evidence.history.reads:
        problem = read_problem(evidence, read)
        if problem:
            found.append(f"{read['site']} {read['kind']} {read['what']} after {read['after']}: {problem}")
    return found + backwards_reads(evidence.history.reads)


def read_problem(evidence, read):
    service, sequence = read["after"].split(":")
    if read["status"] == 404:
        return "the write is not there"
    if read["status"] != 200:
        return ""              # no answer, or asked to come again
    if read["kind"] == "row":
        return "" if read["seen"] == [read["what"]] else f"shows {read['seen']}"
    if read["kind"] == "report":
        merged = merged_place(evidence, read["site"], service, int(sequence))
        return "" if merged is None or read["as_of"] >= merged else f"is as of {read['as_of']}, the write was merged at {merged}"
    wanted = [event_id(r.envelope) for r in decision_at(evidence, read["site"], service, int(sequence))
              if r.envelope and r.envelope.subject == read["what"] and r.data_class != contract.CONFIDENTIAL]
    missing = [w for w in wanted if w not in read["seen"]]
    return f"does not show {missing}" if missing else ""


def decision_at(evidence, site, service, sequence):
    """The records of the decision that ends there."""
    journal, out = evidence.journal(site, service), []
    record = journal.at(sequence)
    while record is not None and (not out or record.more):
        out.append(record)
        record = journal.at(record.sequence - 1)
    return out


def merged_place(evidence, site, service, sequence):
    """Where the gateway merged a record of its own site; None when it has not."""
    return index(evidence).merged.get((site, site, service, sequence))


def backwards_reads(reads):
    found, groups = [], defaultdict(list)
    for read in reads:
        if read["status"] == 200 and read["kind"] != "row":
            groups[read["site"], read["kind"], read["what"]].append(read)
    for (site, kind, what), group in groups.items():
        ended = sorted((r["t"], r["as_of"]) for r in group)
        most, times = [], [t for t, _ in ended]
        for _, as_of in ended:
            most.append(max(as_of, most[-1] if most else 0))
        for read in group:
            before = bisect.bisect_left(times, read["t0"])
            if before and read["as_of"] < most[before - 1]:
                found.append(f"{site} {kind} {what}: as of {read['as_of']} after one as of {most[before - 1]}")
    return found


# ---- I8 ----------------------------------------------------------------------------------------------------------------------

def i8_conservation(evidence):
    """Hours, talks and pooled slots add up, in the commands, the journals and the daemons' tables; the report counts them."""
    found = []
    for site in evidence.sites():
        found += [f"{site}: {p}" for p in total_problems(evidence, site)]
        told, counted = evidence.figures.get(site, {}), evidence.counted.get(site, {})
        wrong = {k: (v, counted[k]) for k, v in told.items() if k in counted and counted[k] != v}
        if wrong or set(told) - set(counted):
            found.append(f"{site}: the report's figures (told, counted) {wrong or sorted(set(told) - set(counted))}")
    return found


def total_problems(evidence, site):
    tables, problems = evidence.tables.get(site, {}), []
    hours, talks = model.hours_of(evidence.journal(site, "training")), model.talks_of(evidence.journal(site, "welfare"))
    pools, problems = model.pools_of(evidence.journal(site, "personnel"))
    for name, journal, table in (("hours", hours, tables["hours"]), ("talks", talks, tables["talks"]), ("pools", pools, tables["pools"])):
        wrong = {k: (table.get(k, 0), journal.get(k, 0)) for k in {*table, *journal} if table.get(k, 0) != journal.get(k, 0)}
        if wrong:
            problems.append(f"{name} (table, journal) {dict(list(wrong.items())[:3])}")
    asked = model.hours_accepted(evidence.history, site, keys_by_daemon(evidence)[site, "training"])
    by_cadre = defaultdict(int)
    for (cadre, _), value in hours.items():
        by_cadre[cadre] += value
    wrong = {c: (asked[c], by_cadre[c]) for c in asked if asked[c] != by_cadre[c]}
    if wrong:
        problems.append(f"hours (accepted, journal) {dict(list(wrong.items())[:3])}")
    return problems


# ---- I9 ----------------------------------------------------------------------------------------------------------------------

def i9_authorisation(evidence):
    """Probes met refusals only, and nothing stems from them."""
    found = []
    for command in evidence.history.commands.values():
        if not command.probe:
            continue
        wrong = [a for a in command.attempts if a.event == "accepted" or (a.event == "refused" and a.status not in REFUSED)]
        found += [f"{command.site} {command.probe} {command.key}: answered {a.status} {a.code}" for a in wrong]
        for place, keys in keys_by_daemon(evidence).items():
            if command.key in keys:
                found.append(f"{place[0]}/{place[1]} {command.probe} {command.key}: recorded at {keys[command.key][0][-1].sequence}")
    return found


# ---- I10 ---------------------------------------------------------------------------------------------------------------------

def i10_bounded(evidence):
    """Memory, files, journals and lag within limits; nobody ended by himself."""
    found = []
    for daemon in evidence.daemons.values():
        journal = daemon.journal
        limits = [("resident bytes", daemon.resident, RESIDENT_BYTES_MAX), ("open files", daemon.files, FILES_MAX),
                  ("journal bytes beyond its records", daemon.journal_bytes - journal.bytes, SPACE_AHEAD_BYTES_MAX),
                  ("journal bytes", journal.bytes, RECORD_BYTES_MAX * (len(journal.records) + 1)),
                  ("bytes behind the last record", journal.torn, 0)]
        limits += [(f"lag of {s['site']}/{s['service']}", s["tail"] - s["sequence"], LAG_MAX) for s in daemon.streams]
        found += [f"{name_of(daemon)}: {value} {what}, at most {most}" for what, value, most in limits if value > most]
    announced = {(e["site"], e["service"]) for e in evidence.expected_restarts}
    found += [f"{site}/{service}: another process, though nobody ended it" for site, service in evidence.restarts
              if (site, service) not in announced]
    return found


# ---- I11 ---------------------------------------------------------------------------------------------------------------------

def i11_audit(evidence):
    """An earlier observation of a journal is a prefix of a later one."""
    found = []
    for place, marks in evidence.marks.items():
        journal = evidence.daemons[place].journal
        for sequence, hash_ in marks:
            if sequence and not holds(journal, sequence, hash_):
                found.append(f"{place[0]}/{place[1]}: record {sequence} of an earlier observation is not there any more")
    return found


# ---- I12 ---------------------------------------------------------------------------------------------------------------------

def i12_fail_stop(evidence):
    """Planted damage was seen: the daemon refused to serve, or served what it had before."""
    return [f"{d['site']}/{d['service']} {d.get('file', '')} {d.get('how', '')}: {d['outcome'] or 'nothing seen'}"
            for d in evidence.damages if d["outcome"] not in SEEN_AFTER_DAMAGE]


ALL = [i1_no_lost_answer, i2_no_phantom, i3_sequence, i4_convergence, i5_prefix, i6_idempotency, i7_reads, i8_conservation,
       i9_authorisation, i10_bounded, i11_audit, i12_fail_stop]


def check(evidence):
    """{name of the invariant: violations}, for those that do not hold."""
    found = {f.__name__: f(evidence) for f in ALL}
    return {name: violations for name, violations in found.items() if violations}
