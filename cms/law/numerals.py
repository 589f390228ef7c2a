"""Chinese article numbers to integers: 第四十七条 → 47."""

import re

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
ARTICLE = re.compile(r"第([零一二三四五六七八九十百]+)条")


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
