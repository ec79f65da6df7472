"""What a history says should be there: its commands with all their attempts, the effects an accepted one must have, and totals
that are conserved. Knows the contract (proto/) and the catalogue's commands; shares nothing with the product."""
import base64
import csv
import io
import json
from collections import Counter
from dataclasses import dataclass, field

import contract
import journals

# refusals that say nothing about the command: later, or by somebody else, it may be decided
PASSING = {"SESSION_REQUIRED", "RATE_LIMITED", "BUSY", "STORAGE_FULL", "EXPIRED", "LOGIN_LOCKED", ""}


# ---- the history -----------------------------------------------------------------------------------------------------------

@dataclass
class Attempt:
    id: int
    invoked: int               # monotonic ns
    body: dict
    via: str
    ended: int = 0
    event: str = "unknown"     # until its end is written
    status: int = 0
    code: str = ""
    answer: dict = field(default_factory=dict)
    sequence: int = 0
    replayed: bool = False


@dataclass
class Command:
    site: str
    service: str               # "platform": every daemon
    key: str                   # "account|key"
    type: str                  # "": not of the catalogue
    path: str = ""
    probe: str = ""
    attempts: list = field(default_factory=list)

    @property
    def accepted(self):
        """The attempts that were accepted."""
        return [a for a in self.attempts if a.event == "accepted"]

    @property
    def may_have_happened(self):
        return any(a.event in ("accepted", "unknown") for a in self.attempts)

    def bodies(self):
        """The bodies that may have been decided: those of accepted attempts, else of unknown ones."""
        return [a.body for a in self.accepted] or [a.body for a in self.attempts if a.event == "unknown"]


class History:
    """The file, read on from where the last reading ended."""

    def __init__(self, path):
        self.path, self.offset = path, 0
        self.commands = {}         # (site, key) -> Command
        self.attempts = {}
        self.reads = []
        self.baseline = {}         # (site, service) -> sequence

    def read(self):
        with open(self.path, "rb") as f:
            f.seek(self.offset)
            data = f.read()
        whole = data.rfind(b"\n") + 1
        self.offset += whole
        for line in data[:whole].splitlines():
            self.take(json.loads(line))
        return self

    def take(self, line):
        event = line["event"]
        if event == "baseline":
            self.baseline[line["site"], line["service"]] = line["sequence"]
        elif event == "read":
            self.reads.append(line)
        elif event == "invoke":
            place = line["site"], line["key"]
            if place not in self.commands:
                self.commands[place] = Command(line["site"], line["service"], line["key"], line["command"], line["path"],
                                               line.get("probe", ""))
            attempt = Attempt(line["id"], line["t"], line["body"], line["via"])
            self.attempts[line["id"]] = attempt
            self.commands[place].attempts.append(attempt)
        else:
            attempt = self.attempts.pop(line["id"])
            attempt.ended, attempt.event = line["t"], event
            for name in ("status", "code", "answer", "sequence", "replayed"):
                setattr(attempt, name, line[name])

    def real(self):
        """Commands that are no probes."""
        return [c for c in self.commands.values() if not c.probe]


# ---- expected effects --------------------------------------------------------------------------------------------------------

def _codes(body, column):
    """A column of an imported file."""
    text = base64.b64decode(body["content"]).decode("utf-8-sig")
    return [row[column] for row in csv.DictReader(io.StringIO(text))]


def _held(talk, **more):
    return [("TalkHeld", {"cadre_id": talk["cadre_id"], "held_on": talk["held_on"], **more}),
            ("TalkNoted", {"cadre_id": talk["cadre_id"], "summary": talk["summary"], **more})]


def _imported(kind, column):
    def effects(body, answer):
        codes = _codes(body, column)
        name = {"cadre_id": "CadreRegistered", "unit_id": "UnitRegistered"}[kind]
        return [(name, {kind: c}) for c in codes] + [("FileImported", {"file_name": body["file_name"], "rows": len(codes)})]
    return effects


def _one(event, from_body=(), from_answer=(), more=False):
    """One event with these fields; `more`: further ones may follow."""
    def effects(body, answer):
        wanted = {n: body[n] for n in from_body} | {n: answer[n] for n in from_answer}
        return [(event, wanted)] + ([...] if more else [])
    return effects


