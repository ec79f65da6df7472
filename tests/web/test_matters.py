"""Every matter and every ledger in a real browser: found by name, a form made from the contract, refused at the field, done; from the
record to what can be done with it, from a to-do to its form; every form there is can be made; a cadre sees his own alone."""
import base64
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser  # noqa: E402
from reader import Reader  # noqa: E402
from small_city import CITY, live, small_city  # noqa: E402
from harness import csv_bytes, person, tell  # noqa: E402

ALL, CADRE, SELF, SUPERVISION = "everything", f"cadre.{CITY}", "self.west", "superv.west"
SHOWN = "return [...document.querySelectorAll('.matters li:not([hidden]) a')].filter(e => e.checkVisibility()).map(e => e.textContent)"


def find(b, words):
    b.run("const e = document.getElementById('find'); e.value = arguments[0]; e.dispatchEvent(new Event('input', {bubbles: true}))", words)
    return b.run(SHOWN)


def sent(r, values):
    r.fill("matter", values)
    r.submit("matter")
    r.browser.one("#outcome")


def by_name(story, r):
    b = r.browser
    r.begin(ALL, "matters", "办理事项")
    story.check("有权办理的都在 | all he may do is there", len(b.run(SHOWN)) > 200, len(b.run(SHOWN)))
    r.readable("办理事项")
    story.same("按名称查找 | found by name", find(b, "建立名单"), ["建立名单"])
    b.click(".matters li:not([hidden]) a")
    b.title("办理事项")
    story.check("说明由谁办理 | who does it is said", "考核办" in b.text("dl.facts"), b.text("dl.facts"))
    r.submit("matter")
    told = r.refused("matter")
    story.check("漏填的用中文指出，标在原处 | what is missing is named and marked", any("名称" in line for line in told) and any("用途" in line for line in told) and
                len(b.find("#matter [aria-invalid]")) == 2, told)
    b.noted()
    sent(r, {"name": "样例名单", "purpose": "试用"})
    story.check("办理后给出编号，连到台账 | done, with its number and where it stands", b.find("#outcome a[href^='#row?path=%2Fpersonnel%2Fnamed-lists']"), b.text("#outcome"))
    r.readable("办理结果")


def from_the_record(story, r):
    b = r.browser
    b.click("#outcome dl a")
    b.title("台账")
    story.check("台账一行，字段有中文名 | a row with names of its fields", "样例名单" in b.text("dl.facts") and "名称" in b.text("dl.facts"), b.text("dl.facts"))
    b.click("main a.button")
    b.title("办理事项")
    here = b.run(SHOWN)
    story.check("只列与它有关的事项 | only what concerns it", "列入名单" in here and "建立名单" not in here, here)
    find(b, "列入名单")
    b.click(".matters li:not([hidden]) a")
    b.one("#matter")
    story.check("编号已填好 | its number is there already", b.run("return document.querySelector('#matter [name=named_list_id]').value.length > 5"))
    sent(r, {"cadre_ids": "c-00-1 c-00-2", "reason": "样例"})
    story.same("两人列入 | both are on it", sorted(p["cadre_id"] for p in r.town.rows(ALL, "/personnel/named-list-places")), ["c-00-1", "c-00-2"])
    b.click("#outcome a[href^='#matters']")
    b.title("办理事项")


def rows_and_lists(story, r):
    """A table of people within a form."""
    b = r.browser
    r.go("matter?path=/welfare/talks/list&cadre_id=c-00-2", "办理事项")
    story.same("带来的人填进第一行 | who was brought along stands in the first row", b.run("return document.querySelector('fieldset[data-rows=talks] [name=cadre_id]').value"), "c-00-2")
    before = len(r.town.get(ALL, "/dossiers/c-00-2")["timeline"])
    r.fill("matter", {"talks": [{"cadre_id": "c-00-2", "talker_id": "c-00-3", "held_on": "2026-03-11", "sealed": "样例"}, {"cadre_id": "c-99", "talker_id": "c-00-3", "held_on": "2026-03-11"}]})
    r.submit("matter")
    r.refused("matter")
    story.check("错在第二行 | the second row is at fault", len(b.find("#matter tr.wrong-row")) == 1 and b.run("return document.querySelector('#matter tr.wrong-row .ordinal').textContent") == "2", r.told("matter"))
    b.noted()
    r.fill("matter", {"talks": [{"cadre_id": "c-00-2", "talker_id": "c-00-3", "held_on": "2026-03-11", "sealed": "样例"}]})
    r.submit("matter")
    b.one("#outcome")
    r.town.settle()
    story.same("只记下一次 | one talk is recorded", len(r.town.get(ALL, "/dossiers/c-00-2")["timeline"]), before + 1)


def a_file(story, r):
    b = r.browser
    path = os.path.join(b.folder, "样例.csv")
    with open(path, "wb") as f:
        f.write(base64.b64decode(csv_bytes([person("c-00-9", "市样新", "u-00-1", "科员及以下", CITY)])))
    r.begin(CADRE, "matter?path=/personnel/imports/people", "办理事项")
    b.choose_file("#matter [name=content]", path)
    b.wait(lambda: b.run("return Boolean(document.querySelector('#matter [name=content]').base64)"), "the file is read")
    sent(r, {"file_name": "样例.csv"})
    story.same("文件由浏览器送出 | a file goes out of the browser", r.town.get(CADRE, "/personnel/cadres/c-00-9")["file"]["name"], "市样新")


