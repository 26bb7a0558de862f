"""The image of pause containers, made here: a program of one system call, for there may be no registry to pull one from.

A pause container holds the network namespace of a task, so that its containers come, go and restart without losing its
address and ports. It needs a process that does nothing for ever, on any engine, offline: nine or twenty-eight bytes.
"""

from __future__ import annotations

import hashlib
import io
import struct
import tarfile

REPOSITORY = "ecs-course/pause"
PROGRAM = "pause"

X86_64 = bytes.fromhex(
    "b822000000"  # again: mov  eax, 34        pause
    "0f05"  #              syscall
    "ebf7"  #              jmp  again
)
"""Linux system call numbers: arch/x86/entry/syscalls/syscall_64.tbl."""
AARCH64 = bytes.fromhex(
    "000080d2"  # again: mov  x0, #0         ppoll(NULL, 0, NULL, NULL): there is no pause here
    "010080d2"  #        mov  x1, #0
    "020080d2"  #        mov  x2, #0
    "030080d2"  #        mov  x3, #0
    "280980d2"  #        mov  x8, #73
    "010000d4"  #        svc  #0
    "faffff17"  #        b    again
)
"""Linux system call numbers: include/uapi/asm-generic/unistd.h."""
CODE = {"amd64": (62, X86_64), "x86_64": (62, X86_64), "arm64": (183, AARCH64), "aarch64": (183, AARCH64)}
"""By the engine's name of its architecture: ELF's e_machine, and the program."""

BASE = 0x400000
HEADERS = 64 + 56


def program(architecture: str) -> bytes:
    """A static ELF executable. KeyError for an architecture that has none here."""
    machine, code = CODE[architecture]
    size = HEADERS + len(code)
    ident = b"\x7fELF\x02\x01\x01" + bytes(9)  # 64 bits, little endian, version 1, System V
    header = struct.pack("<16sHHIQQQIHHHHHH", ident, 2, machine, 1, BASE + HEADERS, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, BASE, BASE, size, size, 0x10000)  # PT_LOAD, r-x, for pages up to 64 KiB
    return header + segment + code


def image_tar(architecture: str) -> bytes:
    """The root file system, as `docker import` takes it: the same bytes each time."""
    content = program(architecture)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo(PROGRAM)
        entry.size, entry.mode = len(content), 0o555
        archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def tag(architecture: str) -> str:
    """Named after the content: another program is another image."""
    return hashlib.sha256(program(architecture)).hexdigest()[:12]
