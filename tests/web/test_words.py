"""The dictionary of the console against its pages and the contract: every Chinese text of a page has its English, every label of an
enum is the contract's. Reads files alone."""
import glob
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CONSOLE = os.path.join(ROOT, "services", "gateway", "console")
CHINESE = re.compile("[\u4e00-\u9fff\u3001\u3002\uff00-\uffef·]")
# in a page, but no text of it: the language's own name, the separator of bands people type
EXEMPT = {"中文", "；"}


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def without_comments(text):
    return re.sub(r"/\*.*?\*/|(^|\s)//[^\n]*", "", text, flags=re.S)


def texts_of_pages():
    """{text: file}: what t() is given, every other Chinese string, and what index.html marks."""
    found = {}
    for path in sorted(glob.glob(os.path.join(CONSOLE, "*.js"))):
        name = os.path.basename(path)
        if name == "words.js":
            continue
        text = without_comments(read(path))
        for piece in re.findall(r'\bt\("((?:[^"\\]|\\.)*)"', text) + [s for s in re.findall(r'"((?:[^"\\\n]|\\.)*)"', text) if CHINESE.search(s)]:
            found.setdefault(piece, name)
    for piece in re.findall(r'data-(?:label-)?words="([^"]+)"', read(os.path.join(CONSOLE, "index.html"))):
        found.setdefault(piece, "index.html")
    return found


def dictionary():
    """(English by Chinese text, [Chinese, English] by enum and value), as words.js has them."""
    english, labels = read(os.path.join(CONSOLE, "words.js")).split("export const LABELS")
    entries = [(json.loads(k), json.loads(v)) for k, v in re.findall(r'^  ("(?:[^"\\]|\\.)*"): ("(?:[^"\\]|\\.)*"),$', english, re.M)]
    enums = {name: {k: json.loads(v) for k, v in re.findall(r"^    (\w+): (\[.*\]),$", body, re.M)}
             for name, body in re.findall(r"^  (\w+): \{\n(.*?)^  \},$", labels, re.M | re.S)}
    return entries, enums


def contract_labels(enum):
    """{short name: label} of an enum of the contract."""
    for path in glob.glob(os.path.join(ROOT, "proto", "*.proto")) + glob.glob(os.path.join(ROOT, "services", "*", "state.proto")):
        m = re.search(r"enum %s \{(.*?)\}(?:\n|$)" % enum, re.sub(r"//[^\n]*", "", read(path)), re.S)
        if m:
            prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", enum).upper() + "_"
            return {k[len(prefix):]: v for k, v in re.findall(r'(\w+) = \d+ \[\(label\) = "([^"]*)"\]', m.group(1))}
    return {}


def holes(text):
    return sorted(re.findall(r"\{\d\}", text))


def main():
    passed = failed = 0

    def check(words, wrong):
        nonlocal passed, failed
        passed, failed = passed + (not wrong), failed + bool(wrong)
        print(f"{'ok' if not wrong else 'not ok'} - {words}" + (f"  [{wrong}]" if wrong else ""))

    used, (entries, enums) = texts_of_pages(), dictionary()
    english = dict(entries)
    check("every text of a page has its English", {k: v for k, v in used.items() if k not in english and k not in EXEMPT})
    check("the dictionary holds nothing no page says", [k for k in english if k not in used])
    check("no text stands in it twice", len(entries) - len(english))
    check("both languages have the same places for values", [k for k, v in entries if holes(k) != holes(v)])
    check("the English is English (a rule keeps its name)", [v for _, v in entries if CHINESE.search(v.replace("民主测评 反向测评", "")) and v.strip() != "·" and "·" not in v])
    check("the pages have texts at all", 0 if len(used) > 300 else f"only {len(used)}")
    for enum, values in enums.items():
        check(f"labels of {enum} are the contract's", {k: (values.get(k), zh) for k, zh in contract_labels(enum).items() if (values.get(k) or [""])[0] != zh} or not contract_labels(enum) or
              set(values) - set(contract_labels(enum)))
    pages = "".join(read(p) for p in glob.glob(os.path.join(CONSOLE, "*.js")))
    check("every enum a page names has its labels", [e for e in set(re.findall(r'\blabels?\("(\w+)"', pages)) if e not in enums])
    print(f"# passed {passed} failed {failed}")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