def ledgers(story, r):
    b = r.browser
    r.go("ledgers", "台账")
    story.check("看得到的台账都在 | the ledgers he may read", len(b.run(SHOWN)) > 40, len(b.run(SHOWN)))
    r.go("ledger?path=/personnel/cadres", "台账")
    story.check("干部以姓名、单位以名称出现 | people and units by name", "市样长" in b.text("tbody") and "样例市商务局" in b.text("tbody"), b.text("tbody")[:300])
    r.readable("台账")
    b.run("document.querySelector('form.filter [name=unit_id]').value = 'u-00-1'")
    b.click("form.filter button[type=submit]")
    b.wait(lambda: "市样长" not in b.text("tbody") and "市样谈" in b.text("tbody"), "the ledger is narrowed")
    b.click("tbody tr:last-child td:last-child a")
    b.wait(lambda: b.find("dl.facts"), "the row is shown")
    story.check("表内的表也看得到 | what stands within stands there too", "任免信息" in b.text("main"), b.text("main")[:500])
    r.readable("台账一行")


def from_a_todo(story, r):
    b = r.browser
    r.begin(SUPERVISION, "todos", "待办")
    b.click("tbody a[href^='#matters']")
    b.title("办理事项")
    story.check("从待办到可以办理的事项 | from a to-do to what can be done", len(b.run(SHOWN)) > 0 and "只列出" in b.text("main"), b.text("main"))


MAKE_ALL = """
const back = arguments[arguments.length - 1];
Promise.all([import('./contract.js'), import('./matters.js'), import('./forms.js')]).then(([c, m, f]) => {
  const wrong = [], json = [];
  let count = 0;
  for (const [path, one] of Object.entries(c.COMMANDS)) try {
    const fields = m.fieldsOf(c, one.type, { cadre_id: 'c-1', unit_id: 'u-1' });
    const form = f.entry({ id: 'try', title: one.zh, path, fields });
    if (form.querySelectorAll('input, select, textarea, fieldset').length < c.MESSAGES[one.type].length) wrong.push(path);
    if (fields.some(x => x.hint === 'JSON' || (x.columns || []).some(y => y.hint === 'JSON'))) json.push(path);
    count++;
  } catch (e) { wrong.push(path + ' ' + e); }
  back([count, wrong, json]);
}, e => back([0, [String(e)], []]));"""


CHOICES = """
const back = arguments[arguments.length - 1];
import('./forms.js').then(f => {
  let sent = null;
  document.querySelector('main').append(f.entry({ id: 'many', title: 'x', fields: [{ name: 'units', label: 'x', kind: 'many', options: [...Array(40).keys()].map(n => ['u' + n, n % 4 ? '县区' + n : '样例局' + n]), value: ['u1'] }],
    send: async body => { sent = body; return {}; }, stay: () => {} }));
  const form = document.getElementById('many'), find = form.querySelector('input[type=search]'), [choose, clear] = form.querySelectorAll('.hint button');
  find.value = '样例局';
  find.dispatchEvent(new Event('input', { bubbles: true }));
  choose.click();
  const said = form.querySelector('[role=status]').textContent;
  form.querySelector('button[type=submit]').click();
  setTimeout(() => {
    clear.click();
    const left = form.querySelector('[role=status]').textContent;
    form.remove();
    back([said, sent.units.length, left]);
  }, 50);
});"""


def many_choices(story, r):
    story.same("选项多时可查找、可成批选中 | among many choices one finds, and takes those found", r.browser.run_later(CHOICES), ["已选 11 项，共 40 项", 11, "已选 1 项，共 40 项"])


def every_form(story, r):
    count, wrong, as_json = r.browser.run_later(MAKE_ALL)
    story.check("每个事项都有表单 | every matter has a form", count > 300 and not wrong, (count, wrong))
    story.same("要手写 JSON 的只有两项，另两项有自己的页面 | two of them want JSON typed, two more have pages of their own", sorted(as_json),
               ["/assessment/appraisal-models/load", "/assessment/schemes/draft", "/ballot/paper", "/ballot/record"])


def a_cadre_himself(story, r):
    b = r.browser
    r.begin(SELF, "matters", "办理事项")
    here = b.run(SHOWN)
    story.check("本人只见本人能办的 | himself alone", 3 < len(here) < 40 and "建立名单" not in here, here)
    r.go("ledgers", "台账")
    asked, dark = b.run("return [...document.querySelectorAll('.matters a')].map(e => e.getAttribute('href').slice(1))"), []
    for address in asked:
        b.run("location.hash = arguments[0]", "#" + address)
        b.wait(lambda a=address: b.run("return !document.querySelector('#view[aria-busy]')") and b.run("return location.hash.slice(1)") == a, address)
        if b.find("#problem:not([hidden])"):
            dark.append((address, b.text("#problem")))
    story.check("自己的台账都打得开 | each of his ledgers opens", asked and not dark, dark)


def in_english(story, r):
    b = r.browser
    r.begin(ALL, "matter?path=/personnel/named-lists/compute", "办理事项")
    b.click("#language")
    b.wait(lambda: b.run("return document.documentElement.lang") == "en", "English")
    b.one("#matter")
    text = b.text("main")
    story.check("英文界面没有中文 | no Chinese in English", not any("\u4e00" <= ch <= "\u9fff" for ch in text), text)
    b.click("#language")
    r.clean("事项和台账")


def page(story):
    with small_city() as town:
        live(town)
        with Browser() as browser:
            r = Reader(story, town, browser)
            for step in (by_name, from_the_record, rows_and_lists, a_file, ledgers, from_a_todo, many_choices, every_form, a_cadre_himself, in_english):
                step(story, r)


if __name__ == "__main__":
    tell(page)
