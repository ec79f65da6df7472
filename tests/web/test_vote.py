"""A democratic evaluation held from browsers: the organiser drafts and publishes it, a voter fetches his ballot on a phone, logs out,
casts it without a session, and the page offers it again until its leaf stands on the board. The blinding in the browser is held against
the vectors of RFC 9474 and against the daemons."""
import base64
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser  # noqa: E402
from reader import Reader  # noqa: E402
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "scenario"))
from ballot_client import Box, Token, b64  # noqa: E402
from cast import ASSESS, CADRE, CITY, HEAD, UNITS, people  # noqa: E402
from harness import ROOT, Town, import_roster, person, tell, wait_until  # noqa: E402

VOTERS = [f"voter-{c}-{n}" for c in "AB" for n in range(6)]
PHONE, DESK = "voter-A-0", "voter-B-0"            # the two who vote in the browser
ACCOUNTS = [(f"{v}.self", v, CITY, "u-nm", v, "cadre") for v in VOTERS] + [("lin.self", "林样担", CITY, "u-jt", "c-lin", "cadre")]
TARGETS = [("c-jt", "局样长"), ("c-sw", "商样中"), ("c-nm", "牧样先")]
DRAFT = {
    "title": "年度民主测评", "paper": True, "opens_on": "2025-06-10", "closes_on": "2025-06-12", "excellent_max": "1",
    "options": [{"option_id": "excellent", "title": "优秀", "points": "100", "abstain": False, "excellent": True},
                {"option_id": "good", "title": "良好", "points": "80.5", "abstain": False, "excellent": False},
                {"option_id": "abstain", "title": "弃权", "points": "", "abstain": True, "excellent": False}],
    "items": [{"item_id": "acts", "title": "敢担当", "aspect": "担当", "negative": False}, {"item_id": "shirks", "title": "推诿", "aspect": "担当", "negative": True}],
    "targets": [{"target_id": i, "title": t} for i, t in TARGETS],
    "classes": [{"class_id": "A", "title": "A票", "weight_percent": "60"}, {"class_id": "B", "title": "B票", "weight_percent": "30"}],
}


# ---- the vectors -------------------------------------------------------------------------------------------------------

def vectors():
    """Key, message, inverse and the four vectors of tests/unit/blind/vectors.h, as base64."""
    with open(os.path.join(ROOT, "tests", "unit", "blind", "vectors.h"), encoding="utf-8") as f:
        text = f.read()

    def joined(piece):
        return "".join(re.findall(r'"([^"]*)"', piece))

    def one(name):
        return bytes.fromhex(joined(re.search(r"vector_%s\[\] =(.*?);" % name, text, re.S).group(1)))

    found = []
    for entry in re.findall(r'\{ "(RSABSSA[^"]*)", BLIND_\w+,(.*?)\}', text[text.index("} vectors[] = {"):], re.S):
        fields = [bytes.fromhex(joined(p)) for p in re.split(r',\s*\n?\s*(?=")', entry[1].strip())]
        found.append((entry[0], dict(zip(("prefix", "salt", "encoded", "blinded", "blind_signature", "signature"), fields))))
    return one("n"), one("message"), one("inverse"), found


HELD = """
const [n, message, inverse, v] = arguments;
const bytes = t => Uint8Array.from(atob(t), c => c.charCodeAt(0));
return import('/blind_rsa.js').then(async r => {
  const prepared = new Uint8Array([...bytes(v.prefix), ...bytes(message)]), modulus = bytes(n), salt = bytes(v.salt);
  const signature = await r.finalize(modulus, prepared, bytes(v.blind_signature), bytes(inverse), salt.length);
  const damaged = bytes(v.blind_signature);
  damaged[damaged.length - 1] ^= 1;
  return [r.base64(await r.encode(prepared, salt, 4096)), r.base64(await r.blindWith(modulus, prepared, salt, bytes(inverse))), signature && r.base64(signature),
          await r.finalize(modulus, prepared, damaged, bytes(inverse), salt.length)];
});"""


