"""PostgreSQL, Redis and nginx, each with a folder of its own, on a local socket, stopped by pid."""
import csv
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from machine import found

STATES = 100_000
STATE, EVENT = "s" * 200, "e" * 250          # bytes of one row of state, of one event
SHARED_BUFFERS_MB = 2048
FIRST_GUESS = 3000                           # commands/s, for the first run of a peer that takes a count


class Peer:
    """`with` starts it and ends it."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix=f"bench-{type(self).__name__.lower()}-")
        self.process = None

    def start(self, *command, **options):
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, **options)

    def wait(self, ready, seconds=30):
        deadline = time.monotonic() + seconds
        while not ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{type(self).__name__} did not start in {self.folder}")
            time.sleep(0.05)

    def close(self):
        if self.process:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        try:
            self.open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()


def run(*command, input_text=None, env=None, cwd=None):
    r = subprocess.run(command, input=input_text, capture_output=True, text=True, env=env, cwd=cwd)
    if r.returncode:
        raise RuntimeError(f"{os.path.basename(command[0])}: {r.stderr.strip()[-400:]}")
    return r.stdout


COMMAND_SQL = f"""
CREATE TABLE dedup (client bigint, number bigint, PRIMARY KEY (client, number));
CREATE TABLE state (id integer PRIMARY KEY, changes integer NOT NULL, body text NOT NULL);
CREATE TABLE outbox (sequence bigserial PRIMARY KEY, body text NOT NULL);
INSERT INTO state SELECT i, 0, '{STATE}' FROM generate_series(0, {STATES - 1}) i;
CREATE FUNCTION command(c bigint, n bigint, i integer, s text, e text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE number bigint;
BEGIN
  INSERT INTO dedup VALUES (c, n) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 0; END IF;
  INSERT INTO state VALUES (i, 1, s) ON CONFLICT (id) DO UPDATE SET body = s, changes = state.changes + 1;
  INSERT INTO outbox (body) VALUES (e) RETURNING sequence INTO number;
  RETURN number;
END $$;
CHECKPOINT;
"""
ONE = "\\set c :base + :client_id\n\\set i random(0, {last})\n\\set n :n + 1\nSELECT command(:c, :n, :i, :s, :e);\n".format(last=STATES - 1)
PIPELINED = 16
PIPELINE = "\\startpipeline\nBEGIN;\n" + ONE * PIPELINED + "COMMIT;\n\\endpipeline\n"


class PostgreSQL(Peer):
    """A cluster of its own on a unix socket; every commit is flushed."""

    def open(self):
        self.owner = {}
        if os.geteuid() == 0:                       # the server refuses to be root
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        data = os.path.join(self.folder, "data")
        r = subprocess.run([found("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C"],
                           cwd=self.folder, capture_output=True, text=True, **self.owner)
        if r.returncode:
            raise RuntimeError(f"initdb: {r.stderr[-300:]}")
        options = {"listen_addresses": "", "unix_socket_directories": self.folder, "shared_buffers": f"{SHARED_BUFFERS_MB}MB",
                   "synchronous_commit": "on", "fsync": "on", "wal_sync_method": "fdatasync", "max_wal_size": "8GB",
                   "max_connections": "100", "logging_collector": "off"}
        self.start(found("postgres"), "-D", data, *[f"--{k}={v}" for k, v in options.items()], **self.owner)
        self.environment = dict(os.environ, PGHOST=self.folder, PGUSER="postgres", PGDATABASE="postgres")
        self.wait(lambda: subprocess.run([found("pg_isready"), "-q"], env=self.environment).returncode == 0)
        self.runs, self.expected = 0, {}

    def sql(self, text):
        return run(found("psql"), "-qAtX", "-v", "ON_ERROR_STOP=1", "-f", "-", input_text=text, env=self.environment).strip()

    def commands(self, clients, seconds, script=ONE, per_transaction=1):
        """Durable commands through the function, by pgbench; counted again in the outbox. It is given a number of transactions, from
        the rate of the run before: connecting takes long and is not measured."""
        self.runs += 1
        each = max(10, int(self.expected.get((clients, script), FIRST_GUESS) * seconds / (clients * per_transaction)))
        path = os.path.join(self.folder, "script.sql")
        with open(path, "w", encoding="ascii") as f:
            f.write(script)
        before = int(self.sql("SELECT count(*) FROM outbox"))
        logs = tempfile.mkdtemp(prefix="pgbench-")
        try:
            text = run(found("pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-t", str(each), "-f", path,
                       "-D", "n=0", "-D", f"base={self.runs * 1_000_000}", "-D", f"s={STATE}", "-D", f"e={EVENT}", "-l",
                       "--log-prefix", os.path.join(logs, "t"), env=self.environment, cwd=logs)
            latencies = []
            for name in os.listdir(logs):
                with open(os.path.join(logs, name), encoding="ascii") as f:
                    latencies += [int(line.split()[2]) for line in f]
        finally:
            shutil.rmtree(logs)
        rate = float(next(line for line in text.splitlines() if line.startswith("tps")).split()[2])
        done = int(self.sql("SELECT count(*) FROM outbox")) - before
        if not done or done != len(latencies) * per_transaction or done != each * clients * per_transaction:
            raise RuntimeError(f"PostgreSQL did {done} commands, pgbench counted {len(latencies) * per_transaction}")
        self.expected[clients, script] = rate * per_transaction
        latencies.sort()
        return {"rate": rate * per_transaction, "p50_us": latencies[len(latencies) // 2], "p99_us": latencies[int(0.99 * (len(latencies) - 1))],
                "commands": done}


COMMAND_LUA = f"""
if not redis.call('SET', KEYS[1], '1', 'NX') then return 0 end
local key = 'state:' .. tonumber(ARGV[3]) % {STATES}
redis.call('GET', key)
redis.call('SET', key, ARGV[1])
return redis.call('XADD', 'outbox', '*', 'event', ARGV[2])
"""


REDIS_KEYS = 2_000_000_000


class Redis(Peer):
    """appendfsync always: an answer after the flush."""

    def open(self):
        self.socket = os.path.join(self.folder, "s")
        self.start(found("redis-server"), "--port", "0", "--unixsocket", self.socket, "--dir", self.folder, "--save", "", "--appendonly", "yes",
                   "--appendfsync", "always", "--auto-aof-rewrite-percentage", "0", "--maxclients", "1000")
        self.wait(lambda: os.path.exists(self.socket) and "PONG" in subprocess.run(
            [found("redis-cli"), "-s", self.socket, "PING"], capture_output=True, text=True).stdout)
        self.script = self.ask("SCRIPT", "LOAD", COMMAND_LUA)
        self.expected, self.runs = {}, 0

    def ask(self, *words):
        return run(found("redis-cli"), "-s", self.socket, *words).strip()

    def commands(self, clients, seconds, pipeline=1):
        """Durable commands through the script, by redis-benchmark, which takes a count: from the rate of the run before."""
        count = max(clients * pipeline, int(self.expected.get((clients, pipeline), FIRST_GUESS) * seconds))
        before, self.runs = int(self.ask("XLEN", "outbox")), self.runs + 1      # its random numbers come again when time and pid do
        text = run(found("redis-benchmark"), "-s", self.socket, "-c", str(clients), "-P", str(pipeline), "-n", str(count), "-r", str(REDIS_KEYS), "--csv",
                   "EVALSHA", self.script, "1", f"key:{self.runs}:__rand_int__", STATE, EVENT, "__rand_int__")
        row = next(csv.DictReader(text[text.index('"test"'):].splitlines()))
        done = int(self.ask("XLEN", "outbox")) - before
        if done < 0.9 * count:
            raise RuntimeError(f"Redis did {done} of {count} commands")
        self.expected[clients, pipeline] = float(row["rps"])
        # Random keys that come twice change nothing and are not counted.
        return {"rate": float(row["rps"]) * done / count, "p50_us": 1000 * float(row["p50_latency_ms"]), "p99_us": 1000 * float(row["p99_latency_ms"]),
                "commands": done}


NGINX = """worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log; user {user};
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 600s; sendfile on; tcp_nopush on; open_file_cache max=100 inactive=600s;
  open_file_cache_valid 600s; default_type application/json; types {{ }}
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


class Nginx(Peer):
    """One worker that hands out files."""

    def open(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        os.mkdir(os.path.join(self.folder, "files"))
        os.chmod(self.folder, 0o755)
        user = pwd.getpwuid(os.geteuid()).pw_name
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w", encoding="ascii") as f:
            f.write(NGINX.format(folder=self.folder, port=self.port, user="www-data" if user == "root" else user))
        self.start(found("nginx"), "-c", config, "-p", self.folder, "-e", os.path.join(self.folder, "error.log"))
        self.wait(lambda: len(self.pids()) > 1)

    def serve(self, name, body):
        with open(os.path.join(self.folder, "files", name), "wb") as f:
            f.write(body)

    def pids(self):
        """Master and worker."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as f:
            return [self.process.pid] + [int(pid) for pid in f.read().split()]
