"""The modules of the console: what they take from each other is there, what they ask for and offer is in the contract, and their own
lists are the gateway's. Reads files alone."""
import glob
import json
import os
import re
import sys

from test_words import CONSOLE, ROOT, read, without_comments

GENERATED = os.path.join(ROOT, os.environ.get("BUILD", "build"), "gen", "console", "access.js")
API = os.path.join(ROOT, "services", "gateway", "api")
# put together by the gateway: no table, no command (docs/api.md)
GATEWAY = {"/assessment/what-if", "/assessment/polls/class", "/assessment/polls/signatures", "/ballot/casts"}


def access(name):
    """{path: roles}"""
    body = re.search(r"export const %s = \{\n(.*?)^\};" % name, read(GENERATED), re.S | re.M).group(1)
    return {path: json.loads(roles) for path, roles in re.findall(r'^  "([^"]+)": (\[.*\]),$', body, re.M)}


def c_roles(file, name):
    body = re.search(r"const %s\[\] = \{(.*?)\};" % name, read(os.path.join(API, file)), re.S).group(1)
    return sorted(re.findall(r'"([^"]+)"', body))


def own_list(script, path):
    return sorted(re.findall(r'"([^"]+)"', re.search(r'"%s": \[(.*?)\]' % path, script).group(1)))


def imports(text):
    """(name there, name here, module) of every import."""
    return [(*(name.strip().split(" as ") * 2)[:2], module) for names, module in re.findall(r'^import \{ ([^}]*) \} from "\./([\w.]+)";', text, re.M)
            for name in names.split(",")]


def exports(text):
    return set(re.findall(r"^export (?:async )?(?:function|const|class) ([\w$]+)", text, re.M))


def declares(body, name):
    """As a function, a class, a constant, one of several, a method, or a parameter."""
    return re.search(r"\b(?:function|class|const|let) {0}\b|\b(?:const|let) [^;\n=]*[\[{{, ]{0}\b|\b{0} =>|^ +{0}\([^)]*\) \{{$|"
                     r"[(,] ?{0}(?: = [^,()]*)?[,)][^=\n]*(?:=>|\{{$)".format(re.escape(name)), body, re.M)


def check_imports(check, pages):
    """A name that is missing shows when a reader gets there, and not before."""
    given = {page: exports(text) for page, text in pages.items()}
    given["access.js"] = {"SENDERS", "READERS"}         # generated
    check("what is imported is exported there", [(page, there) for page, text in pages.items() for there, _, module in imports(text) if there not in given[module]])
    lacking, idle = [], []
    for page, text in pages.items():
        body = re.sub(r'^import .*$|"(?:[^"\\\n]|\\.)*"', "", text, flags=re.M)
        here = {name for _, name, _ in imports(text)}
        called = set(re.findall(r"(?<![.\w$])([\w$]+)\(", body)) & set().union(*given.values())
        lacking += [(page, name) for name in sorted(called - here) if not declares(body, name)]
        idle += [(page, name) for name in sorted(here) if not re.search(r"(?<![\w$])%s(?![\w$])" % re.escape(name), body)]
    check("what is called is imported", lacking)
    check("what is imported is used", idle)


def main():
    passed = failed = 0

    def check(words, wrong):
        nonlocal passed, failed
        passed, failed = passed + (not wrong), failed + bool(wrong)
        print(f"{'ok' if not wrong else 'not ok'} - {words}" + (f"  [{wrong}]" if wrong else ""))

    senders, readers = access("SENDERS"), access("READERS")
    pages = {os.path.basename(p): without_comments(read(p)) for p in glob.glob(os.path.join(CONSOLE, "*.js"))}
    check_imports(check, pages)
    sent = {(m, p) for p, text in pages.items() for m in re.findall(r'(?:\bpath: |\bcommand\(|\bpost\(|\bmaySend\()"(/[^"]+)"', text)}
    asked = {(m, p) for p, text in pages.items() for m in re.findall(r'\b(?:rows|rowsFor|mayRead)\("(/[^"]+)"', text)}
    check("the pages send and read at all", 0 if len(sent) > 50 and len(asked) > 40 else (len(sent), len(asked)))
    check("what a page sends is a command", [(m, p) for m, p in sorted(sent) if m not in senders and m not in GATEWAY])
    check("what a page reads is a table", [(m, p) for m, p in sorted(asked) if m not in readers and m not in ("/events", "/dossiers")])
    session = pages["session.js"]
    for path, file, name in (("/events", "events.c", "readers"), ("/dossiers", "dossier.c", "officers"), ("/assessment/what-if", "what_if.c", "roles")):
        check(f"{path} is offered to whom {file} answers", own_list(session, path) != c_roles(file, name) and (own_list(session, path), c_roles(file, name)))
    roles = dict(re.findall(r'\{ "([^"]+)", "([^"]+)", ROLE_', read(os.path.join(ROOT, "services", "gateway", "session", "roles.c"))))
    named = dict(re.findall(r'"([a-z_.]+)": "([^"]+)"', re.search(r"const ROLES = \{(.*?)\};", pages["forms.js"], re.S).group(1)))
    check("roles are named as the gateway names them", named != roles and sorted(set(named.items()) ^ set(roles.items())))
    check("the contract names no role the gateway lacks, but those of the two daemons", sorted({r for list_ in (senders, readers) for of in list_.values() for r in of} - set(roles) - {"public", "ballot.box", "ballot.issuer"}))
    print(f"# passed {passed} failed {failed}")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
