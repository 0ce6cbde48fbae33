"""The pages in headless Chromium: what a reader can do with them. No picture is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
import shutil
import time

from grader.core.language import ENGLISH
from grader.results.html.class_page import ClassNotes, write_class_page
from grader.results.html.report_page import ReportPages
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select

from tests.results.html.html_fakes import Fake, class_of, not_graded, realistic

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update"
)
PHONE = 360
HOSTILE = "\"'><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="Chromium or chromedriver is missing"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    profile = tmp_path_factory.mktemp("profile")
    for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, mixed: Fake) -> dict[str, str]:
    """The address of each kind of page."""
    folder = tmp_path_factory.mktemp("pages")

    def report(name: str, fake: Fake) -> Path:
        path = folder / "reports" / f"{name}.html"
        ReportPages("Task", fake.goldens).write(path, fake.report, fake.answered)
        return path

    def batch(name: str, size: int) -> Path:
        path = folder / f"{name}.html"
        groups = (("student 0001", "student 0002"), (HOSTILE, "student 0003"))
        reports = [*class_of(size), not_graded(HOSTILE, HOSTILE)]
        write_class_page(path, reports, "Task", ENGLISH, ClassNotes(groups))
        return path

    paths = {
        "mixed": report("mixed", mixed),
        "full": report("full", realistic({})),
        "hostile": report("hostile", realistic({"TODO1": "wrong"}, name=HOSTILE)),
        "not_graded": report("not_graded", Fake(not_graded(HOSTILE), {}, {})),
        "class": batch("class", 60),
        "large": batch("large", 1000),
    }
    return {name: path.as_uri() for name, path in paths.items()}


@pytest.fixture
def visit(browser: webdriver.Chrome, pages: dict[str, str]) -> Iterator[Callable[..., None]]:
    """Opens a page as a first visitor; afterwards nothing may have been complained of."""

    def go(name: str, width: int = 1200, dark: bool = False) -> None:
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}  # clicks miss what glides
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme, still]})
        browser.get(pages[name])
        browser.execute_script("localStorage.clear()")
        browser.get("about:blank")
        browser.get(pages[name])

    yield go
    assert browser.get_log("browser") == []


def one(browser: webdriver.Chrome, css: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, css)


def shown_rows(browser: webdriver.Chrome) -> list[str]:
    script = """return [...document.querySelectorAll('tbody tr:not([hidden]) th')]
                .map(cell => cell.textContent)"""
    return list(browser.execute_script(script))


@pytest.mark.parametrize("name", ["mixed", "full", "hostile", "not_graded", "class"])
@pytest.mark.parametrize("width", [PHONE, 1200])
def test_no_page_scrolls_sideways_or_complains(
    name: str, width: int, browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    visit(name, width=width)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width
    assert browser.execute_script("return window.hacked === undefined")


@pytest.mark.parametrize("dark", [False, True])
def test_the_theme_follows_the_system_until_it_is_chosen(
    dark: bool, browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    visit("mixed", dark=dark)
    paper = "return getComputedStyle(document.body).backgroundColor"
    first, button = browser.execute_script(paper), one(browser, "#theme")
    assert button.get_attribute("aria-pressed") == str(dark).lower()
    button.send_keys(Keys.ENTER)
    second = browser.execute_script(paper)
    assert second != first
    assert button.get_attribute("aria-pressed") == str(not dark).lower()
    browser.refresh()
    assert browser.execute_script(paper) == second


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["mixed", "class", "not_graded"])
def test_text_has_enough_contrast(
    name: str, dark: bool, browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    visit(name, dark=dark)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    script = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
    assert browser.execute_script(script) == []


def test_the_slider_uncovers_by_keyboard(
    browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    visit("mixed")
    slider = one(browser, ".check input[type=range]")
    over = one(browser, ".check .over")
    assert "100%" in over.value_of_css_property("clip-path")
    slider.send_keys(Keys.END)
    assert "100%" not in over.value_of_css_property("clip-path")
    assert slider.get_attribute("aria-valuetext") == "covered by the expected picture: 100 %"
    slider.send_keys(Keys.ARROW_LEFT)
    assert slider.get_attribute("value") == "99"
    label = browser.execute_script("return arguments[0].labels[0].textContent.trim()", slider)
    assert label == "Lay the expected picture over yours"


def test_the_zoom_changes_the_picture_in_its_place(
    browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    visit("mixed")
    frame = one(browser, ".check .yours .frame")
    frame.send_keys(Keys.ENTER)
    image = one(browser, "#zoom-image")
    assert image.is_displayed()
    assert image.value_of_css_property("image-rendering") == "pixelated"
    assert image.size["width"] > 2 * 112
    assert image.get_attribute("alt") == "ReLU, forward: yours"
    for key, said in ((Keys.ARROW_LEFT, "expected"), (Keys.ARROW_LEFT, "difference")):
        browser.switch_to.active_element.send_keys(key)
        assert said in (image.get_attribute("alt") or "")
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not image.is_displayed()
    assert browser.switch_to.active_element == frame


def test_a_link_to_what_is_right_opens_it(
    browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    visit("mixed")
    one(browser, "a[href='#blank-2']").click()
    assert one(browser, "#blank-2").get_attribute("open") is not None


def test_every_picture_is_there(browser: webdriver.Chrome, visit: Callable[..., None]) -> None:
    visit("mixed")
    script = """return [...document.images].filter(image => image.id !== 'zoom-image')
                .map(image => image.complete && image.naturalWidth)"""
    assert set(browser.execute_script(script)) == {112}


def test_sorting_by_marks_and_by_name(
    browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    visit("class")
    before = shown_rows(browser)
    marks, name = browser.find_elements(By.CSS_SELECTOR, "thead .sort")[1::-1]
    read = """return [...document.querySelectorAll('td.total')].map(cell => +cell.dataset.value)"""
    marks.click()
    values = browser.execute_script(read)
    assert values == sorted(values, reverse=True)
    marks.send_keys(Keys.ENTER)
    assert browser.execute_script(read) == sorted(values)
    assert one(browser, "[aria-sort]").get_attribute("aria-sort") == "ascending"
    name.click()
    assert sorted(shown_rows(browser)) == sorted(before)
    assert shown_rows(browser)[-2:] == ["student 0058", "student 0059"]


def test_filtering_by_text_state_and_mistake(
    browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    visit("class")
    one(browser, "#find").send_keys("0049")
    assert shown_rows(browser) == ["student 0049"]
    assert one(browser, "#found").text == "1 of 61 shown"
    one(browser, "#find").clear()
    Select(one(browser, "#state")).select_by_value("not_graded")
    assert shown_rows(browser) == ["student 0049", HOSTILE]
    button = one(browser, "[data-mistake]")
    count = browser.execute_script(
        "return +arguments[0].closest('li').querySelector('.count').textContent", button
    )
    button.click()
    assert len(shown_rows(browser)) == count
    assert one(browser, "#mistake").get_attribute("value") == button.get_attribute("data-mistake")


def test_filtering_by_marks_leaves_out_who_has_none(
    browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    visit("class")
    read = "return [...document.querySelectorAll('.total')].map(cell => +cell.dataset.value)"
    low = sum(0 <= value < 50 for value in browser.execute_script(read))
    one(browser, "#below").send_keys("50")
    assert 0 < len(shown_rows(browser)) == low


def test_a_printed_table_has_its_headers_on_every_page(
    browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    """Threat: a header with a button in it, which Chromium does not repeat."""
    visit("class")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not [
            each
            for each in browser.find_elements("css selector", "thead button")
            if each.is_displayed()
        ]
        name = "return getComputedStyle(document.querySelector('thead th'), '::before').content"
        assert browser.execute_script(name) == '"Student"'
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_a_class_of_a_thousand_is_quick(
    browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    visit("large")
    script = """const [page] = performance.getEntriesByType('navigation');
                document.body.offsetHeight; return page.loadEventEnd - page.startTime"""
    assert browser.execute_script(script) < 3000  # 0.3 s when measured; machines differ
    started = time.monotonic()
    browser.find_elements(By.CSS_SELECTOR, "thead .sort")[1].click()
    one(browser, "#find").send_keys("00")
    assert len(shown_rows(browser)) > 10
    assert time.monotonic() - started < 3


def test_without_scripts_everything_is_there_to_read(
    browser: webdriver.Chrome, visit: Callable[..., None]
) -> None:
    try:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        visit("class")
        assert len(browser.find_elements(By.CSS_SELECTOR, "tbody tr")) == 61
        assert not one(browser, "#filters").is_displayed()
        visit("mixed")
        assert not one(browser, ".wipe").is_displayed()
        assert one(browser, ".expected img").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
