"""Somebody who holds every disk and guesses which ballot is whose: he sorts the voters of a class by something he knows of them, its
ballots by something he knows of those, and pairs equal places. The test knows the truth, so it knows how well he does."""
import math
import random

QUARTERS = 4
ALPHA = 0.01


def gamma_upper(a, x):
    """Q(a, x), the regularised upper incomplete gamma function: series below a + 1, continued fraction above."""
    if x <= 0:
        return 1.0
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while abs(term) > abs(total) * 1e-14:
            n += 1
            term *= x / n
            total += term
        return max(0.0, 1 - total * scale)
    b = x + 1 - a
    c, d = 1e300, 1 / b
    h = d
    for i in range(1, 10000):
        b += 2
        d = 1 / (b - i * (i - a) * d)
        c = b - i * (i - a) / c
        h *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return scale * h


def chi_square_p(statistic, freedom):
    return gamma_upper(freedom / 2, statistic / 2)


def poisson_at_least(k, mean):
    """P(X >= k)."""
    return 1.0 if k <= 0 else 1 - gamma_upper(k, mean)


def places(keys, chance):
    """The place of each when sorted; equal ones in an order of chance, for he has nothing better."""
    order = sorted(range(len(keys)), key=lambda i: (keys[i], chance.random()))
    out = [0] * len(keys)
    for place, i in enumerate(order):
        out[i] = place
    return out


class Guess:
    """One strategy over all groups: how the places fall together, and how many pairs are right."""

    def __init__(self, name, cells=QUARTERS):
        self.name, self.cells = name, cells
        self.table = [[0.0] * cells for _ in range(cells)]
        self.expected = [[0.0] * cells for _ in range(cells)]
        self.groups = self.voters = self.hits = 0
        self.chance = random.Random(20251126)

    def group(self, voter_keys, ballot_keys):
        """voter_keys[i] and ballot_keys[i] belong together in truth."""
        n = len(voter_keys)
        if n < self.cells:
            return
        mine, theirs = places(voter_keys, self.chance), places(ballot_keys, self.chance)
        self.groups += 1
        self.voters += n
        self.hits += sum(a == b for a, b in zip(mine, theirs))
        size = [0] * self.cells
        for place in range(n):
            size[place * self.cells // n] += 1
        for a, b in zip(mine, theirs):
            self.table[a * self.cells // n][b * self.cells // n] += 1
        for i in range(self.cells):
            for j in range(self.cells):
                self.expected[i][j] += size[i] * size[j] / n

    @property
    def statistic(self):
        """Places are drawn without putting back, so a single group of n spreads n / (n - 1) as wide as a table of independent pairs."""
        shrink = (self.voters - self.groups) / self.voters
        return shrink * sum((self.table[i][j] - self.expected[i][j]) ** 2 / self.expected[i][j] for i in range(self.cells) for j in range(self.cells))

    @property
    def p(self):
        """The smaller of two: places that fall together, and more right pairs than one a group. Doubled, for there are two."""
        if not self.groups:
            return 1.0
        return min(1.0, 2 * min(chi_square_p(self.statistic, (self.cells - 1) ** 2), poisson_at_least(self.hits, self.groups)))

    def __str__(self):
        if not self.groups:
            return f"{self.name}: nothing to guess"
        return (f"{self.name}: {self.voters} voters in {self.groups} groups, {self.hits} right, {self.groups} by chance; "
                f"chi-square {self.statistic:.1f} of {(self.cells - 1) ** 2}; p {self.p:.2g}")


def self_test():
    """[(words, truth)]: the statistics are those of the tables, chance stays within its level, and order is found."""
    out = [("chi-square as in the tables", abs(chi_square_p(21.666, 9) - 0.01) < 1e-4 and abs(chi_square_p(6.635, 1) - 0.01) < 1e-4 and
            abs(chi_square_p(3.325, 9) - 0.95) < 1e-3),
           ("Poisson as by hand", abs(poisson_at_least(3, 1) - (1 - 2.5 / math.e)) < 1e-12)]
    chance, false = random.Random(7), 0
    for _ in range(400):
        guess = Guess("null")
        for _ in range(12):
            guess.group(range(40), chance.sample(range(40), 40))
        false += guess.p < ALPHA
    out.append((f"of 400 worlds of pure chance {false} look like more, at most 12 may", false <= 12))
    weak = Guess("weak")
    for _ in range(12):
        weak.group(range(40), [i + chance.gauss(0, 25) for i in range(40)])
    out.append((f"an order that shows through twice its own spread is found (p {weak.p:.2g})", weak.p < ALPHA / 30))
    return out
