"""The first page in a real browser: an officer logs in, reads the report, opens a number and a person from it, sees what waits for
him; by mouse, by keyboard, on a phone; nothing in the console, nothing asked of anybody else."""
import os
import sys
from urllib.parse import urlsplit

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import ENTER, TAB, Browser  # noqa: E402
from reader import Reader  # noqa: E402
from small_city import CITY, live, small_city  # noqa: E402
from harness import tell  # noqa: E402

HEAD, CADRE = f"org.{CITY}", f"cadre.{CITY}"
SECTIONS = ["一、强化教育培训，引导干部善于担当", "二、树正用人导向，激发干事创业动力", "三、注重考核激励，发挥驱动引领作用",
            "四、大胆容错纠错，为担当者加油鼓劲", "五、注重关心关爱，让担当者暖心安心", "六、加大宣传力度，营造担当干事浓厚氛围"]


def logging_in(story, r):
    b = r.browser
    b.open(r.base + "/")
    b.one("#login")
    story.same("打开即是登录 | the login comes first", (b.run("return document.activeElement.id"), b.find("#view[hidden]") != [], b.run(
        "return document.documentElement.lang")), ("account", True, "zh-CN"))
    r.clean("登录页")
    r.readable("登录页")
    r.log_in(HEAD, "not the password 1")
    story.same("口令不对，说得明白 | a wrong password is told plainly", (b.text("#problem p"), b.run("return document.activeElement.id"), b.run(
        "return document.getElementById('password').value")), ("账号或口令不正确", "password", ""))
    noise = b.noted()
    story.check("只有浏览器自己记下的 401 | only what the browser itself notes", len(noise) == 1 and "/api/v1/session" in noise[0] and "401" in noise[0], noise)
    r.log_in(HEAD)
    b.title("工作报告")
    story.same("登录后消息消失，显示姓名 | then the message goes and the name comes", (b.find("#problem[hidden]") != [], b.text("#who-name")), (True, "样例org.head"))
    story.same("令牌不在脚本够得着的地方 | no token where scripts reach", b.run(
        "return [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)]"), ["", '{"dandang.signed-in":"1"}', "{}"])


def the_report(story, r):
    b, report = r.browser, r.town.get(HEAD, "/report")
    story.same("六个部分 | six sections", b.run("return [...document.querySelectorAll('.report h3')].map(e => e.textContent)"), SECTIONS)
    shown = b.run("return Object.fromEntries([...document.querySelectorAll('.report a.figure')].map(e => [e.dataset.figure, e.textContent]))")
    told = {f["id"]: str(f["value"]) for s in report["sections"] for line in s["lines"] for f in line["figures"]}
    story.same("页面上的数字就是接口的数字 | the numbers are the API's", shown, told)
    story.check("没有未填的空 | no blank is left", "{" not in b.text(".report"))
    story.same("地区可选 | the counties can be chosen", b.run("return [...document.querySelectorAll('#region option')].map(e => e.textContent)"), ["全部", "西样区", "东样旗"])
    r.readable("报告")
    b.run("document.getElementById('region').value = '150404'")
    b.click("form.filter button[type=submit]")
    b.wait(lambda: "东样旗" in b.text("h2"), "the county's report is shown")
    story.same("选了旗县区：标题、数字、地址都变 | a county: title, numbers, address",
               (b.text("h2"), b.text(".report a[data-figure=M17]"), "region=150404" in b.run("return location.hash")), ("东样旗激励干部担当作为工作报告", "0", True))
    b.run("history.back()")
    b.wait(lambda: "东样旗" not in b.text("h2"), "back leads back")
    story.same("后退回到原来 | back leads back", b.text(".report a[data-figure=M17]"), told["M17"])
    b.click("details summary")
    story.same("口径可展开 | the formulas unfold", b.run("return document.querySelectorAll('details tbody tr').length"), len(told))


def count_records(b, number):
    """Rows over all pages of a figure."""
    rows = 0
    while True:
        rows += b.run("return document.querySelectorAll('tbody tr').length")
        if not b.find(".pager a[rel=next]"):
            return rows
        first = b.run("return document.querySelector('tbody tr td:last-child').textContent")
        b.click(".pager a[rel=next]")
        b.wait(lambda: b.run("return document.querySelector('tbody tr td:last-child')?.textContent") != first, f"the next page of {number} is shown")


