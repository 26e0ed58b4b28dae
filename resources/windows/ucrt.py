"""Three functions that Windows has and Wine 10 has not: parts of complex numbers, for numpy.

Wine's own C library gets them in place of the stubs that only end the program. It is patched in the
Debian that a build makes for itself; nothing of it goes into what is built.
"""

from __future__ import annotations

import struct
from pathlib import Path

LIBRARY = Path("usr/lib/x86_64-linux-gnu/wine/x86_64-windows/ucrtbase.dll")
# Every stub takes 24 bytes and begins so: sub rsp, 0x28; lea rcx, …
STUB = bytes.fromhex("4883ec28488d0d")
BODIES = {
    "cimag": "f20f104108c3",  # movsd xmm0, [rcx+8]; ret
    "crealf": "660f6ec1c3",  # movd xmm0, ecx; ret
    "cimagf": "48c1e920660f6ec1c3",  # shr rcx, 32; movd xmm0, ecx; ret
}


def complete(debian: Path) -> None:
    """Put the functions in, where they are still stubs; another Wine is left as it is."""
    path = debian / LIBRARY
    if not path.exists():
        return
    library = bytearray(path.read_bytes())
    places = exports(library)
    for name, code in BODIES.items():
        place = places.get(name, 0)
        if library.startswith(STUB, place):
            body = bytes.fromhex(code)
            library[place : place + len(body)] = body
    if library != path.read_bytes():
        path.write_bytes(library)


def exports(library: bytes | bytearray) -> dict[str, int]:
    """Where in the file of a 64-bit DLL each function begins that it offers by name."""
    (head,) = struct.unpack_from("<I", library, 0x3C)
    count, optional = struct.unpack_from("<H12xH", library, head + 6)
    sections = [
        struct.unpack_from("<IIII", library, head + 24 + optional + 40 * number + 8)
        for number in range(count)
    ]

    def in_file(address: int) -> int:
        for size, start, kept, offset in sections:
            if start <= address < start + max(size, kept):
                return int(address - start + offset)
        return 0

    (table,) = struct.unpack_from("<I", library, head + 24 + 112)
    named, functions, names, order = struct.unpack_from("<4I", library, in_file(table) + 24)
    found = {}
    for number in range(named):
        (name,) = struct.unpack_from("<I", library, in_file(names) + 4 * number)
        (index,) = struct.unpack_from("<H", library, in_file(order) + 2 * number)
        (function,) = struct.unpack_from("<I", library, in_file(functions) + 4 * index)
        begin = in_file(name)
        found[library[begin : library.index(b"\0", begin)].decode("ascii")] = in_file(function)
    return found
