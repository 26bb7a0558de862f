"""Log events of one stream in blocks: times in arrays, messages end to end in one text, sorted by time and arrival."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

BLOCK_LINES = 1024

Position = tuple[int, int]
"""Where an event stands: its timestamp in ms, its number. Numbers grow with arrival and are unique in a store."""
FIRST: Position = (-1, -1)
LAST: Position = (1 << 62, 1 << 62)


class Block:
    """Up to 2 * BLOCK_LINES events."""

    __slots__ = ("_escapes", "arrived", "ends", "found", "numbers", "text", "times")

    def __init__(self) -> None:
        self.times, self.arrived, self.numbers, self.ends = array("q"), array("q"), array("q"), array("q")
        self.text = ""
        self._escapes = (0, False)
        self.found: tuple[tuple[str, int], list[int]] = (("", 0), [])
        """What the last search was for, in how many events, and the indices of those that hold it."""

    def has_escapes(self) -> bool:
        r"""Whether a message may hold a character written as JSON's \uXXXX."""
        if self._escapes[0] != len(self.text):
            self._escapes = (len(self.text), "\\" in self.text and "\\u" in self.text)
        return self._escapes[1]

    def message(self, index: int) -> str:
        """The event's text."""
        return self.text[self.ends[index - 1] if index else 0 : self.ends[index]]

    def position(self, index: int) -> Position:
        """Where the event at `index` stands."""
        return self.times[index], self.numbers[index]

    def index_after(self, position: Position) -> int:
        """How many of the events stand at or before `position`."""
        low, high = bisect_left(self.times, position[0]), bisect_right(self.times, position[0])
        return bisect_right(self.numbers, position[1], low, high)

    def cut(self, low: int, high: int) -> Block:
        """The events from `low` to before `high`, as a block of their own."""
        part = Block()
        offset = self.ends[low - 1] if low else 0
        part.times, part.arrived = self.times[low:high], self.arrived[low:high]
        part.numbers = self.numbers[low:high]
        part.ends = array("q", [end - offset for end in self.ends[low:high]])
        part.text = self.text[offset : self.ends[high - 1] if high else 0]
        return part

    def insert(self, time: int, arrived: int, number: int, message: str) -> None:
        """Put in one event that comes late, after those of the same time."""
        index = bisect_right(self.times, time)
        offset = self.ends[index - 1] if index else 0
        self.text = self.text[:offset] + message + self.text[offset:]
        longer = array("q", [end + len(message) for end in self.ends[index:]])
        self.ends = self.ends[:index] + array("q", [offset + len(message)]) + longer
        self.times.insert(index, time)
        self.arrived.insert(index, arrived)
        self.numbers.insert(index, number)


class Stream:
    """The events of one log stream."""

    __slots__ = ("blocks", "bytes", "last_arrived", "lines", "puts")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.lines = 0
        self.bytes = 0
        """UTF-8 bytes of the messages and 26 for each event, as CloudWatch Logs counts."""
        self.puts = 0
        self.last_arrived = 0

    def put(self, times: list[int], messages: list[str], arrived: int, number: int) -> int:
        """Add events in the order of their times (ms); the first is given `number`. Answers the bytes they take."""
        size = sum(map(size_of, messages))
        self.puts += 1
        self.last_arrived = max(self.last_arrived, arrived)
        self.lines += len(times)
        self.bytes += size
        if self.blocks and self.blocks[-1].times[-1] > times[0]:
            for offset, (time, message) in enumerate(zip(times, messages, strict=True)):
                self._insert(time, arrived, number + offset, message)
            return size
        done = 0
        while done < len(times):
            if not self.blocks or len(self.blocks[-1].times) >= BLOCK_LINES:
                self.blocks.append(Block())
            block = self.blocks[-1]
            step = min(len(times) - done, BLOCK_LINES - len(block.times))
            end = block.ends[-1] if block.ends else 0
            for message in messages[done : done + step]:
                end += len(message)
                block.ends.append(end)
            block.text += "".join(messages[done : done + step])
            block.times.extend(times[done : done + step])
            block.arrived.extend([arrived] * step)
            block.numbers.extend(range(number + done, number + done + step))
            done += step
        return size

    def spans(self, low: Position, high: Position) -> list[tuple[Block, int, int]]:
        """Blocks and index ranges of the events after `low` and before `high`, both exclusive."""
        found = []
        first = bisect_left(self.blocks, low, key=lambda block: block.position(-1))
        for block in self.blocks[first:]:
            if block.position(0) >= high:
                break
            begin = block.index_after(low)
            end = block.index_after((high[0], high[1] - 1))
            if begin < end:
                found.append((block, begin, end))
        return found

    def drop_first(self) -> tuple[int, int]:
        """Drop the oldest block; answers how many lines and bytes went."""
        block = self.blocks.pop(0)
        return self._account_for(block)

    def drop_before(self, oldest: int) -> tuple[int, int]:
        """Drop events from before `oldest` (ms); answers how many lines and bytes went."""
        lines = size = 0
        while self.blocks and self.blocks[0].times[0] < oldest:
            block = self.blocks.pop(0)
            keep = bisect_left(block.times, oldest)
            if keep < len(block.times):
                self.blocks.insert(0, block.cut(keep, len(block.times)))
                block = block.cut(0, keep)
            gone = self._account_for(block)
            lines, size = lines + gone[0], size + gone[1]
        return lines, size

    def batches(self) -> Iterator[tuple[int, int, list[int], list[str]]]:
        """All events as (arrived, first number, times, messages), to be put again in this order."""
        for block in self.blocks:
            begin = 0
            for index in range(1, len(block.times) + 1):
                whole = index == len(block.times)
                if (
                    whole
                    or block.arrived[index] != block.arrived[begin]
                    or (block.numbers[index] != block.numbers[index - 1] + 1)
                ):
                    messages = [block.message(i) for i in range(begin, index)]
                    yield block.arrived[begin], block.numbers[begin], list(block.times[begin:index]), messages
                    begin = index

    def _insert(self, time: int, arrived: int, number: int, message: str) -> None:
        at = bisect_right(self.blocks, time, key=lambda block: block.times[0]) - 1
        block = self.blocks[max(at, 0)]
        block.insert(time, arrived, number, message)
        if len(block.times) >= 2 * BLOCK_LINES:
            halves = [block.cut(0, BLOCK_LINES), block.cut(BLOCK_LINES, len(block.times))]
            self.blocks[max(at, 0) : max(at, 0) + 1] = halves

    def _account_for(self, block: Block) -> tuple[int, int]:
        lines = len(block.times)
        size = sum(size_of(block.message(index)) for index in range(lines))
        self.lines -= lines
        self.bytes -= size
        return lines, size


def size_of(message: str) -> int:
    """Bytes that CloudWatch Logs counts for an event."""
    return 26 + (len(message) if message.isascii() else len(message.encode("utf-8", "surrogatepass")))
