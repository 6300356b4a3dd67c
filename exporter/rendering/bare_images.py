"""Files of pictures with their pixels as they are, and without what they tell of camera, place and
author."""

from __future__ import annotations

import struct

# ITU T.81 §B.1.1.3: the segments that tell, and comments
TOLD = (*range(0xE1, 0xEE), 0xEF, 0xFE)
START_OF_SCAN = 0xDA
END = b"\xff\xd9"
# PNG 3 §11.3: the chunks that tell, and the profile of one that is sRGB in any case
TOLD_CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP")
SIGNATURE = 8


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG file with its pixels alone; nothing of one that breaks off."""
    parts, place = [data[:2]], 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        kind, length = data[place + 1], struct.unpack_from(">H", data, place + 2)[0]
        if kind == 0xFF:
            place += 1
            continue
        if kind == START_OF_SCAN:
            break
        if kind not in TOLD:
            parts.append(data[place : place + 2 + length])
        place += 2 + length
    # a second picture may follow (CIPA DC-007)
    end = data.find(END, place)
    return b"".join((*parts, data[place : end + 2])) if end > 0 else b""


def bare_png(data: bytes) -> bytes:
    """A PNG file with its pixels alone; nothing of one that breaks off."""
    parts, place = [data[:SIGNATURE]], SIGNATURE
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if kind not in TOLD_CHUNKS:
            parts.append(data[place:end])
        if kind == b"IEND":
            return b"".join(parts)
        place = end
    return b""
