"""Phone numbers as people give them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from center.text import clean_line, half_width


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """What a phone number says; `number` is normalised (13800000000, 0571-88888888-12, 12345)."""

    kind: Literal["mobile", "landline", "short", "unknown"]
    valid: bool
    number: str
    problems: tuple[str, ...] = ()


def check_phone(text: str) -> PhoneCheck:
    """Check a phone number: mobile, landline with or without area code, short service number."""
    plain = half_width(clean_line(text)).replace("转", "-")
    plain = re.sub(r"[‐-―]", "-", re.sub(r"[\s()]", "", plain))
    plain = re.sub(r"^(?:\+|00)86-?", "", plain)
    digits = plain.replace("-", "")
    if not digits:
        return PhoneCheck("unknown", False, plain, ("没有填写电话",))
    if not re.fullmatch(r"[0-9]+", digits):
        return PhoneCheck("unknown", False, plain, ("电话里只能有数字和短横",))
    if re.fullmatch(r"1[3-9][0-9]{9}", digits):
        return PhoneCheck("mobile", True, digits)
    area = re.fullmatch(r"(010|02[0-9]|0[3-9][0-9]{2})-?([2-9][0-9]{6,7})(?:-([0-9]{1,6}))?", plain)
    if area:
        return PhoneCheck("landline", True, "-".join(part for part in area.groups() if part))
    if re.fullmatch(r"[2-8][0-9]{6,7}(?:-[0-9]{1,6})?|(?:400|800)[0-9]{7}", plain):
        return PhoneCheck("landline", True, plain)
    if re.fullmatch(r"(?:400|800)-?[0-9]{3,4}-?[0-9]{3,4}", plain) and len(digits) == 10:
        return PhoneCheck("landline", True, digits)
    if re.fullmatch(r"11[0-9]|12[0-9]|1[02][0-9]{3}|9[56][0-9]{3,4}", digits):
        return PhoneCheck("short", True, digits)
    if re.match("1[3-9]", digits) and len(digits) != 11:
        problem = f"手机号码应为11位，现在是{len(digits)}位"
        return PhoneCheck("unknown", False, digits, (problem,))
    return PhoneCheck("unknown", False, plain, ("电话号码不对，座机请带区号，如0571-88888888",))
