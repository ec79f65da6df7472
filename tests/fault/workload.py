"""Load for a city under faults, every invocation and its end written down.

    work = Workload(city, "/elsewhere/history.ndjson", seed=7)
    work.start(); ...; work.pause(); observe(city); work.resume(); ...; work.stop()

History: JSON lines, each flushed, so that a dying test loses none.
  invoke               {t, id, event, site, service, key, command, via, path, body, probe?}   key: "account|key"
  accepted | refused | unknown  {t, id, event, site, service, key, command, status, code, answer, sequence, replayed}
  read                 {t0, t, site, thread, kind, what, after, wanted, status, seen, as_of}
  baseline             {t, site, service, sequence}: what the journals held before the first command
Unknown means that no answer said what became of the command; it is asked for again under its key until one does. Requests that
others make by site.call (an operator, a fault) are written down as well.

Threads: `threads` of them issue commands, the last over the command sockets when there is more than one; start, pause, resume and
stop belong to one other thread. The history is written under `lock`."""
import json
import random
import re
import threading
import time
import traceback
from collections import deque

import catalogue
import contract
import journals
from clients import BusClient, HttpClient, Outcome, Sessions

RATE = 60                      # commands a second and thread, at most
GRACE_S = 0.5                  # how long pause lets commands come to their end before it hangs up
OLD_MAX = 300                  # accepted commands remembered for being sent again
PROBE, READ, AGAIN, OTHER_BODY, OLD = 0.03, 0.25, 0.12, 0.04, 0.05   # shares
SETUP_S = 60
UPKEEP = re.compile(r"/session$|/platform/\w+/(verify|rebuild|snapshot)$")     # no commands: nothing is recorded


class History:
    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8", buffering=1)      # closed by close()
        self.lock, self.number = threading.Lock(), 0
        self.accepted = 0          # attempts, probes included

    def write(self, **line):
        with self.lock:
            self.file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def next_id(self):
        with self.lock:
            self.number += 1
            return self.number

    def invoke(self, site, command, key, body, via, **more):
        id_ = self.next_id()
        self.write(t=time.monotonic_ns(), id=id_, event="invoke", site=site, service=command.service, key=key, command=command.type,
                   via=via, path=command.path, body=body, **more)
        return id_

    def end(self, id_, site, command, key, outcome, **more):
        self.accepted += outcome.event == "accepted"
        self.write(t=time.monotonic_ns(), id=id_, event=outcome.event, site=site, service=command.service, key=key,
                   command=command.type, status=outcome.status, code=outcome.code, answer=outcome.answer, sequence=outcome.sequence,
                   replayed=outcome.replayed, **more)

    def close(self):
        self.file.close()


class Party:
    """One site as the load sees it: its people and its sessions."""

    def __init__(self, site, tag):
        self.site, self.cast, self.sessions = site, catalogue.Cast(site.code, tag), Sessions(site)

    def account(self, who):
        return who if who in self.site.passwords else f"{who}.{self.site.code}"


