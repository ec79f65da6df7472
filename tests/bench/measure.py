"""Series of measurements, ratios within a round, and the page they end up on."""
import statistics
import sys
import time


class Series(list):
    """The values of one quantity, one a round."""

    @property
    def median(self):
        return statistics.median(self)

    def over(self, other):
        """Ratios round by round: what both met in the same minute."""
        return Series(a / b for a, b in zip(self, other))

    def times(self, factor):
        return Series(v * factor for v in self)

    def __str__(self):
        return f"{short(self.median)} [{short(min(self))}..{short(max(self))}]" if self else "not measured"


def short(value):
    """Three digits, thousands with k."""
    if abs(value) >= 1e6:
        return f"{value / 1e6:.3g} M"
    if abs(value) >= 10000:
        return f"{value / 1e3:.3g} k"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def column(results, key):
    return Series(r[key] for r in results)


def note(words):
    """Progress, beside the page."""
    print(f"# {time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def in_turn(rounds, measurements):
    """Runs every measurement once a round, A B C A B C ..., so that the noise of the machine meets all alike. `measurements` maps
    names to functions; returns the results by name."""
    results = {name: [] for name in measurements}
    for number in range(rounds):
        for name, measure in measurements.items():
            results[name].append(measure())
        note(f"round {number + 1} of {rounds}: {', '.join(measurements)}")
    return results


class Page:
    """What the benchmark says: ratios, figures, remarks, targets."""

    def __init__(self):
        self.groups = {}
        self.targets = []
        self.failures = []

    def group(self, name):
        return self.groups.setdefault(name, {"ratios": [], "figures": [], "remarks": []})

    def ratio(self, group, words, series, target=None):
        """`target`: ('>=' or '<=', bound, words of the claim)."""
        self.group(group)["ratios"].append((words, str(series)))
        if target:
            self.target(target[2], series.median, target[0], target[1], str(series))

    def figure(self, group, words, text):
        self.group(group)["figures"].append((words, str(text)))

    def remark(self, group, text):
        self.group(group)["remarks"].append(text)

    def target(self, words, value, direction, bound, text=None):
        met = value >= bound if direction == ">=" else value <= bound
        self.targets.append((met, words, direction, bound, text or short(value)))

    def failed(self, group, problem):
        self.failures.append(f"{group}: {problem}")

    def print(self, heading):
        print(heading)
        if any(g["ratios"] for g in self.groups.values()):
            print("\nRATIOS, ours / peer within a round: median [min..max]")
            for name, group in self.groups.items():
                self.block(name, group["ratios"])
        print("\nFIGURES: median [min..max]")
        for name, group in self.groups.items():
            self.block(name, group["figures"])
            for remark in group["remarks"]:
                print(f"    note: {remark}")
        if self.targets:
            print("\nTARGETS")
        for met, words, direction, bound, text in self.targets:
            print(f"  {'met   ' if met else 'MISSED'}  {words}: {direction} {bound:g}, measured {text}")
        for failure in self.failures:
            print(f"  DID NOT RUN  {failure}")

    @staticmethod
    def block(name, lines):
        if lines:
            print(f"  {name}")
            width = max(len(words) for words, _ in lines)
            for words, text in lines:
                print(f"    {words:<{width}}  {text}")
