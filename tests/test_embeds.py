"""Embeds: what stands in their place, with its links, its ids and its levels."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.model import nodes as n
from exporter.model.walk import collect, plain_text
from exporter.normalize import embeds
from exporter.source.pandoc import Reader
from tests.vaults import Vault, codes


def test_embeds_that_go_round_end_with_their_chain(tmp_path: Path, reader: Reader) -> None:
    notes = {"a.md": "A ![[b]]\n\n![[b]]\n", "b.md": "B\n\n![[a]]\n"}
    document, report = Vault(tmp_path, reader, notes).note("a.md")
    assert "a.md → b.md → a.md" in report.diagnostics[0].message
    # also where it stands in a line of text
    assert plain_text(document.blocks).count("B") == 2


def test_each_embed_of_a_paragraph_is_a_block(tmp_path: Path, reader: Reader) -> None:
    notes = {"a.md": "Before ![[b]]\n![[c]] after.\n", "b.md": "B\n", "c.md": "C\n"}
    document, _ = Vault(tmp_path, reader, notes).note("a.md")
    assert [plain_text((block,)) for block in document.blocks] == ["Before", "B", "C", "after."]


def test_an_embed_of_any_other_file_is_a_link_to_it(tmp_path: Path, reader: Reader) -> None:
    notes = {"a.md": "text\n\n![[b.zip|B]]\n\n![[c]]\n", "c.md": "![[b.zip]]\n", "b.zip": "0"}
    document, report = Vault(tmp_path, reader, notes).note("a.md")
    links = collect(document.blocks, n.Link)
    assert [(link.file, plain_text(link.content)) for link in links] == [
        ("b.zip", "B"),
        ("b.zip", "b.zip"),
    ]
    assert ("links/asset", 3) in codes(report)


def test_an_item_is_embedded_with_what_is_below_it(tmp_path: Path, reader: Reader) -> None:
    notes = {"a.md": "![[b#^one]]\n", "b.md": "- zero\n- one ^one\n  - below\n- two\n"}
    document, _ = Vault(tmp_path, reader, notes).note("a.md")
    assert plain_text(document.blocks) == "onebelow"


def test_a_heading_is_found_below_another_one(tmp_path: Path, reader: Reader) -> None:
    source = "# Spring\n\n## Work\n\nsow\n\n# Autumn\n\n## Work\n\nreap\n"
    notes = {"a.md": "![[b#Autumn#Work]]\n\n[[b#Autumn#Work]] [[b#Work]]\n", "b.md": source}
    document, report = Vault(tmp_path, reader, notes).note("a.md")
    assert "reap" in plain_text(document.blocks)
    assert "sow" not in plain_text(document.blocks)
    targets = [link.target for link in collect(document.blocks, n.Link)]
    assert targets == ["#work-1", "#work"]
    assert codes(report) == []


def test_a_note_keeps_its_own_ids_beside_those_of_embeds(tmp_path: Path, reader: Reader) -> None:
    notes = {"a.md": "![[b]]\n\n## Part\n\n[[#Part]]\n", "b.md": "## Part\n\n[[#Part]]\n"}
    document, _ = Vault(tmp_path, reader, notes).note("a.md")
    assert [h.attributes.id for h in collect(document.blocks, n.Heading)] == ["part-1", "part"]
    assert [link.target for link in collect(document.blocks, n.Link)] == ["#part-1", "#part"]


def test_a_part_leads_to_the_rest_of_its_note(tmp_path: Path, reader: Reader) -> None:
    notes = {"a.md": "![[b#One]]\n", "b.md": "## One\n\n[[#Two]]\n\n## Two\n\ntext\n"}
    document, report = Vault(tmp_path, reader, notes).note("a.md")
    (link,) = collect(document.blocks, n.Link)
    assert (link.note, link.target) == ("b.md", "#two")
    assert codes(report) == []


def test_headings_of_embeds_stand_below_that_of_the_embed(tmp_path: Path, reader: Reader) -> None:
    expanded = '<div class="transclusion internal-embed is-loaded">\n\n# C\n\n</div>\n'
    text = f"## A\n\n![[b]]\n\n{expanded}\n## D\n"
    document, _ = Vault(tmp_path, reader, {"n.md": text, "b.md": "# B\n"}).note("n.md")
    levels = [(plain_text(h.content), h.level) for h in collect(document.blocks, n.Heading)]
    assert levels == [("A", 2), ("B", 3), ("C", 3), ("D", 2)]


def test_notes_that_double_each_other_end_somewhere(tmp_path: Path, reader: Reader) -> None:
    notes = {f"n{k}.md": f"![[n{k + 1}]]\n\n" * 4 for k in range(9)} | {"n9.md": "end\n"}
    document, report = Vault(tmp_path, reader, notes).note("n0.md")
    assert plain_text(document.blocks).count("end") < 500
    assert {code for code, _ in codes(report)} == {"embeds/too-much"}
    assert all(line for _, line in codes(report))


def test_a_note_shows_only_so_much_of_others(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeds, "LARGEST", 1000)
    notes = {"a.md": "![[b]]\n\n" * 9 + "![[c]]\n", "b.md": "b" * 300, "c.md": "short\n"}
    document, report = Vault(tmp_path, reader, notes).note("a.md")
    assert plain_text(document.blocks).count("b" * 300) == 3
    assert [link.note for link in collect(document.blocks, n.Link)] == ["b.md"] * 6
    assert codes(report) == [("embeds/too-much", line) for line in range(7, 18, 2)]
    assert "short" in plain_text(document.blocks)


def test_a_link_to_no_heading_leads_to_its_note(tmp_path: Path, reader: Reader) -> None:
    notes = {"a.md": "text\n\n[[b#Nowhere]]\n", "b.md": "B\n"}
    document, report = Vault(tmp_path, reader, notes).note("a.md")
    assert [(link.note, link.target) for link in collect(document.blocks, n.Link)] == [("b.md", "")]
    assert codes(report) == [("links/fragment", 3)]


def test_an_embed_leads_to_its_own_note(tmp_path: Path, reader: Reader) -> None:
    notes = {"a.md": "![[b]]\n", "b.md": "[[b]] and [[b#B]]\n\n# B\n"}
    document, report = Vault(tmp_path, reader, notes).note("a.md")
    links = [(link.note, link.target) for link in collect(document.blocks, n.Link)]
    assert links == [("b.md", ""), ("", "#b")]
    assert codes(report) == []
