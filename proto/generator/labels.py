"""proto/labels.txt: what a field is called in Chinese, by its name, where it does not say so itself (`zh`). One name, one term, unless
a message's own field says otherwise."""
import os

from .documents import reachable
from .contract import readable_rows


def read(root):
    path = os.path.join(root, "proto", "labels.txt")
    if not os.path.exists(path):       # the small contracts of the tests
        return None
    with open(path, encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split(" ", 1) for line in lines if line.strip() and not line.startswith("#"))


def give(tree):
    """Gives every field its label; says what people may meet that has none, and what is said for nothing."""
    from .model import ContractError
    labels = read(tree.root)
    used, lacking, twice = set(), [], []
    for message in (m for file in tree.all_files() for m in file.messages):
        for field in message.fields:
            place, own = "%s.%s" % (message.name, field.name), field.rules.zh if field.rules else ""
            entry = next((e for e in (place, field.name) if e in (labels or {})), None)
            common = labels[entry] if entry else ""
            field.zh = own or common
            if not own:
                used.add(entry)
            elif own == common:
                twice.append(place)
    if labels is None:
        return
    shown, _ = reachable(tree, tree.commands() + [row for _, row in readable_rows(tree)])
    for message in shown.values():
        lacking += ["%s.%s" % (message.name, field.name) for field in message.fields if not field.zh]
    for wrong, words in ((lacking, "no zh of its own and none in proto/labels.txt"), (twice, "zh is that of proto/labels.txt: leave it out"),
                         (set(labels) - used, "proto/labels.txt: no field takes its label from this")):
        if wrong:
            raise ContractError("%s: %s" % (words, ", ".join(sorted(wrong))))
