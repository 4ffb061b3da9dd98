#!/usr/bin/env python3
"""weaken.py LIBRARY: lets TorchSharp's native library load beside libstdc++ 12 (Debian 12).

It asks for version GLIBCXX_3.4.32 because of one symbol, std::ios_base_library_init, which only makes sure that the streams are
initialised. In this copy of the library the symbol's name becomes getpid's and the version may be missing.
"""
import struct
import sys

DYNSYM, VERNEED, VERSYM = 11, 0x6FFFFFFE, 0x6FFFFFFF
SYMBOL, VERSION = b"_ZSt21ios_base_library_initv\0", b"GLIBCXX_3.4.32\0"

path = sys.argv[1]
data = bytearray(open(path, "rb").read())
table, count = struct.unpack_from("<Q", data, 0x28)[0], struct.unpack_from("<H", data, 0x3C)[0]
sections = [struct.unpack_from("<IIQQQQIIQQ", data, table + 64 * i) for i in range(count)]
symbols, needs, versions = (next(s for s in sections if s[1] == kind) for kind in (DYNSYM, VERNEED, VERSYM))
names = sections[symbols[6]][4]
for i in range(symbols[5] // 24):
    name = names + struct.unpack_from("<I", data, symbols[4] + 24 * i)[0]
    if data[name:name + len(SYMBOL)] == SYMBOL:
        data[name:name + 7] = b"getpid\0"
        struct.pack_into("<H", data, versions[4] + 2 * i, 1)
need = needs[4]
while True:
    _, entries, _, auxiliary, following = struct.unpack_from("<HHIII", data, need)
    at = need + auxiliary
    for _ in range(entries):
        _, _, _, name, step = struct.unpack_from("<IHHII", data, at)
        if data[names + name:names + name + len(VERSION)] == VERSION:
            struct.pack_into("<H", data, at + 4, 2)
        at += step
    if following == 0:
        break
    need += following
open(path, "wb").write(data)