def the_vectors(story, r):
    r.browser.open(r.base + "/")
    r.browser.one("#login")
    n, message, inverse, found = vectors()
    story.same("四组向量都读到 | all four are read", len(found), 4)
    for name, v in found:
        got = r.browser.run(HELD, b64(n), b64(message), b64(inverse), {k: b64(x) for k, x in v.items()})
        story.same(f"{name}：浏览器里编码、盲化、去盲与 RFC 9474 逐字节相同 | the browser encodes, blinds and finalizes as the RFC says; a damaged one is refused",
                   got, [b64(v["encoded"]), b64(v["blinded"]), b64(v["signature"]), None])
    again = r.browser.run("return import('/blind_rsa.js').then(async r => { const n = Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0)); "
                          "const a = await r.blind(n), b = await r.blind(n); return [a.prepared.length, r.base64(a.blinded) !== r.base64(b.blinded)]; })", b64(n))
    story.same("每次盲化都不同 | no two blindings are alike", again, [64, True])


# ---- the organiser -----------------------------------------------------------------------------------------------------

def drafted(story, r, town):
    b = r.browser
    r.begin(ASSESS, "poll-draft", "拟订民主测评")
    r.readable("拟订测评")
    r.send("poll", DRAFT, done=False)
    lines = r.refused("poll")
    story.check("票类权重不足 100%：说明句子、依据、栏目、代码 | weights short of 100: sentence, rule, field and code", lines[0] == "各票类权重之和须为100%" and
                "依据：民主测评 票类权重" in lines and any("票类：" in x for x in lines) and "代码 POLL_CLASS_WEIGHTS" in lines, lines)
    story.same("错在哪一栏就标在哪一栏 | the field at fault is marked", b.run("return [...document.querySelectorAll('#poll [aria-invalid]')].map(e => e.dataset.rows || e.name)"), ["classes"])
    b.noted()              # the browser notes the 400
    r.send("poll", {"classes": [DRAFT["classes"][0], {**DRAFT["classes"][1], "weight_percent": "40"}]})
    b.title("民主测评")
    poll_id = b.run("return new URLSearchParams(location.hash.split('?')[1]).get('id')")
    story.same("分值按百分之一分存 | points are kept in hundredths", [o.get("points") for o in town.get(ASSESS, f"/assessment/polls/{poll_id}")["form"]["options"]], [10000, 8050, 0])
    r.go(f"poll-draft?from={poll_id}", "拟订民主测评")
    story.same("新测评可以此样式为底稿 | another evaluation begins with this form", b.run("return [document.querySelector('#poll [name=title]').value, "
               "[...document.querySelectorAll('#poll [name=target_id]')].map(e => e.value), document.querySelectorAll('#poll [name=option_id]').length]"),
               [DRAFT["title"], [i for i, _ in TARGETS], 3])
    r.begin(CADRE, f"poll?id={poll_id}", "民主测评")
    b.run("document.querySelector('#roll-unit').value = 'u-nm'; document.querySelector('#roll-class').value = 'B'")
    b.click("#roll-add")
    b.wait(lambda: b.run("return document.querySelector('#voters textarea').value"), "the unit's people are there")
    story.same("单位全体一次列入，被测评人除外 | a unit's people are entered at once, without who is judged",
               sorted(b.run("return document.querySelector('#voters textarea').value").split("\n")), ["", *sorted(f"{v} B" for v in VOTERS)])
    r.readable("登记名单")
    r.begin(ASSESS, f"poll?id={poll_id}", "民主测评")
    roll = [f"{v} {v[6]}" for v in VOTERS]
    r.send("voters", {"voters": "\n".join([*roll, "c-jt A"])}, done=False)
    lines = r.refused("voters")
    story.check("被测评人列入名单：指明第几行 | a target on the roll: the row is named", any("第 13 行" in x and "c-jt" in x for x in lines) and "依据：S10 回避自评" in lines, lines)
    b.console()
    r.send("voters", {"voters": "\n".join(roll)})
    r.send("publish", sure=True)
    story.check("公布后系统生成密钥 | keys are made", wait_until(lambda: town.get(ASSESS, f"/assessment/polls/{poll_id}")["state"] == "READY", 90))
    town.settle()
    r.go(f"poll?id={poll_id}&again=1", "民主测评")
    story.check("步骤条停在“就绪”，应参加各六人 | the step is ready; six voters in each class", "就绪" in b.text(".steps .now") and
                b.run("return [...document.querySelectorAll('main table:first-of-type tbody td:nth-child(3)')].map(e => e.textContent)")[:2] == ["6", "6"], b.text("main")[:400])
    r.readable("测评")
    r.clean("组织者")
    return poll_id


# ---- the voter ---------------------------------------------------------------------------------------------------------

def kept(b):
    return b.run("return JSON.parse(localStorage.getItem('dandang.ballots') || '[]')")


