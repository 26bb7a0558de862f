"""Layers over each other: whiteouts, links, compression, and layers that mean harm."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import sys
import tarfile
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.scanning.inventory import take_stock
from course.scanning.layers import HEADER, Interest, files
from tests.scanning.making import blob, layer, npm, tar
from tests.tools import missing

EVERYTHING = Interest(1 << 20, bytes)


def held(*layers: Path) -> dict[str, bytes]:
    return files(layers, lambda path: EVERYTHING).facts


def notes(*layers: Path) -> list[str]:
    return files(layers, lambda path: EVERYTHING).notes


def test_later_layers_win(tmp_path: Path) -> None:
    below = layer(tmp_path, {"./a": "1", "b/c": "1"})
    above = layer(tmp_path, {"a": "2", "./b/d": "2"})
    assert held(below, above) == {"a": b"2", "b/c": b"1", "b/d": b"2"}


def test_a_whiteout_takes_away_what_lies_below_and_nothing_of_its_own_layer(tmp_path: Path) -> None:
    below = layer(tmp_path, {"a": "1", "b/c": "1", "b/d/e": "1", "bb": "1"})
    above = layer(tmp_path, [("b/new", "2"), (".wh.b", ""), (".wh.a", ""), ("a", "2")])
    assert held(below, above) == {"a": b"2", "b/new": b"2", "bb": b"1"}


def test_an_opaque_folder_shows_its_own_layer_only(tmp_path: Path) -> None:
    below = layer(tmp_path, {"b/c": "1", "b/d/e": "1", "a": "1"})
    above = layer(tmp_path, [("b/new", "2"), ("b/.wh..wh..opq", "")])
    assert held(below, above) == {"a": b"1", "b/new": b"2"}
    assert held(below, layer(tmp_path, {".wh..wh..opq": "", "x": "2"})) == {"x": b"2"}


def test_a_file_or_link_in_place_of_a_folder_hides_it(tmp_path: Path) -> None:
    below = layer(tmp_path, {"app/node_modules/x/package.json": "1", "lib/y": "1", "keep": "1"})
    above = layer(tmp_path, {"lib": "a file"}, **{"app/node_modules": "/elsewhere"})
    assert held(below, above) == {"lib": b"a file", "keep": b"1"}


def test_a_folder_again_hides_nothing(tmp_path: Path) -> None:
    below = layer(tmp_path, {"lib/y": "1"})
    assert held(below, layer(tmp_path, {"lib": None, "lib/z": "2"})) == {"lib/y": b"1", "lib/z": b"2"}


def test_a_second_name_is_the_same_file(tmp_path: Path) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        info = tarfile.TarInfo("one")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"abc"))
        link = tarfile.TarInfo("two")
        link.type, link.linkname = tarfile.LNKTYPE, "./one"
        archive.addfile(link)
    assert held(blob(tmp_path, made.getvalue())) == {"one": b"abc", "two": b"abc"}


def test_compression_is_seen_not_told(tmp_path: Path) -> None:
    data = tar({"a": "1", "b": b"x" * 3_000_000})
    plain = held(blob(tmp_path, data))
    assert list(plain) == ["a"]  # b is too large to be read
    assert held(blob(tmp_path, gzip.compress(data))) == plain
    members = gzip.compress(data[:1000]) + gzip.compress(data[1000:]) + b"\0" * 512  # several members, and padding
    assert held(blob(tmp_path, members)) == plain


def test_zstd_is_read_where_this_python_can_and_named_where_not(tmp_path: Path) -> None:
    zstd = shutil.which("zstd") or missing("zstd is not installed")
    path = blob(tmp_path, tar({"a": "1", "b": b"x" * 3_000_000}))
    subprocess.run([zstd, "-q", path], check=True)
    packed = path.with_name(path.name + ".zst")
    if sys.version_info >= (3, 14):
        assert held(packed) == {"a": b"1"}
    else:
        assert held(packed) == {}
        assert notes(packed) == [
            "Layer 1 could not be read to its end: it is compressed with zstd, which this Python cannot read (3.14 can)."
        ]


@pytest.mark.parametrize("name", ["../etc/passwd", "/../x", "a/../../x", "..", "a/..", ".", "/", "./"])
def test_no_path_leads_out_of_the_image(tmp_path: Path, name: str) -> None:
    assert held(layer(tmp_path, {name: "1", "fine": "1"})) == {"fine": b"1"}


def test_odd_spellings_of_a_path_are_one_path(tmp_path: Path) -> None:
    assert held(layer(tmp_path, {"/a//b/./c": "1"})) == {"a/b/c": b"1"}


def test_what_can_be_read_of_a_broken_layer_counts(tmp_path: Path) -> None:
    whole = gzip.compress(tar({"a": "1", "b": b"x" * 500_000, "c": "1"}), 0)
    cut = blob(tmp_path, whole[: len(whole) // 2])
    assert held(cut) == {"a": b"1"}
    assert notes(cut) == ["Layer 1 could not be read to its end: its gzip stream breaks off."]
    bad = bytearray(whole)
    bad[-6] ^= 1  # the checksum
    assert notes(blob(tmp_path, bytes(bad))) == ["Layer 1 could not be read to its end: its gzip stream is broken."]


@pytest.mark.parametrize("data", [b"", b"no tar at all", b"\x1f\x8b", b"\x1f\x8brubbish", b"\0" * 700, b"x" * 5000])
def test_rubbish_is_no_layer_and_no_error(tmp_path: Path, data: bytes) -> None:
    assert held(blob(tmp_path, data)) == {}


def pax(claimed: int, real: bytes) -> bytes:
    """A header of attributes that claims a length."""
    info = tarfile.TarInfo("attributes")
    info.type, info.size = tarfile.XHDTYPE, claimed
    return info.tobuf() + real


def test_a_header_that_claims_gigabytes_is_not_read_into_memory(tmp_path: Path) -> None:
    bomb = gzip.compress(pax(4 << 30, b"\0" * (64 << 20)) + tar({"a": "1"}), 9)
    tracemalloc.start()
    try:
        assert "head is too long" in notes(blob(tmp_path, bomb))[0]
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_bomb_of_zeros_passes_by_in_little_memory(tmp_path: Path) -> None:
    """A file of 300 MB in 300 KB is passed over; what follows it is read."""
    info = tarfile.TarInfo("app/node_modules/huge/package.json")
    info.size = 300 << 20
    zip_ = zlib.compressobj(9, wbits=31)
    path = tmp_path / "bomb"
    with path.open("wb") as file:
        file.write(zip_.compress(info.tobuf()))
        for _ in range(300):
            file.write(zip_.compress(b"\0" * (1 << 20)))
        file.write(zip_.compress(tar({"app/node_modules/x/package.json": npm("x", "1.0.0")})) + zip_.flush())
    tracemalloc.start()
    try:
        stock = take_stock([path])
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()
    assert [package.name for package in stock.packages] == ["x"]
    assert stock.notes == ["app/node_modules/huge/package.json is too large to be read (314572800 bytes)."]


def test_a_size_below_nothing_leads_into_no_endless_loop(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a")
    head = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    head[124:136] = b"\xff" * 10 + b"\xfc\x00"  # base-256: -1024
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    assert len(notes(blob(tmp_path, tar({"z": "1"})[:1024] + bytes(head) + tar({"b": "1"})))) <= 1


def test_many_headers_in_a_row_are_refused(tmp_path: Path) -> None:
    chain = pax(11, b"11 a=bcdef\n".ljust(512, b"\0")) * 5_000
    assert len(chain) > HEADER
    assert len(notes(blob(tmp_path, chain + tar({"a": "1"})))) == 1


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_damage_is_an_error(tmp_path: Path, data: st.DataObject) -> None:
    whole = bytearray(tar({"a": "1", "var/lib/dpkg/status": "Package: a\nVersion: 1\n"}, {"l": "a"}))
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(0, 2100))] = data.draw(st.integers(0, 255))
    path = blob(tmp_path, bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    take_stock([path])
    path.unlink()
