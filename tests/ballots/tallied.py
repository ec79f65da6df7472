"""The result against what people wrote, counted here: every number that is shown is the true one, and what is hidden has a reason."""
from fractions import Fraction

from cast import HEAD
from voters import ITEMS, NEGATIVE, POINTS, TARGETS

CELL_MIN = 5


def half_up(value):
    return int(value + Fraction(1, 2))


def counts_of(ballots, target, item):
    counts = dict.fromkeys([*POINTS, ""], 0)
    for b in ballots:
        mark = next((m for m in b.marks if m["target_id"] == target and m["item_id"] == item), None)
        counts[mark["option_ids"][0] if mark else ""] += 1
    return counts


def mean_of(counts):
    marks = sum(counts[o] for o, p in POINTS.items() if p is not None)
    return Fraction(sum(counts[o] * p for o, p in POINTS.items() if p is not None), marks) if marks else None


class Faults(list):
    def same(self, words, got, wanted):
        if got != wanted:
            self.append(f"{words}: {got}, not {wanted}")


def check_group(faults, where, group, counts):
    """The number of hidden and of shown counts."""
    hidden = shown = 0
    for cell in group["counts"]:
        true = counts[cell.get("option_id", "")]
        if cell.get("hidden"):
            hidden += 1
            faults.same(f"{where} {cell.get('option_id', '')}: a hidden count is not given", cell.get("count", 0), 0)
        else:
            shown += 1
            faults.same(f"{where} {cell.get('option_id', '')}", cell.get("count", 0), true)
            if 0 < true < CELL_MIN:
                faults.append(f"{where}: {true} is shown")
    if hidden and not any(0 < n < CELL_MIN for n in counts.values()):
        faults.append(f"{where}: hidden without a small count: {counts}")
    if not group.get("mean_hidden") and mean_of(counts) is not None:
        faults.same(f"{where}: mean", group.get("mean", 0), half_up(mean_of(counts)))
    return hidden, shown


def check_item(faults, row, poll, target, item):
    hidden = shown = 0
    total = weights = Fraction(0)
    for group in row["groups"]:
        ballots = [b for b in poll.ballots if b.class_id in group["class_ids"]]
        where = f"{target} {item} {group['class_ids']}"
        faults.same(f"{where}: ballots", group["ballots"], len(ballots))
        counts = counts_of(ballots, target, item)
        more = check_group(faults, where, group, counts)
        hidden, shown = hidden + more[0], shown + more[1]
        if mean_of(counts) is not None:
            total, weights = total + group["weight_percent"] * mean_of(counts), weights + group["weight_percent"]
    if any(g.get("mean_hidden") for g in row["groups"]) != bool(row.get("score_hidden")):
        faults.append(f"{target} {item}: the score is hidden exactly when a mean is")
    if not row.get("score_hidden"):
        faults.same(f"{target} {item}: score", row["score"], half_up(total / weights))
    return hidden, shown


def check_ticks(faults, row, poll, target):
    for group in row["groups"]:
        ballots = [b for b in poll.ballots if b.class_id in group["class_ids"]]
        ticked = sum(any(m["item_id"] == NEGATIVE and m["target_id"] == target for m in b.marks) for b in ballots)
        if not group.get("ticked_hidden"):
            faults.same(f"{target}: ticked", group.get("ticked", 0), ticked)
        if (0 < ticked < CELL_MIN or 0 < len(ballots) - ticked < CELL_MIN) != bool(group.get("ticked_hidden")):
            faults.append(f"{target}: {ticked} of {len(ballots)} ticked, hidden {bool(group.get('ticked_hidden'))}")


def check(story, hall, poll):
    faults = Faults()
    total = hall.one(HEAD, "/ballot/tallies", poll_id=poll.poll_id)
    faults.same("should attend", total["should_attend"], len(hall.voters))
    faults.same("ballots", total["ballots"], len(poll.ballots))
    faults.same("valid", total.get("valid", False), 3 * len(poll.ballots) >= 2 * len(hall.voters))
    for c in total["classes"]:
        faults.same(f"ballots of class {c['class_id']}", c.get("ballots", 0), sum(b.class_id == c["class_id"] for b in poll.ballots))
    rows = {(r["target_id"], r["item_id"]): r for r in hall.rows(HEAD, f"/ballot/item-tallies?poll_id={poll.poll_id}")}
    hidden = shown = 0
    for target in TARGETS:
        for item in ITEMS:
            more = check_item(faults, rows[target, item], poll, target, item)
            hidden, shown = hidden + more[0], shown + more[1]
        check_ticks(faults, rows[target, NEGATIVE], poll, target)
    story.check(f"{poll.poll_id}（{poll.mode}）：{len(poll.ballots)} 票，{shown} 个计数与实际一致，{hidden} 个依规则隐去 | the tally is the truth, less what is hidden",
                not faults and shown, faults[:6])
