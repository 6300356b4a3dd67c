"""A colour profile that is not sRGB's."""

from __future__ import annotations

import struct


def wide_profile() -> bytes:
    """An ICC profile with the primaries of Adobe RGB (1998) and a gamma of 2.2 (ICC.1:2001-04)."""
    primaries = {
        "r": (0.60974, 0.31111, 0.01947), "g": (0.20528, 0.62567, 0.06087),
        "b": (0.14919, 0.06322, 0.74457), "wt": (0.9642, 1.0, 0.8249),
    }  # fmt: skip
    tags: dict[bytes, bytes] = {
        b"desc": b"desc" + struct.pack(">II", 0, 6) + b"Wide!\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"none\0\0\0\0",
    }
    for name, xyz in primaries.items():
        tag = b"wtpt" if name == "wt" else name.encode() + b"XYZ"
        tags[tag] = b"XYZ " + bytes(4) + struct.pack(">3i", *(round(v * 65536) for v in xyz))
    for name in ("r", "g", "b"):
        tags[name.encode() + b"TRC"] = (
            b"curv" + struct.pack(">IIH", 0, 1, round(2.2 * 256)) + b"\0\0"
        )
    table, body, place = b"", b"", 132 + 12 * len(tags)
    for key, data in tags.items():
        table += key + struct.pack(">II", place + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(
        ">I4sI4s4s4s", place + len(body), b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ "
    )
    head = head.ljust(36, b"\0") + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body
