"""A real Chromium, and what it complains about: console, content policy, requests to elsewhere, accessibility."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.conftest import IN_CI

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(__file__).parents[2] / "dashboard" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIOLATIONS = """async (rules) => (await axe.run(document, {runOnly: rules})).violations
  .map(v => `${v.id}: ` + v.nodes.slice(0, 4).map(n => n.target.join(' ')).join(' | '))"""
POLICY = """document.addEventListener('securitypolicyviolation',
  e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"""
REFUSED = "Failed to load resource"
"""What Chromium says of an answer of 400 and more, whether the page minds or not."""
WAIT = 30_000
"""Milliseconds that a page may take on a busy machine."""
SHOTS = os.environ.get("LABELQA_SCREENSHOTS", "")
"""A folder for pictures of every page; CI keeps it."""


def executable() -> str:
    """Chromium's path; CI fails without it, elsewhere the test is skipped and says what to install."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "no Chromium on this machine: apt-get install chromium"
        pytest.fail(reason) if IN_CI else pytest.skip(reason)
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """One browser for many tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Tab:
    """A page, and what was complained of since it was opened.

    `refusals`: answers of 400 and more are expected; `unpictured`: images without a picture are, which a 404 tells.
    """

    page: Page
    base: str
    refusals: bool = False
    unpictured: bool = False
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Opens an address and waits until nothing is loading any more."""
        self.page.goto(self.base + path, wait_until="domcontentloaded")
        self.settle()

    def settle(self) -> None:
        """Waits until the page has its heading and shows nothing that loads."""
        self.page.wait_for_selector("h1", state="attached")
        expect(self.page.locator(".skeleton")).to_have_count(0, timeout=WAIT)  # the policy forbids wait_for_function
        self.page.evaluate("document.fonts.ready.then(() => true)")

    def violations(self) -> list[str]:
        """What breaks WCAG 2.2 AA as far as a program can tell. Injecting axe is not subject to the page's policy."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        return list(self.page.evaluate(VIOLATIONS, RULES))

    def check(self) -> None:
        """Fails on any complaint and any violation."""
        assert self.complaints + self.violations() == []

    def shoot(self, name: str) -> None:
        """Keeps a picture of the whole page where a folder for pictures is named."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not (message.text.startswith(REFUSED) and self._expects(message)):
            self.complaints.append(f"console: {message.text} {message.location.get('url', '')}")

    def _expects(self, refusal: ConsoleMessage) -> bool:
        return self.refusals or (self.unpictured and "/pictures/" in refusal.location.get("url", ""))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.base + "/", "data:", f"blob:{self.base}")):
            self.complaints.append(f"elsewhere: {request.url}")


def tab(context: BrowserContext, base: str, *, refusals: bool = False, unpictured: bool = False) -> Tab:
    """A new page that is listened to."""
    context.add_init_script(POLICY)
    opened = Tab(context.new_page(), base, refusals, unpictured)
    opened.page.set_default_timeout(WAIT)
    opened.page.on("console", opened._heard)
    opened.page.on("pageerror", lambda error: opened.complaints.append(f"error: {error}"))
    opened.page.on("request", opened._asked)
    return opened


def problem(status: int, title: str) -> dict[str, Any]:
    """An answer that refuses, for `Route.fulfill`."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": title, "instance": "r1", "errors": []}
    headers = {"X-Request-ID": "r1"}
    return {
        "status": status,
        "content_type": "application/problem+json",
        "body": json.dumps(content),
        "headers": headers,
    }
