"""A real Chromium without a window, driven through chromedriver by the W3C WebDriver protocol. Only the standard library."""
import base64
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ENTER, TAB = "\ue007", "\ue004"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage", "--disable-crash-reporter", "--disable-breakpad",
             "--no-default-browser-check", "--disable-features=Translate,OptimizationHints,MediaRouter",
             "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--lang=zh-CN", "--force-device-scale-factor=1"]
PATIENCE_S = 10


class BrowserError(Exception):
    pass


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Browser:
    def __init__(self, width=1280, height=900):
        self.folder = tempfile.mkdtemp(prefix="dandang-browser-")
        self.port = free_port()
        self.log = open(os.path.join(self.folder, "chromedriver.log"), "wb")
        self.driver = subprocess.Popen(["chromedriver", f"--port={self.port}", "--allowed-ips=127.0.0.1"], stdout=self.log, stderr=self.log,
                                       start_new_session=True)
        self.session = None
        self.requests = []                 # every address asked for, as the performance log tells
        try:
            self.wait(self.is_up, "chromedriver answers")
            profile = os.path.join(self.folder, "profile")
            answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
                "browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                "goog:chromeOptions": {"args": ARGUMENTS + [f"--user-data-dir={profile}", f"--window-size={width},{height}"]}}}})
            self.session = answer["sessionId"]
        except BaseException:
            self.close()
            raise

    def is_up(self):
        try:
            return self.call("GET", "/status")["ready"]
        except OSError:
            return False

    def close(self):
        """Ends the browser, then the driver and whatever is left of both: all of one process group we started."""
        try:
            if self.session:
                self.call("DELETE", f"/session/{self.session}")
        except (OSError, BrowserError):
            pass
        self.driver.terminate()
        try:
            self.driver.wait(5)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.driver.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.driver.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.close()

    # ---- protocol
    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            value = json.loads(answer.read())["value"]
        finally:
            connection.close()
        if answer.status != 200:
            raise BrowserError(f"{value.get('error')}: {value.get('message', '')[:300]}")
        return value

    def do(self, method, path, body=None):
        return self.call(method, f"/session/{self.session}{path}", body)

    def cdp(self, command, **parameters):
        return self.do("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def wait(self, truth, words, seconds=PATIENCE_S):
        deadline = time.monotonic() + seconds
        while True:
            answer = truth()
            if answer:
                return answer
            if time.monotonic() > deadline:
                raise BrowserError(f"waited in vain until {words}")
            time.sleep(0.03)

    # ---- what a reader does
    def open(self, address):
        self.do("POST", "/url", {"url": address})

    def run(self, script, *arguments):
        return self.do("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_later(self, script, *arguments):
        """As run, for a script that answers by calling its last argument."""
        return self.do("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def choose_file(self, selector, path):
        self.with_one(selector, lambda element: self.do("POST", f"/element/{element}/value", {"text": path}))

    def find(self, selector):
        return [e[ELEMENT] for e in self.do("POST", "/elements", {"using": "css selector", "value": selector})]

    def with_one(self, selector, action):
        """What action says of the first visible element of that selector; waits for it, and again when the page replaced it."""
        def tried():
            try:
                seen = [e for e in self.find(selector) if self.do("GET", f"/element/{e}/displayed")]
                return [action(seen[0])] if seen else None
            except BrowserError as e:
                if not str(e).startswith("stale element"):
                    raise
                return None
        return self.wait(tried, f"{selector} is there")[0]

    def one(self, selector):
        return self.with_one(selector, lambda e: e)

    def text(self, selector):
        return self.with_one(selector, lambda e: self.do("GET", f"/element/{e}/text"))

    def click(self, selector):
        self.with_one(selector, lambda e: self.do("POST", f"/element/{e}/click", {}))

    def type(self, selector, text):
        def write(element):
            self.do("POST", f"/element/{element}/clear", {})
            self.do("POST", f"/element/{element}/value", {"text": text})
        self.with_one(selector, write)

    def press(self, *keys):
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.do("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def title(self, words):
        """Waits until the page has that title, which it gets when it is whole."""
        self.wait(lambda: self.do("GET", "/title").startswith(words) and self.run(
            "return !document.querySelector('#view[aria-busy]') && document.readyState === 'complete'"), f"the page is {words}")

    def screenshot(self, path):
        with open(path, "wb") as f:
            f.write(base64.b64decode(self.do("GET", "/screenshot")))

    def phone(self):
        self.cdp("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=2, mobile=True)

    # ---- what it noticed
    def console(self):
        """Errors and warnings of the console since the last look."""
        return [f"{e['level']} {e['message']}" for e in self.do("POST", "/se/log", {"type": "browser"}) if e["level"] in ("SEVERE", "WARNING")]

    def noted(self, count=1):
        """What the console is known to get, in the browser's own time, so that it is not found there later."""
        lines = []
        self.wait(lambda: lines.extend(self.console()) or len(lines) >= count, f"the console has {count} lines")
        return lines

    def asked(self):
        """Addresses asked for since the start."""
        for entry in self.do("POST", "/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])
        return self.requests
