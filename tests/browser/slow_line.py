"""A bad line between the browser and the site: narrow, slow and losing packets, like 2G on a ferry.

Chromium's own throttling spares service workers and loses nothing, so the bytes themselves go
through here. A lost packet is one that comes late, as with TCP.
"""

import random
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from queue import SimpleQueue

PACKET = 1400
METHODS = (b"GET ", b"POST ", b"HEAD ")


@dataclass
class Direction:
    """One way of the line, shared by all connections."""

    bits_per_second: int
    latency: float
    loss: float
    chance: random.Random
    free_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def arrives(self, size: int) -> float:
        """When a packet of so many bytes that is sent now is there, by the monotonic clock."""
        with self.lock:
            begins = max(time.monotonic(), self.free_at)
            self.free_at = begins + size * 8 / self.bits_per_second
            # Noticed after one round trip, then sent once more.
            again = 3 * self.latency if self.chance.random() < self.loss else 0
            return self.free_at + self.latency + again


@dataclass
class SlowLine:
    """Listens on `port`; passes everything to the site, at once until `bad` is set."""

    site_port: int
    bits_per_second: int = 50_000
    round_trip: float = 1.0
    loss: float = 0.05
    bad: bool = False
    asked: Counter[str] = field(default_factory=Counter)
    bytes_up: int = 0
    bytes_down: int = 0

    def __post_init__(self) -> None:
        chance = random.Random(2)
        way = (self.bits_per_second, self.round_trip / 2, self.loss, chance)
        self.up, self.down = Direction(*way), Direction(*way)
        self.door = socket.create_server(("localhost", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Nobody gets in any more."""
        self.door.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _from = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(browser,), daemon=True).start()

    def _join(self, browser: socket.socket) -> None:
        if self.bad:
            time.sleep(self.round_trip)
        site = socket.create_connection(("localhost", self.site_port))
        for source, target, way in ((browser, site, self.up), (site, browser, self.down)):
            packets: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
            take = (source, packets, way)
            threading.Thread(target=self._take, args=take, daemon=True).start()
            threading.Thread(target=self._give, args=(target, packets), daemon=True).start()

    def _take(
        self, source: socket.socket, packets: SimpleQueue[tuple[float, bytes]], way: Direction
    ) -> None:
        taken = b"."
        while taken:
            try:
                taken = source.recv(PACKET)
            except OSError:
                taken = b""
            self._count(taken, up=way is self.up)
            packets.put((way.arrives(len(taken)) if self.bad else 0.0, taken))

    def _give(self, target: socket.socket, packets: SimpleQueue[tuple[float, bytes]]) -> None:
        while True:
            due, packet = packets.get()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                if packet:
                    target.sendall(packet)
                else:
                    target.shutdown(socket.SHUT_WR)
            except OSError:
                return
            if not packet:
                return

    def _count(self, packet: bytes, *, up: bool) -> None:
        if not self.bad:
            return
        if not up:
            self.bytes_down += len(packet)
            return
        self.bytes_up += len(packet)
        if packet.startswith(METHODS):
            method, path, _rest = packet.decode("latin-1").split(" ", 2)
            self.asked[f"{method} {path}"] += 1