def fetched(story, r, town, voter):
    b = r.browser
    r.begin(f"{voter}.self", "token", "投票")
    b.one("section.card[data-poll] button")
    r.readable("领取")
    b.click("section.card[data-poll] button")
    b.wait(lambda: [x for x in kept(b) if x["stage"] == "TOKEN"], "the token is whole")
    one = kept(b)[-1]
    story.same(f"{voter} 的凭证存在本机，其中没有他是谁、也没有盲化因子 | the token kept names nobody and holds no inverse",
               (sorted(one), voter in json.dumps(one)), (["class_id", "id", "poll_id", "prepared", "signature", "stage"], False))
    return one


def on_the_phone(story, r, town, poll_id):
    b = r.browser
    b.phone()
    one = fetched(story, r, town, PHONE)
    wide = b.run("return Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().right))")
    story.check("手机上不横向滚动 | nothing sticks out on a phone", wide <= 390, wide)
    r.clean("领取")
    b.wait(lambda: "您的凭证已领取" in b.text("main"), "the page says that it is fetched")
    story.same("每人只领一次：不再给领取的按钮 | the token is fetched once", b.find("section.card[data-poll]"), [])
    b.click("#logout")
    b.one("#login")
    town.today("2025-06-10")
    town.settle()
    b.click("#login a[href='#vote']")
    b.title("投票")
    b.wait(lambda: b.find("#holdings .card[data-stage=TOKEN] a.button"), "voting is open")
    story.same("不登录也能投：没有会话 | no session is needed", (b.find("#who[hidden]") != [], b.run("return fetch('/api/v1/session').then(a => a.status)")), (True, 401))
    b.console()
    b.click("#holdings .card[data-stage=TOKEN] a.button")
    b.one("#ballot")
    r.readable("选票")
    small = b.run("return [...document.querySelectorAll('#ballot .option')].filter(e => e.getBoundingClientRect().height < 44).length")
    story.same("触摸目标够大 | targets are large enough to touch", small, 0)
    return one


def marked(b, target, item, option):
    b.click(f"#ballot input[id='{target}-{item}-{option}']")


def filled_in(story, r):
    b = r.browser
    marked(b, "c-jt", "acts", "excellent")
    b.click("#ballot input[id='c-sw-shirks']")
    b.click("#ballot button[type=submit]")
    b.wait(lambda: b.find("#ballot .notice:not([hidden])"), "the page says what is wrong")
    told = b.text("#ballot .notice")
    story.check("反向选项没有事例、空白过多：投不出去 | a negative mark without its example, too many blanks: it is not cast",
                "商样中·推诿：反向选项须写明具体事例" in told and "空白 2 项" in told, told)
    story.same("没有事例的地方被标出 | and the place is marked", b.run("return [...document.querySelectorAll('#ballot [aria-invalid]')].map(e => e.id)"), ["c-sw-shirks-example"])
    b.type("#ballot textarea[id='c-sw-shirks-example']", "样例：三次会议未到，事项转给他人")
    marked(b, "c-sw", "acts", "excellent")
    marked(b, "c-nm", "acts", "good")
    b.click("#ballot button[type=submit]")
    b.wait(lambda: "优秀 2 个" in b.text("#ballot .notice"), "the limit is told")
    story.check("优秀超过限额：投不出去 | more excellent marks than the limit", "超过限额 1 个" in b.text("#ballot .notice"))
    marked(b, "c-sw", "acts", "good")
    b.click("#ballot button[type=submit]")
    b.wait(lambda: b.find("#holdings .card[data-stage=CAST]"), "the ballot is cast")
    b.wait(lambda: "已投入票箱" in b.text("#holdings"), "the page says that it lies in the box, and what comes of it")
    r.readable("已投入票箱")
    r.clean("投票")


def others_vote(town, poll_id, box, first, last):
    """Voters without a browser."""
    keys = {k["class_id"]: base64.b64decode(k["modulus"]) for k in box.rows("/ballot/boxes")[0]["keys"]}
    for v in [x for x in VOTERS if x not in (PHONE, DESK)][first:last]:
        token = Token(keys[v[6]])
        town.do(f"{v}.self", "/assessment/polls/tokens", poll_id=poll_id, blinded=b64(token.blinded))
        token.finalize(base64.b64decode(town.call(f"{v}.self", "POST", "/assessment/polls/signatures", {"poll_id": poll_id, "blinded": b64(token.blinded)})["blind_signature"]))
        marks = [{"target_id": t, "item_id": "acts", "option_ids": ["good"]} for t, _ in TARGETS]
        box.cast(poll_id, v[6], token, marks)


