"""What a city shows once it is quiet: every journal, every state's digest beside that of a rebuild, the streams, the merged events
and the figures as the gateway tells them, some tables, and what the processes use.

`observe(city)` may be called again and again on the same city: journals are read on from where the last reading ended (and whole
every WHOLE_EVERY times), the marks of earlier observations are kept. `glance(city)` looks while the load runs."""
import hashlib
import os
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone

import contract
import journals
import model

sys.path.insert(0, os.path.join(contract.ROOT, "tests", "metrics"))
import metrics  # noqa: E402

WHOLE_EVERY = 10
STILL_S = 30                   # until the journals stand still
PAGE = 500
DOSSIERS = 3


@dataclass
class Daemon:
    """One daemon as it was found."""
    site: str
    service: str
    journal: journals.Journal
    digest: str = ""           # of the live state
    digests: tuple = ("", "")  # before and after a rebuild
    state_sequence: int = 0
    streams: list = field(default_factory=list)      # of the status: {site, service, state, sequence, tail}
    figures: dict = field(default_factory=dict)
    pid: int = 0
    resident: int = 0
    files: int = 0
    journal_bytes: int = 0


@dataclass
class Glance:
    """While the load ran: a follower's last position in a stream, and the producer's journal read after it."""
    site: str
    service: str
    position: tuple            # (site, service, sequence, hash)


@dataclass
class Evidence:
    daemons: dict = field(default_factory=dict)      # (site, service) -> Daemon
    history: model.History = None
    merged: dict = field(default_factory=dict)       # site -> merged events the API gave since the last observation
    figures: dict = field(default_factory=dict)      # site -> {figure: value} of the report
    counted: dict = field(default_factory=dict)      # site -> {figure: value} counted from the gateway's journal
    tables: dict = field(default_factory=dict)       # site -> {"hours": {(cadre, year): n}, "talks": ..., "pools": {id: (total, used)}}
    dossiers: dict = field(default_factory=dict)     # site -> {cadre: timeline}
    marks: dict = field(default_factory=dict)        # (site, service) -> [(sequence, hash)] of earlier observations
    glances: list = field(default_factory=list)
    damages: list = field(default_factory=list)
    restarts: list = field(default_factory=list)     # (site, service) whose process is another than last time
    expected_restarts: list = field(default_factory=list)            # those announced since the last observation
    index: object = None       # made by the invariants when first needed

    def journal(self, site, service):
        return self.daemons[site, service].journal

    def sites(self):
        return sorted({site for site, _ in self.daemons})

    def producers(self, daemon):
        """The journals a daemon follows."""
        for stream in daemon.streams:
            producer = self.daemons.get((stream["site"], stream["service"]))
            if producer:
                yield stream, producer.journal


