"""What programs are answered, as the OpenAPI document describes it."""

from datetime import date, datetime

from ninja import Schema

Cell = int | float | str | None


class Narrowed(Schema):
    """What the tables of a class may be narrowed by: keys of rows, as words."""

    delegation: str = ""
    group: str = ""
    first: str = ""


class ClassLine(Schema):
    """A class. `current` is the one that is answered about where pages show one of their own
    accord: the newest that has begun."""

    key: str
    name: str
    starts_on: date
    ends_on: date
    cancelled: bool
    current: bool


class Column(Schema):
    """A column: `key` never changes, `name` is in the language asked for. Cells of the kinds
    number, percent and tenths are numbers or null, of day and date ISO 8601."""

    key: str
    name: str
    kind: str


class Withheld(Schema):
    """Why a cell is null: a figure about fewer than five people, or one from which theirs could be
    worked out."""

    row: int
    column: str
    words: str


class Table(Schema):
    """A table of the statistics. `row_keys` has one key for each row, null for the sum; the keys of
    townships, delegations and groups stay the same when they are renamed."""

    key: str
    title: str
    columns: list[Column]
    row_keys: list[int | str | None]
    rows: list[list[Cell]]
    last_row_is_sum: bool
    withheld: list[Withheld]


class Figures(Schema):
    """The tables of a class: `as_of` is the moment the figures tell of, `timetable_clock` the
    moment by which its timetable was read. `stale` says that changes wait to be counted; `units`
    that the program reads these units only."""

    congress: str
    cohort: ClassLine
    scope: str
    units: list[int] | None
    filters: dict[str, str]
    as_of: datetime
    timetable_clock: datetime
    stale: bool
    release: str
    tables: list[Table]


class Definition(Schema):
    """What a figure means; `key` is that of its column or row."""

    key: str
    name: str
    words: str


class Problem(Schema):
    """Why there is no answer, in a sentence."""

    words: str
