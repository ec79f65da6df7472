"""What every test of the pages does: logs in, goes somewhere, fills in forms, and looks whether what it sees can be read."""
from browser import ENTER, Browser  # noqa: F401

# texts whose colour stands out from what lies behind by less than WCAG 2 asks for (4.5, large text 3)
PALE = """
const light = c => { const v = c.map(x => x / 255).map(x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
                     return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
const rgb = s => s.match(/[\\d.]+/g).map(Number);
const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c.slice(0, 3); }
                      return [255, 255, 255]; };
return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => {
  const style = getComputedStyle(e), a = light(rgb(style.color).slice(0, 3)), b = light(behind(e));
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05), large = parseFloat(style.fontSize) >= 24;
  return ratio < (large ? 3 : 4.5) ? e.textContent.trim().slice(0, 20) + ' ' + ratio.toFixed(2) : '';
}).filter(Boolean);"""
# controls without a name people (and their screen readers) can call them by
NAMELESS = """
return [...document.querySelectorAll('input, select, button, a, nav, form.filter')].filter(e => e.checkVisibility() &&
  !(e.labels && e.labels.length) && !e.getAttribute('aria-label') && !e.textContent.trim()).map(e => e.outerHTML.slice(0, 80));"""
# scripts or styles that stand in the page itself, which the policy forbids
INLINE = "return [...document.querySelectorAll('script:not([src]), style, [style], [onclick], [onload]')].map(e => e.outerHTML.slice(0, 80))"


# sets fields the way typing leaves them: value, then the events
FILL = """
const form = document.getElementById(arguments[0]);
const set = (e, v) => {
  if (!e) throw new Error('no such field');
  if (e.type === 'checkbox') e.checked = v; else e.value = v;
  e.dispatchEvent(new Event('input', {bubbles: true}));
  e.dispatchEvent(new Event('change', {bubbles: true}));
};
for (const [name, value] of Object.entries(arguments[1])) {
  const rows = form.querySelector(`fieldset[data-rows='${name}']`);
  if (rows) {
    while (rows.querySelectorAll('tbody tr').length < value.length) rows.querySelector(`[data-add='${name}']`).click();
    while (rows.querySelectorAll('tbody tr').length > value.length) rows.querySelector('tbody tr:last-child td:last-child button').click();
    value.forEach((row, i) => Object.entries(row).forEach(([column, v]) => {
      const e = rows.querySelectorAll('tbody tr')[i].querySelector(`[name='${column}']`);
      if (!e) throw new Error(`${name} has no column ${column}`);
      set(e, v);
    }));
  } else if (Array.isArray(value)) {
    form.querySelectorAll(`input[type=checkbox][name='${name}']`).forEach(e => set(e, value.includes(e.value)));
  } else {
    const e = form.querySelector(`[name='${name}']`);
    if (!e) throw new Error(`no field ${name}`);
    set(e, value);
  }
}"""


class Reader:
    def __init__(self, story, town, browser):
        self.story, self.town, self.browser = story, town, browser
        self.base = f"http://127.0.0.1:{town.http_port}"

    def log_in(self, account, password=None):
        b = self.browser
        b.type("#account", account)
        b.type("#password", password or self.town.passwords[account])
        b.press(ENTER)

    def go(self, page, title):
        self.browser.run("location.hash = arguments[0]", "#" + page)
        self.browser.title(title)

    def clean(self, words):
        self.story.same(f"{words}：控制台无错误 | nothing in the console", self.browser.console(), [])

    def readable(self, words):
        b = self.browser
        self.story.same(f"{words}：对比度足够，控件有名称，无内联脚本样式 | contrast, names, no inline code",
                        (b.run(PALE), b.run(NAMELESS), b.run(INLINE)), ([], [], []))

    def rest(self):
        """The town's own lines have been silent while the browser worked; the gateway hangs up on those after a minute."""
        for line in self.town.connections.values():
            line.close()
        self.town.connections.clear()

    # ---- forms
    def begin(self, account, page="", title=""):
        """Another person at the same browser."""
        b = self.browser
        self.rest()
        if b.find("#who:not([hidden])"):
            b.click("#logout")
            b.one("#login")
        b.open(self.base + "/" + ("#" + page if page else ""))
        b.wait(lambda: b.find("#login:not([hidden])") or b.find("#view:not([hidden])"), "the console is there")
        self.log_in(account)
        b.wait(lambda: b.find("#who:not([hidden])"), f"{account} is logged in")
        if title:
            b.title(title)

    def unfold(self, action):
        self.browser.run("document.querySelector(`details[data-action='${arguments[0]}']`).open = true", action)

    def fill(self, form, values):
        """Values by field; a list of dicts for a table of rows. As a person would leave the fields, events included."""
        self.browser.run(FILL, form, values)

    def submit(self, form):
        self.browser.click(f"#{form} button[type=submit]")

    def send(self, form, values=None, done=True, unfold=True, sure=False):
        b = self.browser
        if unfold and b.find(f"details[data-action='{form}']"):
            self.unfold(form)
        b.one(f"#{form}")
        if values:
            self.fill(form, values)
        if sure:
            b.click(f"#{form}-sure")
        before = b.run("document.querySelector('#done').hidden = true; return 1")
        self.submit(form)
        if done:
            b.wait(lambda: b.find("#done:not([hidden])") and before, f"{form} is done; {self.told(form)}")

    def told(self, form):
        """The refusal the form shows, line by line."""
        return self.browser.run("return [...document.querySelectorAll(`#${arguments[0]} > .notice:not([hidden]) p`)].map(e => e.textContent)", form)

    def refused(self, form):
        b = self.browser
        b.wait(lambda: self.told(form), f"{form} is refused")
        return self.told(form)
