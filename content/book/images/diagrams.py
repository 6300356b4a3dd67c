"""The line drawings of *The Plain Page*, as SVG text. Lengths are SVG user units.

No picture here depends on an installed font: text is short and has room for a wide one.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

INK = "#1f1d1a"
ACCENT = "#9b3a26"
PAPER = "#fffdf8"
PLATE = "#f6f1e6"
GREY = "#a89f90"
FAINT = "#d8cfbf"
FONT = "'EB Garamond', 'Source Serif 4', Georgia, 'Times New Roman', serif"


def svg(width: int, height: int, title: str, description: str, *parts: str) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>\n"
        f'<rect width="{width}" height="{height}" fill="{PLATE}"/>\n{body}\n</svg>\n'
    )


def rect(
    x: float, y: float, w: float, h: float, *, fill: str = "none", stroke: str = "none",
    width: float = 1, radius: float = 0, opacity: float = 1,
) -> str:  # fmt: skip
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{width:g}" rx="{radius:g}" opacity="{opacity:g}"/>'
    )


def line(
    x1: float, y1: float, x2: float, y2: float, stroke: str = INK, width: float = 1, dash: str = ""
) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" '
        f'stroke="{stroke}" stroke-width="{width:g}"{dashes}/>'
    )


def text(
    x: float, y: float, words: str, *, size: float = 17, anchor: str = "start",
    fill: str = INK, italic: bool = False,
) -> str:  # fmt: skip
    style = ' font-style="italic"' if italic else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{FONT}" font-size="{size:g}" '
        f'text-anchor="{anchor}" fill="{fill}"{style}>{escape(words)}</text>'
    )


def ragged(x: float, y: float, width: float, words: list[float], leading: float, gap: float,
           thickness: float, fill: str = GREY) -> tuple[list[str], float]:  # fmt: skip
    """Bars for words of the given widths, broken into lines; returns them and the last y."""
    bars: list[str] = []
    at = x
    for word in words:
        if at > x and at + word > x + width:
            at, y = x, y + leading
        bars.append(rect(at, y, min(word, width), thickness, fill=fill))
        at += word + gap
    return bars, y


def words(count: int, scale: float = 1.0) -> list[float]:
    """Word widths that look like prose and are the same on every run."""
    state, widths = 2004, []
    for _ in range(count):
        state = (state * 25173 + 13849) % 65536
        widths.append(scale * (7 + (state >> 6) % 30))
    return widths


def canon() -> str:
    w, h, left, top = 340.0, 510.0, 60.0, 55.0
    gutter, bottom = left + w, top + h
    right = gutter + w
    blocks = [
        rect(left + 2 * w / 9, top + h / 9, w * 6 / 9, h * 6 / 9, fill=ACCENT, opacity=0.14),
        rect(gutter + w / 9, top + h / 9, w * 6 / 9, h * 6 / 9, fill=ACCENT, opacity=0.14),
        rect(left + 2 * w / 9, top + h / 9, w * 6 / 9, h * 6 / 9, stroke=ACCENT, width=1.6),
        rect(gutter + w / 9, top + h / 9, w * 6 / 9, h * 6 / 9, stroke=ACCENT, width=1.6),
    ]
    # The canon: where page and spread diagonals cross, a line up and over gives a ninth.
    cross_right, cross_left = gutter + w / 3, gutter - w / 3
    construction = [
        line(left, bottom, right, top, GREY),
        line(right, bottom, left, top, GREY),
        line(left, bottom, gutter, top, GREY),
        line(right, bottom, gutter, top, GREY),
        line(cross_right, top + h / 3, cross_right, top, INK, 1, "3 4"),
        line(cross_left, top + h / 3, cross_right, top, INK, 1, "3 4"),
        f'<circle cx="{gutter + w / 9:g}" cy="{top + h / 9:g}" r="4" fill="{ACCENT}"/>',
    ]
    labels = [
        text(gutter + w / 18, top + h * 0.69, "1", size=19, anchor="middle", fill=ACCENT),
        text(right - w / 9, top + h * 0.69, "2", size=19, anchor="middle", fill=ACCENT),
        text(gutter + w * 4 / 9, top + h / 18 + 6, "1", size=19, anchor="middle", fill=ACCENT),
        text(gutter + w * 4 / 9, bottom - h / 9 + 6, "2", size=19, anchor="middle", fill=ACCENT),
    ]
    return svg(
        800, 620, "Van de Graaf’s canon on an opening of two pages",
        "Two pages with proportions two to three. Diagonals of the pages and of the opening "
        "fix a text block whose margins are one and two ninths of the page.",
        rect(left, top, w, h, fill=PAPER), rect(gutter, top, w, h, fill=PAPER),
        *blocks[:2], *construction, *blocks[2:],
        rect(left, top, 2 * w, h, stroke=INK, width=1.4),
        line(gutter, top, gutter, bottom, INK, 1.4), *labels,
    )  # fmt: skip


def anatomy() -> str:
    x, y, w, h = 250.0, 50.0, 360.0, 540.0
    bx, by, bw, bh = x + w / 9, y + h / 9, w * 6 / 9, h * 6 / 9
    body, _ = ragged(bx, by, bw, words(400), 17.2, 5, 6)
    note, _ = ragged(bx, by + bh - 22, bw, words(20, 0.75), 11, 4, 4)
    body = [bar for bar in body if float(bar.split('y="')[1].split('"')[0]) < by + bh - 46]
    folio = rect(bx + bw - 14, by + bh + 22, 14, 6, fill=ACCENT)
    head = rect(bx, by - 26, 92, 6, fill=ACCENT)

    def callout(tx: float, ty: float, label: str, px: float, py: float) -> str:
        end = "end" if tx < x else "start"
        start = tx + 8 if tx < x else tx - 8
        dot = f'<circle cx="{px:g}" cy="{py:g}" r="2.6" fill="{ACCENT}"/>'
        return line(start, ty, px, py, ACCENT, 0.9) + dot + text(tx, ty + 6, label, anchor=end)

    measure_y = by + bh + 62
    return svg(
        860, 640, "The parts of a page",
        "A right-hand page with its running head, text block, footnote, page number and "
        "four margins named.",
        rect(x, y, w, h, fill=PAPER, stroke=INK, width=1.4), head, *body,
        line(bx, by + bh - 34, bx + 56, by + bh - 34, INK, 1), *note, folio,
        line(bx, measure_y, bx + bw, measure_y, ACCENT, 1.2),
        line(bx, measure_y - 6, bx, measure_y + 6, ACCENT, 1.2),
        line(bx + bw, measure_y - 6, bx + bw, measure_y + 6, ACCENT, 1.2),
        text(bx + bw / 2, measure_y - 8, "the measure", anchor="middle", fill=ACCENT, italic=True),
        callout(218, by - 23, "running head", bx - 4, by - 23),
        callout(218, by + 110, "gutter", x + w / 18, by + 110),
        callout(218, by + bh - 14, "footnote", bx - 4, by + bh - 14),
        callout(642, y + h / 24, "head margin", bx + bw * 0.7, y + h / 24),
        callout(642, by + 110, "text block", bx + bw + 4, by + 110),
        callout(642, by + 200, "fore-edge", x + w * 8 / 9, by + 200),
        callout(642, by + bh + 25, "folio", bx + bw + 5, by + bh + 25),
        callout(642, y + h - 24, "tail margin", x + w * 0.86, y + h - 24),
    )  # fmt: skip


def reflow() -> str:
    prose = words(118)

    def screen(x: float, y: float, w: float, h: float, radius: float, pad: float) -> list[str]:
        bars, _ = ragged(x + pad, y + pad + 34, w - 2 * pad, prose, 16, 5, 6)
        inside = [b for b in bars if float(b.split('y="')[1].split('"')[0]) < y + h - pad - 4]
        title = rect(x + pad, y + pad, min(120, (w - 2 * pad) * 0.7), 11, fill=ACCENT)
        return [rect(x, y, w, h, fill=PAPER, stroke=INK, width=1.4, radius=radius), title, *inside]

    names = [(200, "paper"), (508, "tablet"), (716, "telephone")]
    return svg(
        860, 520, "One text on three pages",
        "The same title and the same words on a printed page, on a tablet and on a telephone: "
        "the lines break differently on each.",
        *screen(60, 50, 280, 400, 0, 46), *screen(400, 110, 216, 300, 10, 24),
        *screen(664, 190, 104, 200, 12, 14),
        *(text(x, 488, name, anchor="middle", italic=True) for x, name in names),
    )  # fmt: skip


def arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = (x1 + x2) / 2
    return (
        f'<path d="M{x1:g} {y1:g} C{middle:g} {y1:g} {middle:g} {y2:g} {x2 - 9:g} {y2:g}" '
        f'fill="none" stroke="{INK}" stroke-width="1.2"/>'
        f'<path d="M{x2:g} {y2:g} l-10 -4.5 v9 z" fill="{INK}"/>'
    )


def pipeline() -> str:
    def box(x: float, y: float, w: float, name: str, under: str, accent: bool = False) -> str:
        fill, ink, soft = (ACCENT, PAPER, "#f1dcd4") if accent else (PAPER, INK, "#6d655a")
        return (
            rect(x, y, w, 74, fill=fill, stroke=ACCENT if accent else INK, width=1.2)
            + text(x + w / 2, y + 33, name, size=20, anchor="middle", fill=ink)
            + text(x + w / 2, y + 56, under, size=14, anchor="middle", fill=soft, italic=True)
        )

    outputs = [("PDF", "for paper"), ("EPUB", "for readers"), ("HTML", "for the web"),
               ("e-mail", "for the post")]  # fmt: skip
    boxes = [box(700, 34 + 104 * n, 150, *names) for n, names in enumerate(outputs)]
    arrows = [arrow(590, 227, 700, 71 + 104 * n) for n in range(4)]
    return svg(
        900, 454, "From one note to four publications",
        "A note is read once into a model of the document; four writers make PDF, EPUB, HTML "
        "and e-mail from it.",
        box(50, 190, 150, "Note", "Markdown"), arrow(200, 227, 245, 227),
        box(245, 190, 150, "Reader", "syntax ends here"), arrow(395, 227, 440, 227),
        box(440, 190, 150, "Model", "what it means", accent=True), *arrows, *boxes,
    )  # fmt: skip


def envelope() -> str:
    def part(x: float, y: float, w: float, h: float, name: str, fill: str, note: str = "") -> str:
        return (
            rect(x, y, w, h, fill=fill, stroke=INK, width=1.2)
            + text(x + 20, y + 32, name, size=18)
            + (text(x + 20, y + 56, note, size=15, fill="#6d655a", italic=True) if note else "")
        )

    return svg(
        860, 430, "A letter within its envelope",
        "A message holds headers and a multipart/alternative body: first the plain text, then "
        "multipart/related with the HTML and its picture.",
        rect(60, 40, 740, 350, fill=PLATE, stroke=ACCENT, width=1.8),
        text(84, 74, "From · To · Subject · Date · List-Unsubscribe", size=18, fill=ACCENT),
        line(60, 94, 800, 94, ACCENT, 1),
        part(84, 116, 692, 250, "multipart/alternative", PLATE, "the same letter, twice"),
        part(108, 192, 250, 150, "text/plain", PAPER, "for any reader at all"),
        part(382, 192, 370, 150, "multipart/related", PLATE),
        part(402, 240, 155, 84, "text/html", PAPER, "the page"),
        part(577, 240, 155, 84, "image/png", PAPER, "its picture"),
    )  # fmt: skip


DIAGRAMS: dict[str, Callable[[], str]] = {
    "canon.svg": canon,
    "anatomy.svg": anatomy,
    "reflow.svg": reflow,
    "pipeline.svg": pipeline,
    "envelope.svg": envelope,
}