class Workload:
    def __init__(self, city, history_path, seed, threads=4, rate=RATE, actions=None):
        self.city, self.history_path, self.seed, self.rate = city, history_path, str(seed), rate
        self.actions = actions or catalogue.ACTIONS
        self.history = History(history_path)
        tag = f"{time.time_ns() // 1_000_000:x}"[-7:]
        self.parties = [Party(site, f"{tag}{i}") for i, site in enumerate(city.sites)]
        self.hands = [Hand(self, i, i == threads - 1 and threads > 1) for i in range(threads)]
        self.running, self.stopping = threading.Event(), False
        for party in self.parties:
            self.listen(party.site)
        city.workload = self

    def listen(self, site):
        """From now on what others ask of the site by `call` is written down too."""
        real, history = site.call, self.history

        def call(account, method, path, body=None, key=None, headers=None):
            if method != "POST" or UPKEEP.match(path):
                return real(account, method, path, body, key, headers)
            key = key or f"{time.time_ns():020d}-call-{history.next_id()}"
            command = catalogue.Command(path.split("/")[1], "", path, account, body)
            whole, outcome = f"{account}|{key}", Outcome("unknown")
            id_ = history.invoke(site.code, command, whole, body, "call")
            try:
                answer = real(account, method, path, body, key, headers)
                outcome = Outcome("accepted", 200, "", answer, int(answer.get("sequence", 0)))
                return answer
            except Exception as e:
                if getattr(e, "status", 500) < 500:
                    outcome = Outcome("refused", e.status, e.code or "")
                raise
            finally:
                history.end(id_, site.code, command, whole, outcome)
        site.call = call

    # ---- control
    def start(self):
        """Sets up its people on every site, then lets the load run."""
        for party in self.parties:
            for service in contract.SERVICES:
                tail = journals.read_journal(self.city.journal(party.site, service)).sequence
                self.history.write(t=time.monotonic_ns(), event="baseline", site=party.site.code, service=service, sequence=tail)
        for steps in (catalogue.setting, catalogue.setting_known):
            for party in self.parties:
                self.prepare(party, steps(party.cast))
            self.city.settle()
        self.running.set()
        for hand in self.hands:
            hand.thread.start()

    def prepare(self, party, steps):
        hand = Hand(self, len(self.hands), False)
        answer, deadline = None, time.monotonic() + SETUP_S
        try:
            command = next(steps)
            while True:
                key = hand.new_key(party, command)
                outcome = hand.send(party, command, key)
                while outcome.event == "unknown" or outcome.code in ("BUSY", "CADRE_UNKNOWN"):
                    if time.monotonic() > deadline:
                        raise RuntimeError(f"{command.type}: {outcome}")
                    time.sleep(0.05)
                    outcome = hand.send(party, command, key)
                if outcome.event != "accepted":
                    raise RuntimeError(f"{command.type}: {outcome}")
                answer = outcome.answer
                command = steps.send(answer)
        except StopIteration:
            hand.close()

    def pause(self):
        """Returns when nothing is on its way any more; who waits too long is made to hang up."""
        self.running.clear()
        deadline = time.monotonic() + GRACE_S
        while any(h.busy for h in self.hands):
            if time.monotonic() > deadline:
                for hand in self.hands:
                    hand.abort()
            time.sleep(0.005)
        self.complain()

    def complain(self):
        """A thread that broke is an error of the test, told to whoever controls the load."""
        broken = [h.broken for h in self.hands if h.broken]
        if broken:
            raise RuntimeError("the load broke: " + broken[0])

    def resume(self):
        self.running.set()

    def stop(self):
        """Ends the threads; the history is complete on return."""
        self.stopping = True
        for hand in self.hands:
            hand.abort()
        self.running.set()
        for hand in self.hands:
            if hand.thread.ident:
                hand.thread.join()
        if not self.history.file.closed:
            self.history.close()
        self.complain()

    def unknown(self):
        """How many commands still wait for an answer."""
        return sum(len(h.waiting) for h in self.hands)