def in_the_box(story, r, poll_id, box):
    one = kept(r.browser)[0]
    story.same("截止前票和凭证留在本机，叶子已知 | until the close marks and token stay here, and the leaf is known", (one["stage"], len(one["leaf"]), "marks" in one), ("CAST", 64, True))
    story.same("截止前公示板是空的 | the board is empty until the close", box.rows(f"/ballot/board?poll_id={poll_id}"), [])


def becomes_final(story, r):
    """Whoever opens the page after the close sees that his ballot is counted."""
    b = r.browser
    r.go("vote", "投票")
    b.wait(lambda: {x["stage"] for x in kept(b)} == {"FINAL"}, "both ballots are counted", 40)
    story.same("计入后本机只留叶子，选票和凭证已删 | then only the leaf is kept: marks and token are gone", sorted(kept(b)[0]), ["class_id", "id", "leaf", "poll_id", "stage"])


MANY = 12
PLANT = """
const one = JSON.parse(localStorage.getItem('dandang.ballots'))[0], signature = btoa('x'.repeat(384));
const planted = [...Array(arguments[0]).keys()].map(n => ({ id: 'many-' + n, poll_id: one.poll_id, class_id: one.class_id, stage: 'CAST', prepared: btoa('m'.repeat(63) + String.fromCharCode(65 + n)), signature, marks: [], leaf: 'x' }));
localStorage.setItem('dandang.ballots', JSON.stringify([one, ...planted]));
performance.clearResourceTimings();
performance.setResourceTimingBufferSize(20000);
location.hash = '#vote?many=1';"""
ASKED = "return performance.getEntriesByType('resource').filter(e => e.name.includes('/ballot/')).length"


def many_at_one_browser(story, r):
    """A unit votes at one machine: each ballot is offered once at the close, and the page looks at box and board once a change."""
    b = r.browser
    before = b.run("return localStorage.getItem('dandang.ballots')")
    b.run(PLANT, MANY)
    b.wait(lambda: len([x for x in kept(b) if x.get("refused")]) == MANY, "each is told that it is none of the box's", 40)
    b.wait(lambda: len(b.find("#holdings .card")) == MANY + 1, "the page shows them all")
    asked = b.run(ASKED)
    story.check("一台机器上许多选票，截止后各再提交一次，不成倍地问 | many ballots at one browser do not multiply its questions", MANY < asked < 5 * MANY, asked)
    b.run("localStorage.setItem('dandang.ballots', arguments[0])", before)
    refused = b.noted(MANY)
    story.same("每张只被退回一次 | each is refused once", len([line for line in refused if "409" in line]), MANY)
    r.go("vote?many=0", "投票")


def while_logged_in(story, r, town, poll_id):
    """Casting goes without the cookie even while somebody is logged in: the box refuses ballots that bring one."""
    b = r.browser
    fetched(story, r, town, DESK)
    b.wait(lambda: b.find("#holdings .card[data-stage=TOKEN] a.button"), "the ballot can be filled in")
    b.click("#holdings .card[data-stage=TOKEN] a.button")
    b.one("#ballot")
    for target, _ in TARGETS:
        marked(b, target, "acts", "abstain")
    b.click("#ballot button[type=submit]")
    b.wait(lambda: b.find("#holdings .card[data-stage=CAST]"), "the ballot is queued")
    story.same("登录中投票也不带登录信息，箱子收下 | cast while logged in, it brings no cookie, and the box takes it", b.run("return fetch('/api/v1/session').then(a => a.status)"), 200)
    again = b.run("return fetch('/api/v1/ballot/casts', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'}).then(a => a.json()).then(p => p.code)")
    story.same("带上登录信息就被退回 | with the cookie it would be turned away", again, "BALLOT_WITH_SESSION")
    b.console()


