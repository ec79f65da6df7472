"""Load for a city under faults, every invocation and its end written down.

    work = Workload(city, "/elsewhere/history.ndjson", seed=7); work.start(); ...; work.pause(); ...; work.resume(); ...; work.stop()
"""


class Workload:
    def __init__(self, city, history_path, seed, threads=4):
        self.city, self.history_path, self.seed, self.threads = city, history_path, seed, threads
        city.workload = self

    def start(self):
        pass

    def pause(self):
        pass

    def resume(self):
        pass

    def stop(self):
        pass
