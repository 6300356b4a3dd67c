"""Attacks that git can't hold: by size, by names, by what is no file. Written beside the others."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageCms, PngImagePlugin

PAIRS = [(one, other) for one in range(60) for other in range(60)]
DOUBLE = 9

# The text of a note between its first and its last words
TEXTS: dict[str, str] = {
    "pandoc/footnotes-that-double": "a[^0]\n\n"
    + "\n\n".join(f"[^{i}]: [^{i + 1}] [^{i + 1}]" for i in range(24))
    + "\n\n[^24]: end",
    "pandoc/quotes-ten-thousand": ">" * 10_000 + " deep",
    "pandoc/brackets-five-thousand": "[" * 5000 + "x",
    "pandoc/backticks-fifty-thousand": "`" * 49_999 + " x",
    "pandoc/wikilink-of-sixty-thousand": "[[" + "a" * 60_000,
    "pandoc/comments-twenty-thousand": "<!-- " * 20_000,
    "pandoc/divs-fenced-five-hundred": "::: a\n" * 500 + "\ndeep\n",
    "pandoc/links-in-links": "[a](" * 3000 + "b" + ")" * 3000,
    "pandoc/emphasis-interleaved": "*a **b " * 4000,
    "pandoc/references-that-expand": f"[a]: <{'x' * 2000}>\n\n" + "[a] " * 2000,
    "pandoc/entities-many": "&amp;&CounterClockwiseContourIntegral;" * 3000,
    "pandoc/formula-deep": "$"
    + "{" * 2000
    + "x"
    + "}" * 2000
    + "$ $"
    + r"\frac{" * 500
    + "x"
    + "}{y}" * 500
    + "$",
    "nesting/lists-two-hundred": "\n".join("  " * i + "- x" for i in range(200)),
    "nesting/quotes-one-thousand": "> " * 1000 + "deep",
    "nesting/divs-of-html": "<div>" * 1000 + "deep" + "</div>" * 1000,
    "nesting/spans-of-html": "<span>" * 2000 + "deep" + "</span>" * 2000,
    "nesting/divs-hundred-thousand": "<div>" * 100_000 + "deep",
    "nesting/tables-of-html": "<table><tr><td>" * 200 + "deep" + "</td></tr></table>" * 200,
    "nesting/details-of-html": "<details><summary>s</summary>" * 300 + "deep" + "</details>" * 300,
    "nesting/callouts": "\n".join("> " * i + "[!note] T" for i in range(1, 200)),
    "nesting/emphasis": "*_" * 1000 + "deep" + "_*" * 1000,
    "size/paragraph-of-one-megabyte": "word " * 200_000,
    "size/word-of-one-hundred-thousand": "w" * 100_000,
    "size/table-of-three-thousand-rows": "| a | b |\n|---|---|\n" + "| x | y |\n" * 3000,
    "size/table-of-five-hundred-columns": "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|b" * 500,
    "size/footnotes-one-thousand": " ".join(f"a[^{i}]" for i in range(1000))
    + "\n\n"
    + "\n".join(f"[^{i}]: n" for i in range(1000)),
    "size/combining-marks": "a" + "\u0301" * 20_000 + " end",
    "size/headings-two-thousand": "# h\n\n" * 2000,
    "size/links-ten-thousand": "[[harmless]] " * 10_000,
    "size/code-line-of-half-a-megabyte": f"```python\n{'x=(' * 100_000}\n```",
    "size/code-that-lexers-go-back-in": f"```perl\n{'s{' * 5000}\n```\n\n"
    f"```rst\n{'`' * 20_000}\n```\n\n```html\n{'<a ' * 20_000}\n```",
    # each is a page of the site, which is opened in a browser
    "size/tags-one-thousand": " ".join(f"#tag{i}" for i in range(1000)),
    "size/mermaid-bomb": "```mermaid\nflowchart LR\n"
    + "\n".join(f"  a{one} --> a{other}" for one, other in PAIRS)
    + "\n```",
    "size/spaces-one-million": "a" + " " * 1_000_000 + "b",
    "size/newlines-two-hundred-thousand": "a" + "\n" * 200_000 + "b",
    "css/flex-nested": "<div style=display:flex>" * 30 + "x" + "</div>" * 30,
    "nesting/embeds-that-double-0": "![[embeds-that-double-1]]\n\n" * 4,
    **{
        f"nesting/embeds-that-double-{i}": f"![[embeds-that-double-{i + 1}]]\n\n" * 4
        for i in range(1, DOUBLE)
    },
    f"nesting/embeds-that-double-{DOUBLE}": "end",
    # names
    "names/CON": "a reserved name of Windows",
    "names/aux.tar": "a reserved name of Windows",
    "names/trailing dot.": "a name that Windows cuts",
    'names/a:b*c?d"e<f>g|h': "a name that Windows refuses",
    "names/back\\slash": "a name that is a path on Windows",
    "names/a..%2f..%2foutside": "a name that is a path once it is decoded",
    "names/$(touch pwned)": "a name that a shell would run",
    "names/-rf": "a name that is an option",
    "names/--to=x": "a name that is an option",
    "names/{{ 7*7 }}": "a name that is a template",
    "names/<img src=x onerror=alert(1)>": "a name that is markup",
    "names/javascript:alert(1)": "a name that is an address",
    "names/Case": "one of two names that macOS and Windows take for one",
    "names/case": "the other of two names",
    "names/caf\u00e9": "one of two names that Unicode takes for one",
    "names/cafe\u0301": "the other of two names",
    "names/line\nbreak": "a name of two lines",
    "names/invoice\u202efdp": "a name that turns around",
    f"names/{'n' * 240}": "a name as long as a file's may be",
    "names/" + "/".join(["d" * 200] * 12) + "/deep": "a path as long as few systems have",
    "names/surrogate-\udce4": "a name that is no Unicode",
    "names/" + "/".join("d" * 1100) + "/deep": "more folders in folders than a stack has frames",
    "names/title\x1b]0;pwned\x07\x1b[31m": "a name that a terminal obeys",
    "names/line\n::error file=x::pwned": "a name that a build server obeys",
    "size/eleven-megabytes": "word " * 2_200_000,
    "size/part-of-large-embeds": "A sentence of some words. " * 4000,
    "size/embeds-of-a-large-note": "![[part-of-large-embeds]]\n\n" * 500,
    "size/indentation-of-fifty-thousand": f"#tag\n{' ' * 50_000}x",
    "size/indentation-of-an-item": f"#tag\n\n- {' ' * 50_000}x",
    "site/tag-of-many-levels": f"#{'/'.join('a' * 1100)}",
    "names/::add-mask::x": "a name that GitHub Actions obeys where a line begins",
    "names/y##[add-mask]x": "a name that GitHub Actions obeys anywhere in a line",
    "size/blanks-that-do-not-break": "a" + "\u00a0" * 60_000 + "b",
    "size/caption-of-blanks": "| a |\n|---|\n| b |\n\n: a" + "\u00a0" * 60_000 + "b",
    "size/card-of-blanks": "```cardlink\nurl: https://a.example/\ntitle: a"
    + " " * 200_000
    + "b\n```",
    "size/info-string-of-one-word": "```a " + "a" * 200_000 + "\nx\n```",
    "size/ranges-that-overlap": "```a {" + "1-99999," * 50_000 + "1}\nx\n```",
    "size/tag-that-never-ends": "<div>" + "< " * 1001 + "<" + "a" * 200_000,
    "size/notes-that-never-end": "^[ *a* " * 4000,
    "size/verse-of-entities": "|  &amp;a;\n" * 4000,
    "size/verse-of-many-words": "".join(f"|  &amp;a{i};\n" for i in range(4000)),
    "size/heading-of-many-words": "word " * 6000 + "\n---",
    "size/emphasis-without-blanks": "**a**a" * 6000,
    "size/diagram-in-quotes": "> > ```mermaid\n> > a --> b\n"
    + "> > > > willa\n" * 1500
    + "> > ```",
    "size/listings-without-fences": "~~~ a b\nx\n~~~\n\n" * 2000 + "    y\n\nx\n\n" * 2000,
}
# Front matter, or the whole note
FRONT: dict[str, str] = {
    "frontmatter/yaml-brackets-deep": f"---\na: {'[' * 25_000}{']' * 25_000}\n---\n",
    "frontmatter/yaml-keys-ten-thousand": "---\n"
    + "".join(f"k{i}: v\n" for i in range(10_000))
    + "---\n",
    "frontmatter/yaml-huge-number": f"---\nweight: 0x{'f' * 5000}\norder: {'9' * 6000}\n---\n",
    "frontmatter/toml-deep": f"+++\na = {'[' * 3000}{']' * 3000}\n+++\n",
    "frontmatter/toml-key-deep": f"+++\n{'.'.join('a' * 5000)} = 1\n+++\n",
    "frontmatter/json-deep": f'{{"a": {"[" * 100_000}{"]" * 100_000}}}\n\n',
    "frontmatter/json-number-huge": f'{{"title": 1{"0" * 5000}, "weight": 1e400}}\n\n',
    "email/header-very-long": f"---\ntitle: {'x' * 5000}\n---\n",
    "frontmatter/key-of-blanks": f"---\na{' ' * 500_000}b\n\n",
    "frontmatter/yaml-key-twelve-thousand-times": "---\n" + "a:\n" * 12_000 + "---\n",
    "frontmatter/json-pdf-of-many-keys": '{"pdf": {'
    + ", ".join(f'"a{i}": 0' for i in range(8000))
    + "}}\n\n",
    "frontmatter/json-of-controls": "{"
    + ", ".join(f'"k{i}": "\\u0001"' for i in range(8000))
    + "}\n\n",
    "frontmatter/longer-than-any": f"---\na:{' ' * 200_000}b\n---\n",
    "names/digits-five-thousand": f"---\ntitle: '{'1' * 5000}'\ntags: [a{'1' * 5000}]\n---\n",
    "names/slug-very-long": f"---\nslug: '{'a' * 1_500_000}'\n---\n",
    "site/address-of-many-parts": f"---\npermalink: /{'a/' * 300}\n---\n",
    "site/alias-of-many-parts": f"---\naliases: ['/{'a/' * 2500}']\n---\n",
    "size/placeholders-that-grow": f"---\nx: {'x' * 100_000}\n---\n" + "{{ x }} " * 1000 + "\n\n",
    "size/citations-of-nothing": "---\nreferences:\n- id: a\n  title: b\n---\n"
    + "".join(f"[@key{i}] " for i in range(20_000))
    + "\n\n",
    "size/citation-of-one-word": "---\nreferences:\n- id: a\n  title: b\n---\n"
    + f"@{'a' * 400_000}\n\n",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'
DRAWINGS: dict[str, str] = {
    "bomb-use": '<rect id="a0" width="1" height="1"/>'
    + "".join(f'<g id="a{i + 1}">{f"""<use href="#a{i}"/>""" * 10}</g>' for i in range(8)),
    "drawing-of-uses": '<rect id="a" width="1" height="1"/>'
    + "".join(f'<use href="#a" x="{i % 400}" y="{i // 400}"/>' for i in range(200_000)),
    "bomb-style": "".join(
        f"<style>.c{i}{{fill:url(#a{i})}}</style>"
        f"""<pattern id="a{i}" width="1" height="1">{f'<rect class="c{i + 1}"/>' * 10}</pattern>"""
        for i in range(8)
    )
    + '<rect class="c0" width="1" height="1"/>',
    "bomb-deep": "<g>" * 5000 + "<rect/>" + "</g>" * 5000,
}


def write(vault: Path) -> None:
    """Write them into a folder."""
    for name, text in TEXTS.items():
        _file(vault, f"{name}.md", f"Alpha words.\n\n{text}\n\nOmega words.\n".encode())
    for name, text in FRONT.items():
        _file(vault, f"{name}.md", f"{text}Alpha words.\n\nOmega words.\n".encode())
    for name, text in DRAWINGS.items():
        _file(vault, f"image/{name}.svg", SVG.format(text).encode())
    _pictures(vault / "image")
    _links(vault / "reach")


def _file(vault: Path, name: str, data: bytes) -> None:
    path = os.fsencode(vault / name)
    folder = os.path.dirname(path)
    # longer than a path may be in one call: step by step
    home = os.open(b".", os.O_RDONLY)
    try:
        os.makedirs(vault, exist_ok=True)
        os.chdir(vault)
        for part in os.path.relpath(folder, os.fsencode(vault)).split(b"/"):
            os.makedirs(part, exist_ok=True)
            os.chdir(part)
        with open(os.path.basename(path), "wb") as stream:
            stream.write(data)
    finally:
        os.fchdir(home)
        os.close(home)


def _pictures(folder: Path) -> None:
    """Few bytes that unpack to many."""
    (folder / "bomb.png").write_bytes(_png(30_000, 30_000))
    header = struct.pack(
        "<2sIHHIIiiHHIIiiII", b"BM", 54, 0, 0, 54, 40, 60000, 60000, 1, 24, *[0] * 6
    )
    (folder / "bomb.bmp").write_bytes(header)
    (folder / "bomb.gif").write_bytes(b"GIF89a\xff\xff\xff\xff\x80\0\0" + b"\0" * 6 + b"\x2c;")
    small = Image.new("1", (12_000, 12_000))
    small.save(folder / "bomb.tiff", compression="group4")
    small.resize((9000, 9000)).save(folder / "bomb.webp", lossless=True)
    icon = struct.pack("<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, 40, 22)
    (folder / "bomb-icon.png").write_bytes(
        icon + struct.pack("<IiiHHIIiiII", 40, 60_000, 120_000, 1, 32, *[0] * 6)
    )
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", "x" * 50_000_000, zip=True)
    dot = Image.new("RGB", (1, 1))
    stream = io.BytesIO()
    dot.save(stream, "PNG", pnginfo=about)
    (folder / "text-bomb.png").write_bytes(stream.getvalue())
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    dot.save(folder / "profile.png", icc_profile=profile[:100] + b"\xff" * 2_000_000)


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def _links(folder: Path) -> None:
    """Links out of the vault, loops of them, and what never ends."""
    outside = folder.parent.parent / "outside"
    outside.mkdir(exist_ok=True)
    for name in ("secret.txt", "secret.md", "secret.bib", "secret.csl", "secret.svg", "secret.pdf"):
        (outside / name).write_text("Quagga secret\n")
    Image.new("RGB", (2, 2)).save(outside / "secret.png")
    for name, target in {
        "link-away.md": outside / "secret.md",
        "link-out.txt": outside / "secret.txt",
        "link-out.png": outside / "secret.png",
        "link-to-devices.png": Path("/dev/zero"),
        "link-to-devices.md": Path("/dev/urandom"),
        "folder-out": outside,
        "system": Path("/etc"),
        "loop": Path("."),
        "loop-up": Path(".."),
        "link-to-itself.md": Path("link-to-itself.md"),
        "link-to-processes": Path("/proc"),
    }.items():
        (folder / name).symlink_to(target)
    for name in ("pipe.png", "pipe.md", "pipe.css"):
        os.mkfifo(folder / name)
    with open(folder / "sparse.png", "wb") as stream:
        stream.truncate(50_000_000_000)
