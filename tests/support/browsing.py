"""A real Chromium, and what is looked at on each of its pages: names, headings, contrast, width, foreign requests."""

import contextlib
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Dialog, Page, sync_playwright

CONTROLS = frozenset(
    {"button", "link", "textbox", "combobox", "checkbox", "radio", "listbox", "searchbox", "spinbutton"}
)
ANSWERED = "Failed to load resource: the server responded with a status of 4"
"""Chromium's word for a form that was refused: a page of ours, not a fault of one."""

# What people read must stand out 4.5 to 1 from what is behind it (3 to 1 where large): WCAG 2.2, 1.4.3.
FAINT = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = c => { const [r, g, b] = c.slice(0, 3).map(v => v / 255)
      .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > .99) return c; } return [255, 255, 255]; };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), e = walk.currentNode.parentElement;
    if (!text || !e.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(e), [a, b] = [light(parse(style.color)), light(behind(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) found.push(`${ratio.toFixed(2)}: ${text.slice(0, 40)}`);
  }
  return found;
}"""
STRUCTURE = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  const named = a => [...document.querySelectorAll(`[${a}]`)].flatMap(e => e.getAttribute(a).split(' '));
  return {
    lang: document.documentElement.lang,
    title: document.title,
    mains: document.querySelectorAll('main').length,
    levels: [...document.querySelectorAll('h1,h2,h3,h4')].map(e => +e.tagName[1]),
    twice: ids.filter((id, at) => ids.indexOf(id) !== at),
    dangling: ['aria-labelledby', 'aria-describedby', 'for'].flatMap(named).filter(id => !ids.includes(id)),
    unlabelled: [...document.querySelectorAll('input:not([type=hidden]),select,textarea')]
      .filter(e => !e.labels.length).map(e => e.outerHTML),
    wide: document.documentElement.scrollWidth - innerWidth,
    small: [...document.querySelectorAll('button,nav a,select,input:not([type=hidden])')]
      .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24).map(e => e.outerHTML),
  };
}"""
FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {
    name: (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText || '').trim(), tag: e.tagName,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
  };
}"""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a screen. AssertionError when there is none: a page nobody saw is not tested."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page of a context of its own, and what went wrong on it: faults in the console, requests to other origins."""

    def __init__(self, browser: Browser, origin: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self._origin = urlsplit(origin).netloc
        self.page.on("console", lambda told: self._console(told.type, told.text))
        self.page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        self.page.on("dialog", self._dialog)
        self.context.on("request", lambda request: self._request(request.url))
        self.page.set_default_timeout(10_000)

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith(ANSWERED):
            self.wrong.append(f"console {kind}: {text}")

    def _request(self, url: str) -> None:
        if urlsplit(url).netloc != self._origin:
            self.wrong.append(f"request to {url}")

    def faults(self) -> list[str]:
        """What is wrong with the page as it stands now, and what went wrong on the way to it."""
        page = self.page
        page.wait_for_load_state()
        seen = page.evaluate(STRUCTURE)
        steps = zip([0, *seen["levels"]], seen["levels"], strict=False)
        return [
            *self.wrong,
            *(f"without a name: {role}" for role in self._nameless()),
            *(f"too faint, {text}" for text in page.evaluate(FAINT)),
            *(f"the id {one} stands twice" for one in seen["twice"]),
            *(f"nothing has the id {one}" for one in seen["dangling"]),
            *(f"no label: {one}" for one in seen["unlabelled"]),
            *(f"too small to hit: {one}" for one in seen["small"]),
            *(["a heading skips a level"] if any(after > before + 1 for before, after in steps) else []),
            *([f"{seen['levels'].count(1)} first headings"] if seen["levels"].count(1) != 1 else []),
            *([f"wider than the window by {seen['wide']} px"] if seen["wide"] > 0 else []),
            *([] if seen["lang"] and seen["title"] and seen["mains"] == 1 else ["no language, title or main part"]),
        ]

    def _nameless(self) -> list[str]:
        session = self.context.new_cdp_session(self.page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        session.detach()
        shown = [node for node in nodes if not node.get("ignored")]
        assert [node for node in shown if node["role"]["value"] in CONTROLS], "no controls were found on the page"
        return [
            node["role"]["value"]
            for node in shown
            if node["role"]["value"] in CONTROLS and not node.get("name", {}).get("value", "").strip()
        ]

    def tab_to(self, name: str, at_most: int = 60) -> None:
        """Presses the tabulator until what has the focus begins with `name`; what has it on the way has to show it."""
        for _ in range(at_most):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS)
            assert focus["ring"], f"nobody sees that {focus['tag']} {focus['name']!r} has the focus"
            assert focus["seen"], f"{focus['tag']} {focus['name']!r} has the focus out of sight"
            if focus["name"].startswith(name):
                return
        raise AssertionError(f"the tabulator does not reach {name!r}")
