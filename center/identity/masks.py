"""What others may see of personal data (D8, CONF-01): the birth date in an ID must go first.

Masking what is already masked changes nothing, so lists, papers and tables may all mask.
"""

from __future__ import annotations

import re

from center.identity.names import COMPOUND_SURNAMES, characters, clean_name
from center.identity.numbers import normalise_number
from center.identity.phones import check_phone
from center.text import clean_line


def mask_id(number: str) -> str:
    """First 6 and last 4 of an 18-character number; of any other so little that no birth shows."""
    if len(number) != 18 or not (number.isascii() and number.isalnum()):
        number = normalise_number(number)
    if "*" in number:
        return number
    if len(number) == 18:
        return _keep(number, 6, 4)
    if len(number) == 15:
        # The birth date ends four (resident) or three places before the end.
        return _keep(number, 6, 3 if number[:1].isdigit() else 2)
    return _keep(number, 2, 2) if len(number) > 6 else _keep(number, 1, 0)


def mask_phone(number: str) -> str:
    """138****1234; 0571-****8888; public short numbers stay."""
    if len(number) == 11 and number[0] == "1" and number.isascii() and number.isdigit():
        return _keep(number, 3, 4)
    phone = check_phone(number)
    if "*" in phone.number:
        return phone.number
    if phone.kind == "short":
        return phone.number
    area, dash, rest = phone.number.partition("-")
    if phone.kind == "landline" and dash and area.startswith("0"):
        local, extension_dash, extension = rest.partition("-")
        return f"{area}-{_keep(local, 0, 4)}{extension_dash}{'*' * len(extension)}"
    kept = phone.number.replace("-", "")
    return _keep(kept, 3, 4) if len(kept) > 8 else _keep(kept, 0, min(4, len(kept) // 2))


def mask_name(name: str) -> str:
    """张*, 张*明, 欧阳*明; with a middle dot or blanks the first and the last character stay.

    For public pages and public lists only: inside the office names are shown in full (D8).
    """
    name = clean_name(name)
    parts = [characters(part) for part in re.split("[· ]", name)]
    if len(parts) > 1:
        marks = [*re.findall("[· ]", name), ""]
        masked = ["*" * len(part) for part in parts]
        masked[0] = parts[0][0] + "*" * (len(parts[0]) - 1)
        masked[-1] = "*" * (len(parts[-1]) - 1) + parts[-1][-1]
        return "".join(part + mark for part, mark in zip(masked, marks, strict=True))
    shown = parts[0]
    if len(shown) <= 1:
        return "*" * len(shown)
    surname = 2 if len(shown) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    given = len(shown) - surname
    last = shown[-1] if given > 1 else "*"
    return "".join(shown[:surname]) + "*" * (given - 1) + last


def mask_address(address: str) -> str:
    """Keep to the village or community (else township, street or county); the rest is ***."""
    address = clean_line(address)
    town = re.match(r".*?(?:镇(?![市村])|乡(?![市村镇])|街道|苏木)", address)
    start = town.end() if town else 0
    village = re.compile(r".*?(?:村民委员会|村委会|居民委员会|居委会|社区|嘎查|村+)").match(
        address, start
    )
    if village:
        end = village.end()
    elif town:
        end = start
    else:
        county = re.match(r".*?[县区旗](?!.*[县区旗])|.*?市(?!.*市)", address)
        end = county.end() if county else 0
    return address if end == len(address) else f"{address[:end]}***"


def mask_account(number: str) -> str:
    """A bank or 一卡通 account: only the last 4 digits."""
    number = normalise_number(number)
    return _keep(number, 0, 4) if len(number) > 4 else "*" * len(number)


def _keep(text: str, first: int, last: int) -> str:
    hidden = max(0, len(text) - first - last)
    return text[:first] + "*" * hidden + text[first + hidden :]