def figures(story, r):
    b = r.browser
    for name, words in (("M07", "招商小分队、驻点招商专班选派"), ("M17", "谈心谈话"), ("W01", "问责三级预警"), ("M01", "党校主阵地接受培训干部")):
        r.go("report", "工作报告")
        number = int(b.text(f".report a[data-figure={name}]"))
        b.click(f".report a[data-figure={name}]")
        b.title("指标明细")
        head = b.text("h2")
        story.same(f"点开 {name} {number}：正有这么多条 | as many records as the number says", (head.startswith(f"{words}：{number} "), count_records(b, name)), (True, number))
    r.readable("指标明细")
    r.go("figure?id=M17", "指标明细")
    name = b.text("tbody tr:nth-child(2) a")
    b.click("tbody tr:nth-child(2) a")
    b.title("干部档案")
    story.same("从数字点开干部档案 | a dossier opens from the number", b.text("h2"), name)


def dossiers(story, r):
    b = r.browser
    r.go("dossier?id=c-00-1", "干部档案")
    b.wait(lambda: b.text("h2") == "市样长", "the dossier is shown")
    facts = b.text(".facts")
    story.check("档案说中文：县处级正职、二级调研员 | labels, not code names", "县处级正职" in facts and "二级调研员" in facts and "COUNTY" not in b.text("main"), facts)
    story.check("时间线 | the timeline", {"选派", "编入工作队", "干部信息登记", "谈心谈话"} <= set(b.run("return [...document.querySelectorAll('tbody td:nth-child(2)')].map(e => e.textContent)")))
    r.readable("档案")
    r.go("dossier?id=c-02-0001", "干部档案")
    b.wait(lambda: b.text("h2") != "市样长", "another dossier is shown")
    story.check("限制写明事由 | a bar says why", "信访举报未了结" in b.text("main") and "暂不得提拔" in b.text("p.bad"), b.text("main")[:300])
    r.clean("到此")
    b.type("#cadre", "nobody")
    b.press(ENTER)
    story.same("没有这个人，说得明白 | nobody of that name", b.text("#problem p"), "没有这名干部")
    b.noted()              # the browser notes the 404


def status_and_todos(story, r):
    b = r.browser
    b.click("nav a[data-page=status]")
    b.title("运行")
    story.same("运行：七个服务都在 | seven daemons are up", (b.run("return document.querySelectorAll('tbody tr .good').length"), b.text("main p .good")), (7, "各服务已同步"))
    story.same("导航标出所在 | the place is marked", b.run("return [...document.querySelectorAll('nav [aria-current]')].map(e => e.textContent)"), ["运行"])
    r.readable("运行")
    b.click("#logout")
    b.one("#login")
    story.same("退出后会话已结束 | logging out ends the session", b.run("return fetch('/api/v1/session').then(a => a.status)"), 401)
    b.noted()              # the browser notes that 401
    r.log_in(CADRE)
    b.title("工作报告")
    b.click("nav a[data-page=todos]")
    b.title("待办")
    waiting = r.town.get(CADRE, "/todos")
    story.same("待办与接口一致 | to-dos are the API's", (b.text("h2"), b.run("return document.querySelectorAll('tbody tr').length"), b.text("tbody tr td")),
               (f"待办（{waiting['total']}）", len(waiting["items"]), waiting["items"][0]["due_on"]))
    digest = r.town.get(CADRE, "/todos/digest")
    story.same("今日提醒与接口一致 | the day's digest is the API's", b.text("#digest"),
               f"今日提醒 {digest['reminded']} 项：逾期 {digest['overdue']} 项，今天到期 {digest['due_today']} 项")
    r.readable("待办")
    r.clean("待办")