def on_paper(story, r, town, poll_id):
    """The last voter of class B votes on paper; the slip is entered as it was read out."""
    b = r.browser
    b.cdp("Emulation.clearDeviceMetricsOverride")      # the organiser sits at a desk
    r.begin(ASSESS, f"poll?id={poll_id}", "民主测评")
    r.send("slip", {"cadre_id": VOTERS[-1]})
    b.click("main a[href^='#paper']")
    b.title("录入纸质选票")
    for target, _ in TARGETS:
        b.click(f"#slip input[id='{target}-acts-good']")
    r.readable("纸质选票")
    b.click("#slip button[type=submit]")
    b.wait(lambda: b.find("#slip .notice:not([hidden])"), "a slip of the full class A is refused")
    story.check("票数超过名单：不收 | more slips than people: refused", "代码 BALLOT_PAPER_MANY" in b.text("#slip .notice"), b.text("#slip .notice"))
    b.console()
    b.run("document.querySelector('#class').value = 'B'")
    b.click("#slip button[type=submit]")
    b.wait(lambda: "已录入 1 张" in b.text("#slips"), "the slip is counted; " + b.text("#slip"))
    story.same("录入后换下一张 | the next slip is empty", b.run("return document.querySelectorAll('#slip input:checked').length"), 0)


# ---- the result --------------------------------------------------------------------------------------------------------

def counted(story, r, town, poll_id):
    b = r.browser
    r.begin(ASSESS, f"poll?id={poll_id}", "民主测评")
    story.check("投票中看得到人数，看不到结果 | turn-out is live, the result is not", "截止并计票后公布结果" in b.text("main"))
    town.today("2025-06-13")
    town.settle()
    r.go(f"poll?id={poll_id}&closed=1", "民主测评")
    story.check("截止后先等纸质选票录完 | after the close the slips are waited for", "待录入纸质选票" in b.text(".missing"), b.text(".missing"))
    r.send("finish-paper", {"tellers": "样例监票 样例计票"}, sure=True)
    story.check("截止后自动计票 | it is counted after the close", wait_until(lambda: town.rows(HEAD, "/ballot/tallies"), 40))
    town.settle()
    wait_until(lambda: town.get(HEAD, f"/assessment/polls/{poll_id}")["state"] == "TALLIED", 20)
    r.begin(HEAD, f"poll?id={poll_id}", "民主测评")
    total = town.one(HEAD, "/ballot/tallies", poll_id=poll_id)
    shown = b.text("main")
    story.check("结果：有效、应参加、收回 | the result: valid, should attend, came in", "测评有效" in shown and f"收回\n{total['ballots']}" in shown, shown[-1500:])
    b.click("#verify-board")
    b.wait(lambda: "与根一致" in b.text("#board-verified"), "the board is verified")
    story.check("浏览器里核验公示板 | the board is verified in the browser", str(total["leaves"]) in b.text("#board-verified"), b.text("#board-verified"))
    r.readable("结果")
    board = {row["leaf"]: row["number"] for row in Box(town.http_port).rows(f"/ballot/board?poll_id={poll_id}")}
    becomes_final(story, r)
    many_at_one_browser(story, r)
    mine = kept(b)[0]
    story.check("手机那张票的叶子在公示板上 | the leaf of the phone's ballot stands on the board", mine["leaf"] in board, mine)
    b.wait(lambda: f"第 {board[mine['leaf']]} 号" in b.text("#holdings"), "the voter's page says where it stands")
    r.go(f"poll?id={poll_id}&found=1", "民主测评")
    r.send("release", sure=True)
    story.same("部长发布 | the head releases it", town.get(HEAD, f"/assessment/polls/{poll_id}")["state"], "RELEASED")
    r.clean("结果")


class Hall(Town):
    """Every voter has an account, and each password takes its time."""

    def wait_ready(self, seconds=240):
        super().wait_ready(seconds)


def evaluation(story):
    with Hall(extra_accounts=ACCOUNTS) as town:
        town.today("2025-06-02")
        town.load_policy()
        import_roster(town, f"cadre.{CITY}", UNITS, people() + [person(v, f"样例{v}", "u-nm", "科员及以下", CITY) for v in VOTERS])
        box = Box(town.http_port)
        with Browser() as browser:
            r = Reader(story, town, browser)
            try:
                the_vectors(story, r)
                poll_id = drafted(story, r, town)
                on_the_phone(story, r, town, poll_id)
                filled_in(story, r)
                others_vote(town, poll_id, box, 0, 5)
                in_the_box(story, r, poll_id, box)
                while_logged_in(story, r, town, poll_id)
                others_vote(town, poll_id, box, 5, 9)
                on_paper(story, r, town, poll_id)
                counted(story, r, town, poll_id)
            except Exception:
                if os.environ.get("SCREENSHOT"):
                    browser.screenshot(os.environ["SCREENSHOT"])
                raise


if __name__ == "__main__":
    tell(evaluation)
