"""Numbers for people whom the file gives none."""

import re
from collections import Counter

from training.office.roster.known import Known

PATTERN = re.compile(r"([A-Za-z]{0,8})(\d{1,8})\Z")
USUAL = ("R", 3)


class Numbers:
    """Gives out numbers that go on where most numbers of the congress stop: R065 is followed by
    R066. Nothing that any account of the site uses is given out."""

    def __init__(self, known: Known) -> None:
        self.taken = known.taken
        found = [PATTERN.match(person.number) for person in known.people.values()]
        shapes = Counter((f[1], len(f[2])) for f in found if f)
        self.letters, self.digits = max(shapes, key=shapes.__getitem__, default=USUAL)
        used = [int(f[2]) for f in found if f and f[1] == self.letters]
        self.last = max(used, default=0)
        self.given: set[str] = set()

    def reserve(self, number: str) -> None:
        """A number that the file itself uses."""
        self.given.add(number.casefold())

    def next(self) -> str:
        """The next free one."""
        while True:
            self.last += 1
            number = f"{self.letters}{self.last:0{self.digits}d}"
            if number.casefold() not in self.taken and number.casefold() not in self.given:
                self.given.add(number.casefold())
                return number