class Observer:
    """Remembers what it read of a city."""

    def __init__(self, city):
        self.city, self.times = city, 0
        self.journals, self.marks, self.merged_after, self.pids = {}, {}, {}, {}
        self.counters, self.counted_to, self.announced = {}, {}, 0
        self.history, self.glances, self.problems, self.statuses = None, [], {}, {}

    # ---- journals
    def read(self, site, service, whole=False):
        """Takes in what is new. True when something was."""
        place, path = (site.code, service), self.city.journal(site, service)
        known = self.journals.get(place)
        if known is None or whole or not self.continues(known):
            self.journals[place] = journals.read_journal(path)
            return known is None or self.journals[place].chain != known.chain
        newer = journals.read_journal(path, known.end)
        known.problems.clear()
        known.join(newer)
        return bool(newer.records)

    @staticmethod
    def continues(known):
        """The last record read still lies where it was; else somebody rewrote the journal, and it is read anew."""
        if not known.records or known.problems:
            return False
        last = known.records[-1]
        try:
            with open(os.path.join(known.directory, f"{last.segment:020d}.seg"), "rb") as f:
                f.seek(last.offset + journals.PREFIX)
                return hashlib.sha256(f.read(journals.HEADER)).digest() == last.header_hash
        except OSError:
            return False

    def read_all(self, whole=False):
        return any([self.read(site, service, whole) for site in self.city.sites for service in contract.SERVICES])

    # ---- the whole
    def observe(self):
        self.times += 1
        self.city.settle()
        evidence = Evidence(damages=list(self.city.damages), glances=list(self.glances))
        self.read_all(whole=self.times % WHOLE_EVERY == 0)
        self.stand_still(evidence)
        self.read_history(evidence)
        for site in self.city.sites:
            self.look_at(evidence, site)
        self.remember(evidence)
        return evidence

    def read_history(self, evidence):
        work = getattr(self.city, "workload", None)
        if work and self.history is None:
            self.history = model.History(work.history_path)
        evidence.history = self.history.read() if self.history else model.History("")

    def stand_still(self, evidence):
        """Digests of states whose journals did not grow meanwhile: a marker or a late command may still come in. A rebuild has the
        daemon's followers connect anew, so the streams are waited for once more before they are looked at."""
        deadline = time.monotonic() + STILL_S
        while True:
            found = {(site.code, service): self.daemon(site, service) for site in self.city.sites for service in contract.SERVICES}
            self.city.settle()
            self.statuses = {site.code: site.get("sysadmin", "/platform/status")["services"] for site in self.city.sites}
            if not self.read_all() and all(d.state_sequence == d.journal.sequence for d in found.values()):
                evidence.daemons = found
                return
            if time.monotonic() > deadline:
                evidence.daemons = found      # what does not fit will be told by the invariants
                return

    def daemon(self, site, service):
        live = site.do("sysadmin", f"/platform/{service}/verify")
        built = site.do("sysadmin", f"/platform/{service}/rebuild")
        return Daemon(site.code, service, self.journals[site.code, service], live["digest"],
                      (built["digest_before"], built["digest_after"]), int(live["state_sequence"]))

    def look_at(self, evidence, site):
        code = site.code
        for status in self.statuses[code]:
            daemon = evidence.daemons[code, status["service"]]
            daemon.streams = [{**s, "sequence": int(s["sequence"]), "tail": int(s["tail"])} for s in status["streams"]]
            daemon.figures = {f["name"]: int(f["value"]) for f in status["figures"]}
            self.process(site, daemon)
        evidence.merged[code] = self.merged(site)
        evidence.figures[code] = reported(site)
        evidence.counted[code] = self.counted(code)
        evidence.tables[code] = tables(site)
        evidence.dossiers[code] = self.sample(site)

    @staticmethod
    def process(site, daemon):
        pid = daemon.pid = site.processes[daemon.service].pid
        with open(f"/proc/{pid}/statm", encoding="ascii") as f:
            daemon.resident = int(f.read().split()[1]) * os.sysconf("SC_PAGESIZE")
        daemon.files = len(os.listdir(f"/proc/{pid}/fd"))
        folder = daemon.journal.directory
        daemon.journal_bytes = sum(os.path.getsize(os.path.join(folder, n)) for n in os.listdir(folder) if n.endswith(".seg"))

    def merged(self, site):
        """The merged events since the last observation, by the API, as far as the journal was read: what came in since is looked at the
        next time."""
        items, after, read = [], self.merged_after.get(site.code, 0), self.journals[site.code, "gateway"].sequence
        while True:
            page = site.get("audit", f"/events?after={after}&limit=2000")
            items += [told for told in page["items"] if int(told["merged_sequence"]) <= read]
            if int(page["next"]) >= min(read, int(page["tail"])) or int(page["next"]) == after:
                self.merged_after[site.code] = min(read, int(page["next"]))
                return items
            after = int(page["next"])

    def counted(self, code):
        """The report's figures by the independent counter, from the records the gateway's journal holds."""
        counter = self.counters.setdefault(code, metrics.Counter(metrics.Scope("1900-01-01", "2200-01-01", "", "")))
        for record in self.journals[code, "gateway"].records[self.counted_to.get(code, 0):]:
            event = as_merged(record)
            if event:
                counter.event(event)
        self.counted_to[code] = len(self.journals[code, "gateway"].records)
        return {name: len(found) for name, found in counter.found.items()} | {"Q02": counter.weight[1]}

    def sample(self, site):
        """Some dossiers in whole."""
        people = sorted({c.attempts[0].body.get("cadre_id", "") for c in self.commands() if c.site == site.code and c.accepted} - {""})
        out = {}
        for cadre in people[self.times % 7::max(1, len(people) // DOSSIERS)][:DOSSIERS]:
            out[cadre] = timeline(site, cadre)
        return out

    def commands(self):
        return self.history.commands.values() if self.history else []

    def remember(self, evidence):
        """Restarts and earlier marks into the evidence; this observation's marks for the next one."""
        evidence.expected_restarts = list(self.city.expected_restarts[self.announced:])
        self.announced = len(self.city.expected_restarts)
        evidence.marks = {place: list(marks) for place, marks in self.marks.items()}
        for place, daemon in evidence.daemons.items():
            if self.pids.get(place, daemon.pid) != daemon.pid:
                evidence.restarts.append(place)
            self.pids[place] = daemon.pid
            mark = (daemon.journal.sequence, daemon.journal.chain[2])
            if mark not in self.marks.setdefault(place, []):
                self.marks[place].append(mark)

    def glance(self):
        """Where every follower stands now: it may never hold what its producer does not."""
        followers = {}
        for site in self.city.sites:
            for service in contract.SERVICES:
                known = self.journals.get((site.code, service))
                newer = journals.read_journal(self.city.journal(site, service), known.end if known else None)
                for decision in newer.decisions():
                    up = decision[-1].meta.upstream
                    if up.sequence:
                        followers[site.code, service, up.site, up.service] = (up.sequence, up.hash)
        self.glances += [Glance(site, service, (of_site, of, sequence, hash_))
                         for (site, service, of_site, of), (sequence, hash_) in followers.items()]


def as_merged(record):
    """A record of a gateway as a merged event; None for one without event."""
    if record.kind not in (journals.EVENT, journals.ADOPTED):
        return None
    envelope = record.envelope
    if envelope is None or record.data_class == contract.CONFIDENTIAL:
        return {"withheld": True, "type": "", "body": None}
    return {"withheld": False, "site": envelope.site, "service": envelope.service, "type": envelope.type,
            "occurred_at": datetime.fromtimestamp(envelope.occurred_at_ms / 1000, timezone.utc).isoformat(),
            "body": contract.as_json(contract.body_of(envelope))}


def reported(site):
    report = site.get(f"org.{site.code}", "/report?from=1900-01-01&to=2200-01-01")
    return {f["id"]: int(f["value"]) for section in report["sections"] for line in section["lines"] for f in line["figures"]}


def rows(site, who, path):
    items, after = [], ""
    while True:
        page = site.get(f"{who}.{site.code}", f"{path}?limit={PAGE}" + (f"&after={after}" if after else ""))
        items += page["items"]
        after = page["next"]
        if not after:
            return items


def tables(site):
    """Sums the daemons keep, to be held against their journals."""
    return {"hours": {(r["cadre_id"], int(r["year"])): int(r["hours"]) for r in rows(site, "train", "/training/hours-years")},
            "talks": {(r["cadre_id"], int(r["year"])): int(r["talks"]) for r in rows(site, "cadre", "/welfare/talk-years")},
            "pools": {r["pool_id"]: (int(r["total"]), int(r["used"])) for r in rows(site, "cadre", "/personnel/pools")}}


def timeline(site, cadre):
    """Every line of a dossier, newest first."""
    lines, after = [], ""
    while True:
        page = site.get(f"org.{site.code}", f"/dossiers/{cadre}?limit={PAGE}" + (f"&after={after}" if after else ""))
        lines += page["timeline"]
        after = page.get("next")
        if not after:
            return lines


def _observer(city):
    if not hasattr(city, "observer"):
        city.observer = Observer(city)
    return city.observer


def observe(city):
    """Waits for quiet and collects everything; see Evidence."""
    return _observer(city).observe()


def glance(city):
    """A look while the load runs; what it finds stands in the next evidence."""
    _observer(city).glance()