def by_keyboard(story, r):
    b = r.browser
    b.click("#logout")
    b.one("#login")
    b.open(r.base + "/#todos")
    r.log_in(CADRE)
    b.title("待办")
    story.same("登录后回到要去的那一页 | after the login the page that was asked for", b.run("return location.hash"), "#todos")
    b.open(r.base + "/")
    b.title("工作报告")
    story.check("刷新后仍在登录 | a reload keeps the session", b.find("#login[hidden]") != [])
    story.same("键盘从新标题接着走 | the keyboard goes on from the new heading", b.run("return document.activeElement.tagName"), "H2")
    b.run("document.querySelector('.skip').focus()")
    stops = []
    for _ in range(24):
        b.press(TAB)
        stops.append(b.run("const e = document.activeElement; return [e.id || e.textContent.trim().slice(0, 8), getComputedStyle(e).outlineStyle]"))
    names = [name for name, _ in stops]
    story.check("键盘可达：导航、退出、筛选、数字 | reached by the keyboard, in order", "logout" in names and names.index("待办") < names.index("logout") < names.index("year") and any(n.isdigit() for n in names), names)
    story.check("焦点看得见 | and one sees where", all(style == "solid" for _, style in stops), stops)
    b.run("document.querySelector('.skip').focus()")
    b.press(ENTER)
    story.same("可跳到正文，地址不变 | skips to the text, the address stays", b.run("return [document.activeElement.id, location.hash]"), ["main", ""])
    b.run("document.querySelector('.report a.figure').focus()")
    b.press(ENTER)
    b.title("指标明细")
    story.same("焦点落在新标题 | the new heading has the focus", b.run("return document.activeElement.tagName"), "H2")


def session_lost(story, r):
    b = r.browser
    b.run("return fetch('/api/v1/session', {method: 'DELETE'}).then(a => a.status)")
    b.run("location.hash = '#status'")
    story.same("会话失效时说明并请重新登录 | a lost session is explained", (b.text("#problem p"), b.find("#login:not([hidden])") != []), ("登录已失效，请重新登录。", True))
    r.log_in(HEAD)
    b.title("运行")
    story.check("重新登录后接着做 | and one goes on where one was", b.run("return location.hash") == "#status")
    b.noted()              # the browser notes the 401


def on_a_phone(story, r):
    b = r.browser
    b.phone()
    wide = {}
    for page, title in (("report", "工作报告"), ("figure?id=M17", "指标明细"), ("dossier?id=c-00-1", "干部档案"), ("todos", "待办"), ("status", "运行")):
        r.go(page, title)
        b.wait(lambda: b.run("return innerWidth") == 390, "the window is a phone's")
        width = b.run("return Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().right))")
        if width > 390:
            wide[page] = width
    story.same("手机宽度（390）不横向滚动 | nothing sticks out on a phone", wide, {})
    r.go("report", "工作报告")
    small = b.run("return [...document.querySelectorAll('input, select, button, nav a')].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24).map(e => e.textContent)")
    story.same("触摸目标够大 | targets are large enough to touch", small, [])
    b.click(".report a[data-figure=M07]")
    b.title("指标明细")
    story.check("卡片式表格带栏名 | rows become cards with their heads", b.run("return getComputedStyle(document.querySelector('tbody td'), '::before').content") == '"日期"')
    r.readable("手机")


def a_cadre_himself(story, r):
    b = r.browser
    b.click("#logout")
    b.one("#login")
    b.open(r.base + "/")
    r.log_in("self.west")
    b.title("干部档案")
    story.check("干部本人登录即见自己的档案，不见核查中的推定 | a cadre sees his own dossier, without what is only presumed",
                b.text("h2") == "区样乙1" and "信访" not in b.text("main") and "当前没有限制" in b.text("main"), b.text("main")[:200])
    b.console()
    b.click("nav a[data-page=report]")
    story.same("没有的权限说得明白 | a missing role is told", b.text("#problem p"), "当前账号没有执行此操作的角色")


def nothing_outside(story, r):
    asked = {urlsplit(u).netloc for u in r.browser.asked() if urlsplit(u).scheme in ("http", "https", "ws", "wss")}
    story.same("只与本站通信 | nothing is asked of anybody else", asked, {f"127.0.0.1:{r.town.http_port}"})


def page(story):
    with small_city() as town:
        live(town)
        with Browser() as browser:
            r = Reader(story, town, browser)
            for step in (logging_in, the_report, figures, dossiers, status_and_todos, by_keyboard, session_lost, on_a_phone, a_cadre_himself,
                         nothing_outside):
                try:
                    step(story, r)
                except Exception:
                    kept = os.environ.get("SCREENSHOT")
                    if kept:
                        browser.screenshot(kept)
                    raise


if __name__ == "__main__":
    tell(page)