# command type -> effects(body, answer): (event type, {field: value}) in order; ... where others may follow
EFFECTS = {
    "PostHours": lambda b, a: [("HoursPosted", {"cadre_id": c, "entry_id": a["entry_id"], "hours": b["hours"], "title": b["title"],
                                                "starts_on": b["starts_on"]}) for c in b["cadre_ids"]],
    "DraftClass": lambda b, a: [("ClassDrafted", {"class_id": a["class_id"], "plan.title": b["plan"]["title"]})],
    "RecordEvidence": _one("EvidenceRecorded", ("cadre_id", "summary", "observed_on"), ("evidence_id",)),
    "RegisterReport": lambda b, a: [("ReportSealed", {"report_id": a["report_id"], "cadre_id": b["cadre_id"], "content": b["content"]}),
                                    ("ReportRegistered", {"report_id": a["report_id"]}),
                                    ("BarImposed", {"bar_id": a["report_id"], "cadre_id": b["cadre_id"]})],
    "RaiseWarning": _one("WarningRaised", ("cadre_id", "ground"), more=True),
    "NameTalker": _one("TalkerNamed", ("cadre_id",)),
    "RecordTalk": lambda b, a: _held(b["talk"], talk_id=a["talk_id"]),
    "RecordTalks": lambda b, a: [e for t in b["talks"] for e in _held(t)],
    "SetAwardScheme": _one("AwardSchemeSet", (), ("scheme_id",)),
    "NominateForAward": lambda b, a: [("AwardNominated", {"cadre_id": r["cadre_id"]}) for r in b["rows"]],
    "ImportPeople": _imported("cadre_id", "人员编码"),
    "ImportUnits": _imported("unit_id", "单位编码"),
    "EstablishPost": _one("PostEstablished", ("unit_id", "title", "count")),
    "SetRankPool": _one("RankPoolSet", ("total",), ("pool_id",)),
    "OpenRankPlan": _one("RankPlanOpened", ("unit_id", "slots"), ("plan_id",)),
    "NameRankCandidate": _one("RankCandidateNamed", ("plan_id", "cadre_id"), ("rank_case_id",)),
    "RecordRankProcedure": _one("RankProcedureRecorded", ("rank_case_id", "in_favour")),
    "RequestPooledQuota": _one("PooledQuotaRequested", ("rank_case_id", "reason")),
    "GrantPooledQuota": _one("PooledQuotaGranted", ("rank_case_id", "pool_id"), ("grant_id",)),
    "AbortRankCase": _one("RankCaseAborted", ("rank_case_id", "reason"), more=True),
    "OpenAccount": _one("AccountOpened", ("account", "display_name", "region")),
    "CloseAccount": _one("AccountClosed", ("account", "reason")),
    "SetPolicy": lambda b, a: [("PolicySet", {"rule_id": r["rule_id"], "row.value": r["value"]}) for r in b["rows"]],
}


def _value(event, path):
    for name in path.split("."):
        event = getattr(event, name)
    return event


def effect_problems(command, body, answer, decision):
    """How the records of a decision differ from what the command must bring about; empty when they fit."""
    if command.type not in EFFECTS:
        return []
    wanted, found = EFFECTS[command.type](body, answer), [r.envelope for r in decision if r.envelope]
    for number, want in enumerate(wanted):
        if want is ...:
            return []
        if number >= len(found):
            return [f"{want[0]} is missing"]
        envelope = found[number]
        if envelope.type != want[0]:
            return [f"{envelope.type} stands where {want[0]} belongs"]
        event = contract.body_of(envelope)
        wrong = {n: _value(event, n) for n, v in want[1].items() if str(_value(event, n)) != str(v)}
        if wrong:
            return [f"{want[0]} has {wrong}, not {want[1]}"]
    return [f"{found[len(wanted)].type} is one too many"] if len(found) > len(wanted) else []


def answer_in(record):
    """The answer a journal keeps for a key, as the API shows it; without the name of the service."""
    reply = contract.Reply.FromString(record.meta.answer)
    return {"sequence": reply.sequence, **{p.name: p.value for p in reply.result}}


# ---- totals ------------------------------------------------------------------------------------------------------------------

def own_events(journal):
    """(record, envelope, event) of everything the service itself recorded."""
    for record in journal.records:
        if record.kind == journals.EVENT:
            envelope = record.envelope
            yield record, envelope, contract.body_of(envelope)


def hours_of(journal):
    """{(cadre, year): hours} by training's journal, of postings and corrections (the load closes no classes)."""
    entries, total = {}, Counter()
    for _, envelope, event in own_events(journal):
        if envelope.type == "HoursPosted":
            entries[event.cadre_id, event.entry_id] = (event.starts_on[:4], event.hours)
        elif envelope.type == "HoursCorrected" and (event.cadre_id, event.entry_id) in entries:
            year = entries[event.cadre_id, event.entry_id][0]
            entries[event.cadre_id, event.entry_id] = (year, event.hours)
    for (cadre, _), (year, hours) in entries.items():
        total[cadre, int(year)] += hours
    return total


def hours_accepted(history, site, known):
    """{cadre: hours} by the commands: accepted ones, and unknown ones whose key `known` says is in the journal."""
    total = Counter()
    for command in history.real():
        if command.site == site and command.type == "PostHours" and (command.accepted or command.key in known):
            body = command.bodies()[0]
            for cadre in body["cadre_ids"]:
                total[cadre] += body["hours"]
    return total


def pools_of(journal):
    """({pool: (total, used)}, problems): the ledger of pooled slots replayed, each step within its total."""
    total, used, grants, problems = {}, Counter(), set(), []
    for record, envelope, event in own_events(journal):
        if envelope.type == "RankPoolSet":
            total[event.pool_id] = event.total
        elif envelope.type == "PooledQuotaGranted":
            used[event.pool_id] += 1
            grants.add(event.grant_id)
        elif envelope.type == "PooledQuotaReturned":
            used[event.pool_id] -= 1
            if event.grant_id not in grants:
                problems.append(f"record {record.sequence}: {event.grant_id} is given back twice or was never given")
            grants.discard(event.grant_id)
        else:
            continue
        if not 0 <= used[event.pool_id] <= total.get(event.pool_id, 0):
            problems.append(f"record {record.sequence}: {used[event.pool_id]} of {total.get(event.pool_id, 0)} slots are in use")
    return {p: (total[p], used[p]) for p in total}, problems


def talks_of(journal):
    """{(cadre, year): talks held} by welfare's journal."""
    total = Counter()
    for _, envelope, event in own_events(journal):
        if envelope.type == "TalkHeld":
            total[event.cadre_id, int(event.held_on[:4])] += 1
    return total