class Hand:
    """One thread of the load."""

    def __init__(self, work, number, bus):
        self.work, self.number, self.bus = work, number, bus
        self.random = random.Random(f"{work.seed}/{number}")
        self.party = work.parties[number % len(work.parties)]
        self.http = {p.site.code: HttpClient(p.site, p.sessions) for p in work.parties}
        self.buses, self.strangers = {}, {}
        self.waiting, self.old, self.count = deque(), deque(maxlen=OLD_MAX), 0
        self.busy, self.broken = False, ""
        self.thread = threading.Thread(target=self.run, daemon=True)

    # ---- sending
    def new_key(self, party, command):
        self.count += 1
        return f"{time.time_ns():020d}-{self.number}-{self.count}"

    def actor(self, party, who):
        return {"account": f"bus-{who}.{party.site.code}", "region": party.site.code, "roles": [catalogue.ROLE[who]]}

    def by_bus(self, command):
        return self.bus and command.service in contract.SERVICES[:-1] and command.who in catalogue.ROLE

    def send(self, party, command, key, body=None):
        """One invocation and its end. Rows of the history belong to the account the daemon sees."""
        body, code, history = command.body if body is None else body, party.site.code, self.work.history
        if self.by_bus(command):
            actor = self.actor(party, command.who)
            whole = f"{actor['account']}|{key}"
            id_ = history.invoke(code, command, whole, body, "bus")
            client = self.buses.setdefault(code, BusClient(party.site))
            outcome = client.command(command.service, command.type, body, actor, key)
        else:
            account = party.account(command.who)
            whole = f"{account}|{key}"
            id_ = history.invoke(code, command, whole, body, "http")
            outcome = self.http[code].post(account, command.path, body, key)
        if command.service == "platform" and outcome.event == "refused" and outcome.status >= 500:
            outcome = Outcome("unknown", outcome.status, outcome.code)      # one of six daemons refused; what the others did is open
        history.end(id_, code, command, whole, outcome)
        return outcome

    def abort(self):
        for client in [*self.http.values(), *self.buses.values(), *self.strangers.values()]:
            client.abort()

    def close(self):
        for client in [*self.http.values(), *self.buses.values(), *self.strangers.values()]:
            client.close()

    # ---- what it does
    def run(self):
        try:
            self.work_on()
        except Exception:
            self.broken = traceback.format_exc()
        finally:
            self.close()

    def work_on(self):
        while not self.work.stopping:
            if not self.work.running.is_set():
                self.work.running.wait(0.2)
                continue
            self.busy = True
            try:
                if self.work.running.is_set() and not self.work.stopping:
                    self.turn()
            finally:
                self.busy = False
            time.sleep(self.random.expovariate(self.work.rate))

    def turn(self):
        chance = self.random.random()
        if self.waiting and self.random.random() < 0.5:
            self.resolve()
        elif chance < PROBE:
            self.probe()
        elif chance < PROBE + OLD and self.old:
            party, command, key = self.random.choice(self.old)
            self.send(party, command, key)
        else:
            action = self.random.choices([a for a, _ in self.work.actions], [w for _, w in self.work.actions])[0]
            steps = action(self.party.cast, self.random, f"{self.party.cast.tag}x{self.number}x{self.count}")
            self.go_on(steps, None)

    def go_on(self, steps, answer):
        """The next command of an action, until it ends, or an outcome is unknown, or the load is told to rest."""
        try:
            command = next(steps) if answer is None else steps.send(answer)
        except StopIteration:
            return
        while command is not None:
            key = self.new_key(self.party, command)
            outcome = self.send(self.party, command, key)
            command = self.after(steps, command, key, outcome)

    def after(self, steps, command, key, outcome):
        """What follows an outcome; the next command of the action, or None."""
        if outcome.event == "unknown":
            self.waiting.append((steps, command, key))
            return None
        if outcome.event == "accepted":
            self.old.append((self.party, command, key))
            self.tease(command, key, outcome)
        try:
            following = steps.send(outcome.answer if outcome.event == "accepted" else None)
        except StopIteration:
            return None
        if self.work.running.is_set():
            return following
        return None

    def resolve(self):
        """Asks again for the oldest command whose outcome is unknown."""
        steps, command, key = self.waiting.popleft()
        outcome = self.send(self.party, command, key)
        command = self.after(steps, command, key, outcome)
        while command is not None:
            key = self.new_key(self.party, command)
            command = self.after(steps, command, key, self.send(self.party, command, key))

    def tease(self, command, key, outcome):
        """The same again, the same key with another body, a look at what was written."""
        if self.random.random() < AGAIN:
            for _ in range(self.random.choice((1, 1, 1, 2, 5))):
                self.send(self.party, command, key)
        if command.twist and self.random.random() < OTHER_BODY:
            self.send(self.party, command, key, command.twisted())
        if self.random.random() < READ:
            self.read(command, outcome)

    # ---- reads
    def read(self, command, outcome):
        """The merged stream read after the write just answered: a dossier that must show it, or the report's place."""
        answer = outcome.answer
        if not outcome.sequence or command.service not in contract.SERVICES:
            return
        after = f"{command.service}:{outcome.sequence}"
        t0, code = time.monotonic_ns(), self.party.site.code
        line = {"t0": t0, "event": "read", "site": code, "thread": self.number, "after": after}
        if command.about and self.random.random() < 0.7:
            status, got = self.http[code].get(self.party.account("org"), f"/dossiers/{command.about}?limit=50", {"Read-After": after})
            line |= {"kind": "dossier", "what": command.about, "seen": [e["event_id"] for e in got.get("timeline", [])],
                     "as_of": max([int(e["sequence"]) for e in got.get("timeline", [])], default=0)}
        elif command.type == "DraftClass":
            status, got = self.http[code].get(self.party.account("train"), f"/training/classes/{answer['class_id']}")
            line |= {"kind": "row", "what": answer["class_id"], "seen": [got.get("class_id", "")], "as_of": 0}
        else:
            status, got = self.http[code].get(self.party.account("org"), "/report?year=2025", {"Read-After": after})
            line |= {"kind": "report", "what": "report", "seen": [], "as_of": int(got.get("as_of_sequence", 0))}
        self.work.history.write(t=time.monotonic_ns(), status=status, **line)

    # ---- what nobody may
    def probe(self):
        how, command = catalogue.probes(self.party.cast, self.random, f"{self.number}x{self.count}")
        party, code, key = self.party, self.party.site.code, f"{time.time_ns():020d}-probe-{self.number}"
        account = party.account(command.who) if how == "role" else f"probe-{how}"
        whole = f"{account}|{key}"
        id_ = self.work.history.invoke(code, command, whole, command.body, "probe", probe=how)
        if how in ("daemon", "stranger"):
            client = self.strangers.setdefault((code, how), BusClient(party.site, "training" if how == "daemon" else "nobody"))
            actor = {"account": account, "region": code, "roles": [catalogue.ROLE["assess"]]}
            outcome = client.command(command.service, command.type, command.body, actor, key)
        elif how == "role":
            outcome = self.http[code].post(account, command.path, command.body, key)
        else:
            outcome = self.without_session(code, command, key, {} if how == "none" else {"Authorization": "Bearer " + "f" * 43})
        self.work.history.end(id_, code, command, whole, outcome, probe=how)

    def without_session(self, code, command, key, headers):
        try:
            status, answer, _ = self.http[code].ask("POST", command.path, json.dumps(command.body),
                                                    {"Content-Type": "application/json", "Idempotency-Key": key, **headers})
        except OSError as e:
            return Outcome("unknown", 0, str(e)[:80])
        return Outcome("accepted" if status // 100 == 2 else "refused", status, answer.get("code", ""), answer)
