#!/usr/bin/env python3
"""report_page_test.py <tributary-bench>: what its --report shows in a browser. Ends with 77 where it cannot be tried."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import chromium  # noqa: E402

BENCH = None
BATCHES = [1, 10, 100, 1000, 10000]
# Shown as it is; as HTML or as the end of a script it would be found by every test.
HOSTILE = "</script><img src=x onerror=\"console.log('run')\"><script>console.log('run')</script>"


def spread(median):
    return {"median": median, "min": median * 0.9, "max": median * 1.1}


def result(mode, number, batch, of, workload="incrby"):
    """What --json says about one mode and batch size, with figures that look like real ones."""
    speed = 14000 * (number + 1) if of == "command" else 2.5e6 / (1 + 0.15 * number) * batch / (batch + 30)
    cpu = 9e8 / speed
    return {
        "mode": mode, "transport": "unix", "workload": workload, "batch": batch, "commands": 1000, "repeats": 5,
        "commands_per_second": spread(speed), "client_cpu_ns_per_command": spread(cpu),
        "client_user_ns_per_command": spread(cpu * 0.7), "client_system_ns_per_command": spread(cpu * 0.3),
        "allocations_per_command": 0.25, "allocations_per_command_spread": spread(0.25),
        "syscalls_per_command": None, "syscalls_per_command_spread": None, "server_cpu_ns_per_command": None,
        "request_bytes_per_command": spread(46), "reply_bytes_per_command": spread(11), "mib_per_second": spread(80),
        "latency_p50_us": None, "latency_p99_us": None,
        "latency_us": of and {"of": of, **{name: spread(batch * factor) for name, factor in
                                           [("p50", 10), ("p90", 12), ("p99", 20), ("p999", 50), ("max", 90)]}},
        "ratio_to_wire": spread(1 / (1 + 0.15 * number)), "ratio_to_batch_1": None if batch == 1 else spread(batch / 2),
    }


def report(modes, batches, others=()):
    """modes: what each waits for, by name."""
    return {
        "schema_version": 1,
        "command_line": f"tributary-bench --json {HOSTILE}",
        "environment": {
            "time": "2026-11-27T12:00:00Z", "cpu_model": HOSTILE, "cores": 2, "kernel": "Linux", "load_average": 0.1,
            "compiler": "gcc", "compiler_flags": "-O2", "optimised": True, "sanitized": False, "tributary_version": "0.1.0",
            "commit": "", "hiredis_version": "0.14.1", "fmt_version": "9.1.0", "peers": {"redis-plus-plus": "1.3.7"},
            "server_version": "7.0.15", "server_settings": "save=''", "transport": "unix", "server_is_local": True,
            "server_is_private": True,
        },
        "warnings": [HOSTILE],
        "findings": {"best": {"mode": "flat", "batch": batches[-1]}, "knee": {"mode": "flat", "batch": batches[-2:][0]},
                     "gain": 90.5, "text": f"The most came through with flat. {HOSTILE}"},
        "modes": [{"name": name, "summary": f"mode {name}", "other_client": name in others,
                   "knee": batches[-2:][0] if of == "batch" else None} for name, of in modes.items()],
        "results": [result(name, number, batch, of) for batch in batches for number, (name, of) in enumerate(modes.items())],
    }


USUAL = {"wire": "batch", "hiredis": "batch", "flat": "batch", "streaming": None, "unpipelined": "command"}
CANVASES = "[...document.querySelectorAll('#workloads figure canvas')]"
# Of each chart: where it is, and how many of its pixels are not transparent.
INK = f"""{CANVASES}.map(canvas => {{
  const {{width, height}} = canvas;
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  const box = canvas.getBoundingClientRect();
  return {{width: box.width, height: box.height, right: box.right,
           ink: pixels.filter((value, i) => i % 4 === 3 && value > 0).length / width / height}};
}})"""


class ReportPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="tributary-report-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.browser = cls.enterClassContext(chromium.Chromium(chromium.find()))

    def open(self, document, change=lambda page: page, width=1200, scheme="light"):
        """Makes the page of a report, opens it from disk, and gives the browser."""
        saved, page = Path(self.folder.name, "report.json"), Path(self.folder.name, "report.html")
        saved.write_text(json.dumps(document))
        subprocess.run([BENCH, "--report", page, "--from", saved], check=True)
        page.write_text(change(page.read_text()))
        self.browser.show_as(width, 900, scheme)
        self.browser.open(page.as_uri())
        self.browser.settle()
        return self.browser

    def assert_clean(self):
        self.assertEqual(self.browser.complaints, [])
        self.assertEqual([url for url in self.browser.requests if not url.startswith(("file:", "data:"))], [])

    def assert_drawn(self, charts):
        drawn = self.browser.evaluate(INK)
        self.assertEqual(len(drawn), charts)
        for chart in drawn:
            self.assertGreater(chart["width"], 200)
            self.assertGreater(chart["height"], 100)
            self.assertLessEqual(chart["right"], self.browser.evaluate("innerWidth"))
            self.assertGreater(chart["ink"], 0.01)

    def test_every_chart_is_drawn_and_nothing_is_loaded(self):
        # Speed, CPU and latency of batches; the same of single commands.
        self.open(report(USUAL, BATCHES))
        self.assert_drawn(6)
        self.assert_clean()
        self.assertEqual(self.browser.requests, [Path(self.folder.name, "report.html").as_uri()])

    def test_one_mode_and_one_batch_size(self):
        self.open(report({"flat": "batch"}, [1000]))
        self.assert_drawn(3)
        self.assert_clean()
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('.batches').length"), 0)

    def test_many_modes_with_other_clients_and_several_workloads(self):
        modes = {"wire": "batch", **{f"mode{i}": "batch" for i in range(18)}, "boost_redis": "batch", "redis_plus_plus": "batch"}
        document = report(modes, BATCHES, others=("boost_redis", "redis_plus_plus"))
        document["results"] += [result("model_load", 1, batch, "batch", "hgetall") for batch in BATCHES]
        self.open(document)
        self.assert_drawn(6)
        self.assert_clean()
        styles = self.browser.evaluate(f"""Chart.getChart({CANVASES}[0]).data.datasets.map(
            line => [line.borderColor, line.pointStyle, String(line.borderDash)])""")
        self.assertEqual(len(styles), len(modes))
        self.assertEqual(len({tuple(style[:2]) for style in styles}), len(modes))  # told apart without the dashes
        self.assertEqual([style[2] != "" for style in styles], [True] + [False] * 18 + [True] * 2)

    def test_a_report_with_what_is_required_only(self):
        document = report(USUAL, BATCHES)
        for name in ["command_line", "warnings", "findings", "modes"]:
            del document[name]
        self.open(document)
        self.assert_drawn(6)
        self.assert_clean()

    def test_the_legend_switches_modes_off_and_on(self):
        browser = self.open(report(USUAL, BATCHES))
        labels = f"Chart.getChart({CANVASES}[0]).data.datasets.map(line => line.label)"
        pressed = "document.querySelector('.legend button:nth-child(2)').getAttribute('aria-pressed')"
        self.assertEqual(browser.evaluate(labels), ["wire", "hiredis", "flat", "streaming"])
        self.assertEqual(browser.evaluate(pressed), "true")
        before = browser.evaluate(f"{CANVASES}[0].toDataURL()")
        browser.click(".legend button:nth-child(2)")
        self.assertEqual(browser.evaluate(labels), ["wire", "flat", "streaming"])
        self.assertEqual(browser.evaluate(pressed), "false")
        self.assertNotEqual(browser.evaluate(f"{CANVASES}[0].toDataURL()"), before)
        self.assertNotIn("hiredis", browser.evaluate("document.querySelector('#workloads table').textContent"))
        browser.click(".legend button:nth-child(2)")
        self.assertEqual(browser.evaluate(f"{CANVASES}[0].toDataURL()"), before)
        browser.click(".legend .all:last-child")  # none
        self.assertEqual(browser.evaluate(labels), [])
        self.assert_clean()

    def test_a_batch_size_can_be_chosen(self):
        browser = self.open(report(USUAL, BATCHES))
        told = f"{CANVASES}[1].getAttribute('aria-label')"
        self.assertIn("in batches of 1,000:", browser.evaluate(told))  # the knee
        browser.click(".batches label:nth-of-type(2)")
        self.assertIn("in batches of 10:", browser.evaluate(told))
        numbers = browser.evaluate("document.querySelector('.workload > .panel:last-child').textContent")
        self.assertIn("in batches of 10,", numbers)
        self.assert_clean()

    def test_dark_and_light_follow_the_user(self):
        browser = self.open(report(USUAL, BATCHES))
        look = f"[getComputedStyle(document.body).backgroundColor, {CANVASES}[0].toDataURL()]"
        light = browser.evaluate(look)
        browser.show_as(1200, 900, "dark")
        dark = browser.evaluate(look)
        self.assertNotEqual(light[0], dark[0])
        self.assertNotEqual(light[1], dark[1])
        self.assert_drawn(6)
        # On paper a dark page is as a light one.
        browser.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        self.assertEqual(browser.evaluate("getComputedStyle(document.body).getPropertyValue('--surface')"), "#ffffff")
        browser.evaluate("window.dispatchEvent(new Event('afterprint'))")
        self.assertEqual(browser.evaluate(look), dark)
        self.assert_clean()

    def test_colours_have_contrast_in_both_schemes(self):
        for scheme in ["light", "dark"]:
            browser = self.open(report(USUAL, BATCHES), scheme=scheme)
            style = "getComputedStyle(document.documentElement).getPropertyValue('--{}').trim()"
            values = {name: browser.evaluate(style.format(name)) for name in
                      ["text", "muted", "accent", "page", "surface", "notice", "limit", "user", "system", "series"]}
            for name, ground in [("text", "page"), ("text", "surface"), ("text", "notice"), ("muted", "page"),
                                 ("muted", "surface"), ("accent", "surface"), ("accent", "page")]:
                self.assertGreaterEqual(contrast(values[name], values[ground]), 4.5, (scheme, name, ground))
            for color in [values["limit"], values["user"], values["system"], *values["series"].split()]:
                self.assertGreaterEqual(contrast(color, values["surface"]), 3, (scheme, color))

    def test_a_telephone_shows_it_without_scrolling_sideways(self):
        browser = self.open(report(USUAL, BATCHES), width=375)
        self.assertEqual(browser.evaluate("[innerWidth, document.documentElement.scrollWidth]"), [375, 375])
        self.assert_drawn(6)
        self.assert_clean()

    def test_it_is_printed_with_all_tables(self):
        browser = self.open(report(USUAL, BATCHES))
        browser.evaluate("""window.addEventListener('beforeprint', () => {
          window.atPrint = [document.querySelectorAll('#workloads details:not([open])').length, document.body.clientWidth];
        })""")
        printed = Path(self.folder.name, "report.pdf")
        browser.pdf(printed)
        self.assertTrue(printed.read_bytes().startswith(b"%PDF"))
        closed, width = browser.evaluate("window.atPrint")
        self.assertEqual(closed, 0)
        self.assertLessEqual(width, 690)
        self.assertGreater(browser.evaluate("document.querySelectorAll('#workloads details:not([open])').length"), 0)
        self.assert_clean()

    def test_every_chart_has_a_sentence_and_a_table(self):
        browser = self.open(report(USUAL, BATCHES))
        figures = browser.evaluate("""[...document.querySelectorAll('#workloads figure')].map(figure => ({
            role: figure.querySelector('canvas').getAttribute('role'),
            told: figure.querySelector('canvas').getAttribute('aria-label'),
            rows: figure.querySelectorAll('tbody tr').length,
            heads: figure.querySelectorAll('thead th[scope=col]').length,
            caption: figure.querySelector('caption').textContent}))""")
        self.assertEqual(len(figures), 6)
        for figure in figures:
            self.assertEqual(figure["role"], "img")
            self.assertGreater(len(figure["told"]), 60)
            self.assertGreater(figure["rows"], 0)
            self.assertGreater(figure["heads"], 2)
            self.assertNotEqual(figure["caption"], "")
        levels = browser.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(heading => Number(heading.tagName[1]))")
        self.assertEqual(levels[0], 1)
        self.assertEqual(levels.count(1), 1)
        self.assertTrue(all(after - before <= 1 for before, after in zip(levels, levels[1:])), levels)
        self.assertEqual(browser.evaluate("document.documentElement.lang"), "en")

    def test_texts_of_the_report_are_shown_as_they_are(self):
        browser = self.open(report(USUAL, BATCHES))
        self.assertEqual(browser.evaluate("document.querySelector('#warnings li').textContent"), HOSTILE)
        self.assertIn(HOSTILE, browser.evaluate("document.getElementById('environment').textContent"))
        self.assertEqual(browser.evaluate("document.querySelectorAll('img').length"), 0)
        self.assert_clean()

    def test_without_the_chart_library_there_are_open_tables(self):
        def without_library(page):
            begin = page.index("<script>")
            return page[:begin] + page[page.index("</script>", begin) + len("</script>"):]

        browser = self.open(report(USUAL, BATCHES), without_library)
        self.assertEqual(browser.evaluate(f"{CANVASES}.length"), 0)
        self.assertEqual(browser.evaluate("document.querySelectorAll('#workloads details:not([open])').length"), 0)
        self.assertIn("libjs-chart.js", browser.evaluate("document.getElementById('no-charts').innerText"))
        self.assertGreater(browser.evaluate("document.querySelectorAll('#workloads td').length"), 50)
        self.assert_clean()

    def test_what_goes_wrong_is_noticed(self):
        document = report(USUAL, BATCHES)
        del document["results"][3]["commands_per_second"]
        browser = self.open(document)
        self.assertIn("This page cannot show its report", browser.evaluate("document.getElementById('failure').innerText"))
        self.assertEqual(len(browser.complaints), 1)
        # The page's own rules keep it from loading things, and the browser says so.
        self.open(report(USUAL, BATCHES), lambda page: page.replace("</body>", "<img src='http://127.0.0.1:9/x'></body>"))
        self.assertIn("Content Security Policy", " ".join(self.browser.complaints))
        # Without them the request is seen, and goes nowhere.
        self.open(report(USUAL, BATCHES), lambda page: page.replace("</body>", "<img src='http://nowhere.invalid/x'></body>")
                  .replace("default-src 'none'", "").replace("img-src data:", ""))
        self.assertIn("http://nowhere.invalid/x", self.browser.requests)


def contrast(one, other):
    """The ratio of WCAG 2, of two colours like #1a2b3c."""
    def luminance(color):
        parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def missing():
    """Why there is nothing to try, or nothing."""
    if not chromium.find():
        return "Chromium is not installed (scripts/install-packages browser does that)"
    made = subprocess.run([BENCH, "--report", "/dev/null", "--from", "/dev/stdin"], input=json.dumps(report(USUAL, [1])),
                          text=True, stderr=subprocess.PIPE, check=True)
    return made.stderr.strip()


if __name__ == "__main__":
    BENCH = os.path.abspath(sys.argv.pop(1))
    reason = missing()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(1 if os.environ.get("TRIBUTARY_SKIP_NOTHING") else 77)
    unittest.main()
