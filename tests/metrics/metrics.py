#!/usr/bin/python3
"""The figures of the annual report, counted a second time: from exported events alone, by the definitions of the metrics
(people, person-times and classes kept apart), in another language and by another hand than the gateway's projection.

    metrics.py EVENTS.ndjson --from 2025-01-01 --to 2026-01-01 [--region 150404] [--unit u-150404-003] [--json]

An event line is what GET /api/v1/events gives. `to` is the first day after the period. A figure belongs to a region when the
person's unit lay in it as the event came in the merged stream; a city covers its counties, a province its cities."""
import argparse
import json
import sys
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
RAISED = ("PROMOTION", "TRANSFER_IN", "FURTHER_USE")
FIGURES = ["M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08", "M08a", "M08b", "M08c", "M09", "M10", "M11", "M12", "M14", "M15",
           "M15u", "M16", "M16r", "M17", "M17p", "M18", "M19", "Q01", "W01", "W02", "W03", "W04", "W05",
           "W06", "W06a", "W06b", "W07", "W07a", "W07b"]


def covers(scope, region):
    """Whether the region lies in the scope: 150400 covers 1504xx, 150000 covers 15xxxx."""
    while scope.endswith("00") and len(scope) > 2:
        scope = scope[:-2]
    return region.startswith(scope)


class Roster:
    """Where units lie and where people work, as the stream tells it."""

    def __init__(self):
        self.units, self.people = {}, {}

    def take(self, kind, body):
        if kind == "UnitRegistered":
            self.units[body["unit_id"]] = body["region"]
        elif kind == "CadreRegistered":
            self.people[body["cadre_id"]] = (body["unit_id"], body["authority"])
        elif kind == "CadreRevised" and body.get("now"):
            self.people[body["cadre_id"]] = (body["now"]["unit_id"], body["now"]["authority"])

    def place(self, cadre_id):
        """(unit, region); somebody whose unit is unknown here counts where he is managed."""
        unit, authority = self.people.get(cadre_id, ("", ""))
        return unit, self.units.get(unit, authority)


class Scope:
    def __init__(self, start, end, region, unit):
        self.start, self.end, self.region, self.unit = start, end, region or "", unit or ""

    def takes(self, day, place):
        unit, region = place
        return self.start <= day < self.end and (not self.unit or unit == self.unit) and (not self.region or covers(self.region, region))


def day_of(event):
    moment = datetime.fromisoformat(event["occurred_at"].replace("Z", "+00:00"))
    return moment.astimezone(CHINA).date().isoformat()


class Counter:
    """One set per figure: its size is the figure."""

    def __init__(self, scope):
        self.scope, self.roster = scope, Roster()
        self.found = {name: set() for name in FIGURES}
        self.weight = ("", 0)

    def add(self, figure, what):
        self.found[figure].add(what)

    def event(self, event):
        body, kind = event.get("body"), event["type"]
        if event.get("withheld") or body is None:
            return
        if kind == "InspectionPublished":
            self.inspection(event, body)
        rule = getattr(self, "on_" + kind, None)
        if rule:
            day = rule.__annotations__["day"]
            day = day_of(event) if day == "occurred" else body[day]
            if self.scope.takes(day, self.roster.place(body["cadre_id"])):
                rule(body, body["cadre_id"])
        self.roster.take(kind, body)

    def inspection(self, event, body):
        """An inspection has no person and no unit: it belongs to the site that held it."""
        if self.scope.takes(body["published_on"], ("", event["site"])):
            self.add("Q01", body["inspection_id"])
            if body["published_on"] >= self.weight[0]:
                self.weight = (body["published_on"], body.get("weight_percent", 0))

    # every rule: the annotation of `day` names the field with the day the figure goes by
    def on_TrainingCompleted(self, b, who, day: "completed_on" = None):
        if b["venue"] == "PARTY_SCHOOL":
            self.add("M01", who)
        if b["kind"] == "THEORY":
            self.add("M02", (who, b["class_id"]))
        if b["kind"] == "SPECIAL":
            self.add("M03", b["class_id"])
            self.add("M04", (who, b["class_id"]))

    def on_Dispatched(self, b, who, day: "starts_on" = None):
        figure = {"ASSIST": "M05", "CAPITAL": "M06", "INVESTMENT": "M07"}.get(b["programme"])
        if figure:
            self.add(figure, who)

    def on_Appointed(self, b, who, day: "effective_on" = None):
        if b["kind"] not in RAISED:
            return
        if b["ground"] == "EPIDEMIC_MECHANISM":
            self.add("M08", who)
            self.add("M08" + "abc"[RAISED.index(b["kind"])], who)
        if b["domain"] in ("EPIDEMIC", "RURAL"):
            self.add("M09", who)
        if b["was_first_secretary"] and b["township_leadership"]:
            self.add("M10", who)
        if b["ground"] == "ASSESSMENT_RESULT":
            self.add("M14", who)

    def on_RankPromoted(self, b, who, day: "effective_on" = None):
        if b["quota_source"] == "POOL":
            self.add("M11", who)

    def on_Adjusted(self, b, who, day: "adjusted_on" = None):
        self.add("M12", who)

    def on_Interviewed(self, b, who, day: "held_on" = None):
        self.add("M15", who)
        self.add("M15u", b["unit_id"])

    def on_Cleared(self, b, who, day: "cleared_on" = None):
        self.add("M16", who)
        self.add("M16r", b["clearing_id"])

    def on_TalkHeld(self, b, who, day: "held_on" = None):
        self.add("M17", b["talk_id"])
        self.add("M17p", who)

    def on_ClaimPaid(self, b, who, day: "paid_on" = None):
        self.add("M18", who)

    def on_AwardGranted(self, b, who, day: "granted_on" = None):
        self.add("M19", who)

    def on_WarningRaised(self, b, who, day: "occurred" = None):
        self.add("W01", who)

    def on_MeasureIssued(self, b, who, day: "issued_on" = None):
        self.add("W02", who)

    def on_ObservationEnrolled(self, b, who, day: "enrolled_on" = None):
        self.add("W03", who)

    def on_ObservationConcluded(self, b, who, day: "concluded_on" = None):
        self.add("W04", who)

    def on_CalledUp(self, b, who, day: "occurred" = None):
        self.add("W05", who)

    def on_FrontlineRecognised(self, b, who, day: "recognised_on" = None):
        self.add("W06", who)
        if b["outcome"] in ("PROMOTE_TRACK", "TIMELY_REWARD"):
            self.add("W06a" if b["outcome"] == "PROMOTE_TRACK" else "W06b", who)

    def on_FrontlineUsed(self, b, who, day: "used_on" = None):
        self.add("W07a" if b["use"] == "RANK_PROMOTED" else "W07", who)
        if b["first_secretary"]:
            self.add("W07b", who)


def figures(events, start, end, region="", unit=""):
    """{id: value} of the days start..end (the end not counted), in the region and unit named."""
    counter = Counter(Scope(start, end, region, unit))
    for event in events:
        counter.event(event)
    return {name: len(found) for name, found in counter.found.items()} | {"Q02": counter.weight[1]}


def read(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip():
                yield json.loads(line)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("events")
    options.add_argument("--from", dest="start", default="1900-01-01")
    options.add_argument("--to", dest="end", default="2200-01-01")
    options.add_argument("--region", default="")
    options.add_argument("--unit", default="")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    values = figures(read(given.events), given.start, given.end, given.region, given.unit)
    if given.json:
        json.dump(values, sys.stdout)
        print()
        return
    for name, value in values.items():
        print(f"{name:5} {value:8}")


if __name__ == "__main__":
    main()
