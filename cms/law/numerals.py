"""Article numbers as people write them: 第四十七条, 第47条, 47 → 47, and back."""

import re
from typing import NamedTuple

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
ARTICLE = re.compile(r"第([零一二三四五六七八九十百]+)条")
FULL_WIDTH = str.maketrans("０１２３４５６７８９（）　", "0123456789() ")
ANYHOW = re.compile(r"第?\s*(?P<number>[零〇一二三四五六七八九十百两]+|\d{1,3})\s*条?")
DETAIL = re.compile(r"(?:第[一二三四五六七八九十]+款)?(?:第（[一二三四五六七八九十]+）项)?")
LARGEST = 999


class Place(NamedTuple):
    """An article by its number, and the paragraph or item of it as written."""

    number: int
    detail: str = ""


def chinese_number(text: str) -> int:
    """The value of a Chinese numeral below 1,000; raises ValueError for anything else."""
    total, digit = 0, 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            raise ValueError(f"不是中文数字：{text}")
    return total + digit


def article_number(article: str) -> int:
    """The number of 第…条; raises ValueError when the text is not an article."""
    match = ARTICLE.fullmatch(article)
    if not match:
        raise ValueError(f"不是条号：{article}")
    return chinese_number(match.group(1))


def article_name(number: int) -> str:
    """How a law names its article: 47 → 第四十七条. Raises ValueError outside 1 to 999."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"不是条号：{number}")
    names = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    told = f"{names[hundreds]}百" if hundreds else ""
    if tens:
        told += "十" if tens == 1 and not hundreds else f"{names[tens]}十"
    elif hundreds and ones:
        told += "零"
    return f"第{told}{names[ones] if ones else ''}条"


def _value(text: str) -> int:
    plain = text.replace("〇", "零").replace("两", "二")
    number = int(plain) if plain.isdecimal() else chinese_number(plain)
    name = article_name(number)  # refuses what no article can have
    if not plain.isdecimal() and plain not in {name[1:-1], f"一{name[1:-1]}"}:
        raise ValueError(f"不是条号：{text}")
    return number


def place_of(text: str) -> Place:
    """第七条第（三）项, 第7条, ７ → number and detail; raises ValueError for anything else."""
    tidy = text.strip().translate(FULL_WIDTH).strip()
    match = ANYHOW.match(tidy)
    if not match:
        raise ValueError(f"不是条号：{text}")
    detail = re.sub(r"\((.+?)\)", r"（\1）", tidy[match.end() :]).replace(" ", "")
    if not DETAIL.fullmatch(detail):
        raise ValueError(f"不是条号：{text}")
    return Place(_value(match["number"]), detail)


def asked_number(words: str) -> tuple[int | None, str]:
    """The article that a search names, and the words beside it: 代表法第47条 → 47, 代表法.

    A bare number is one as well; without any the number is None.
    """
    tidy = words.translate(FULL_WIDTH)
    named = re.search(r"第\s*([零〇一二三四五六七八九十百两]+|\d{1,3})\s*条", tidy) or re.search(
        r"(?<!\d)(\d{1,3})\s*条?(?!\d)", tidy
    )
    if named is None:
        bare = tidy.strip()
        named = re.fullmatch(r"([零〇一二三四五六七八九十百两]+)条?", bare)
    try:
        number = _value(named[1]) if named else None
    except ValueError:
        number = None
    if named is None or number is None:
        return None, words.strip()
    rest = f"{tidy[: named.start()]} {tidy[named.end() :]}"
    rest = re.sub(r"第\s*\S{1,3}\s*[款项]|第?[（(]\S{1,3}[）)]项", " ", rest)
    return number, rest.replace("《", " ").replace("》", " ").strip()
