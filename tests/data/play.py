#!/usr/bin/python3
"""Plays a year against a running site, as `dandangctl play` does; what the tests use, and the meaning of play.ndjson in
short. `client` is anything with call(account, method, path, body, key) -> answer, raising an exception with .code and .body
when refused, and with today(iso_day) that moves the clock and settles."""
import base64
import json
import os
from itertools import groupby
from urllib.parse import quote


class Failed(Exception):
    pass


class Player:
    def __init__(self, client, folder, report=print):
        self.client, self.folder, self.report = client, folder, report
        self.names = {}
        self.played = self.refused = 0
        self.wrong = []            # (line number, what)

    def fill(self, value):
        """Everything that is exactly $name becomes what was saved."""
        if isinstance(value, str) and value.startswith("$"):
            if value[1:] not in self.names:
                raise Failed(f"nothing saved as {value}")
            return self.names[value[1:]]
        if isinstance(value, dict):
            return {k: self.fill(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.fill(v) for v in value]
        return value

    def command(self, line, number):
        body = self.fill(line.get("body", {}))
        if "body_file" in line:
            with open(os.path.join(self.folder, line["body_file"]), "rb") as f:
                body[line["field"]] = base64.b64encode(f.read()).decode()
        answer = self.client.call(line["as"], "POST", line["do"], body, key=f"play-{number:08d}")
        for name, field in line.get("save", {}).items():
            self.names[name] = answer[field]

    def find(self, line):
        pairs = [part.split("=", 1) for part in line.get("query", "").split("&") if part]
        query = "&".join(f"{k}={quote(self.fill(v), safe='')}" for k, v in pairs)
        after, seen = "", []
        while True:
            page = self.client.call(line["as"], "GET", f"{line['get']}?{query}&limit=200" + (f"&after={after}" if after else ""))
            for row in page["items"]:
                seen.append(row)
                if all(row.get(k) == self.fill(v) for k, v in line["where"].items()):
                    for name, field in line["save"].items():
                        self.names[name] = row[field]
                    return
            after = page["next"]
            if not after:
                brief = [{k: row.get(k) for k in line["where"]} for row in seen]
                raise Failed(f"no row of {line['get']}?{query} with {line['where']}, only {brief}")

    def step(self, line, number):
        expected = line.get("expect", "")
        try:
            if "get" in line:
                self.find(line)
            else:
                self.command(line, number)
        except Failed as e:
            self.note(number, line, str(e))
            return
        except Exception as e:
            if not hasattr(e, "code"):
                raise
            self.refused += 1
            if e.code != expected:
                self.note(number, line, str(e))
            return
        self.played += 1
        if expected:
            self.note(number, line, f"accepted, {expected} was expected")

    def note(self, number, line, what):
        self.wrong.append((number, what))
        where = line.get("do") or line.get("get")
        self.report(f"{number} {line['day']} {line['lane']} {line['as']} {where} {line.get('expect', '')}: {what[:300]}\n"
                    f"    {json.dumps(line.get('body', line.get('where')), ensure_ascii=False)[:300]}")

    def play(self, path=None, until="9999", stop_after=30):
        """Day by day; lanes one after another, which is one of the orders the platform has to bear."""
        with open(path or os.path.join(self.folder, "play.ndjson"), encoding="utf-8") as f:
            lines = [(n, json.loads(line)) for n, line in enumerate(f, 1)]
        for day, group in groupby(lines, key=lambda x: x[1]["day"]):
            if day > until:
                break
            self.client.today(day)
            for number, line in group:
                if "as" in line:
                    self.step(line, number)
                if len(self.wrong) >= stop_after:
                    return self
        return self
