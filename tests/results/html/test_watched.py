"""A watched page reloads by itself in a browser, once there is another version of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from grader.results.html.page import Stamp, Watched
from grader.results.html.report_page import ReportPages
import pytest
from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait

from tests.results.html.html_fakes import Fake, realistic
from tests.results.html.test_browser import CHROMIUM, DRIVER, FLAGS

SECONDS = 20

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="Chromium or chromedriver is missing"),
]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def write(path: Path, fake: Fake, watched: Watched | None) -> None:
    ReportPages("Task", fake.goldens).write(path, fake.report, fake.answered, watched)


def test_it_reloads_when_there_is_another_version(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    page = tmp_path / "work.report.html"
    before, after = realistic({"TODO1": "wrong"}), realistic({})
    with Stamp(page) as stamp:
        first = stamp.next()
        write(page, before, first)
        stamp.show(first)
        browser.get(page.as_uri())
        title = browser.title
        browser.execute_script("window.untouched = true")
        browser.execute_async_script("setTimeout(arguments[0], 1500)")
        assert browser.execute_script("return window.untouched") is True
        second = replace(first, number=first.number % 1000 + 1)
        write(page, after, second)
        stamp.show(second)
        WebDriverWait(browser, SECONDS).until(lambda driver: driver.title != title)
        assert browser.execute_script("return window.untouched") is None
    problems = [entry for entry in browser.get_log("browser") if "ERR_FILE" not in str(entry)]
    assert problems == []


def test_a_page_that_is_not_watched_has_no_script_for_it(tmp_path: Path) -> None:
    page = tmp_path / "work.report.html"
    write(page, realistic({}), None)
    text = page.read_text("utf-8")
    assert "watched" not in text and "file:" not in text
