"""Identity numbers of persons (GB 11643 and its relatives) and of units (GB 32100)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from center.text import clean_line, half_width

IdKind = Literal[
    "resident",
    "resident_15",
    "residence_permit",
    "foreign_permanent",
    "foreign_old",
    "credit_code",
    "unknown",
]
Sex = Literal["男", "女"]

ID_KIND_LABELS: dict[IdKind, str] = {
    "resident": "居民身份证",
    "resident_15": "居民身份证（15位旧号）",
    "residence_permit": "港澳台居民居住证",
    "foreign_permanent": "外国人永久居留身份证",
    "foreign_old": "外国人永久居留证（旧版）",
    "credit_code": "统一社会信用代码",
    "unknown": "未能识别的号码",
}

# Codes of whole provinces; the rest of a region code is only looked at, since codes get abolished.
PROVINCES = frozenset(
    str(code)
    for codes in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72))
    for code in range(*codes)
)
PERMIT_REGIONS = {"81": "810000", "82": "820000", "83": "830000"}
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OLDEST_BIRTH_YEAR = 1850
GREAT_AGE = 120


@dataclass(frozen=True, slots=True)
class IdCheck:
    """What an identity number says. `number` is normalised; a 15-digit one as its 18 digits.

    `birth` and `sex` are given whenever they can be read, also when the check digit is wrong.
    """

    kind: IdKind
    valid: bool
    number: str
    birth: date | None = None
    sex: Sex | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What a unified social credit code (GB 32100) says; `code` is normalised."""

    valid: bool
    code: str
    problems: tuple[str, ...] = ()


def normalise_number(text: str) -> str:
    """Full-width signs made plain, blanks and dashes removed, upper case, the sign × read as X."""
    plain = half_width(clean_line(text)).upper()
    return re.sub(r"[\s\-‐-―]", "", plain).replace("×", "X")


def id_check_digit(first_17: str) -> str:
    """The 18th character for 17 digits (GB 11643)."""
    total = sum(int(d) * w for d, w in zip(first_17, ID_WEIGHTS, strict=True))
    return ID_CHECK[total % 11]


def check_id(text: str, today: date) -> IdCheck:
    """Read a person's identity number: resident ID, residence permit, foreign permanent ID."""
    number = normalise_number(text)
    if re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _check_18(number, today)
    if re.fullmatch(r"[0-9]{15}", number):
        long = f"{number[:6]}19{number[6:]}"
        checked = _check_18(long + id_check_digit(long), today)
        note = f"15位旧号，已换算成{checked.number}，请与现在的证件核对"
        warnings = (note, *checked.warnings)
        return IdCheck(
            "resident_15",
            checked.valid,
            checked.number,
            checked.birth,
            checked.sex,
            checked.problems,
            warnings,
        )
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        # The two-digit birth year and the check digit of this form cannot be relied on.
        warnings = ("旧版外国人永久居留证，请核对证件是否仍然有效",)
        return IdCheck("foreign_old", True, number, warnings=warnings)
    return IdCheck("unknown", False, number, problems=(_shape_problem(number),))


def check_number(text: str, today: date) -> IdCheck:
    """Read a number that may belong to a person or a unit: an identity number or a credit code."""
    person = check_id(text, today)
    code = check_credit_code(text)
    looks_like_code = person.kind == "unknown" and len(code.code) == 18 and code.code.isalnum()
    if not person.valid and (code.valid or (looks_like_code and _is_credit_shape(code.code))):
        return IdCheck("credit_code", code.valid, code.code, problems=code.problems)
    return person


def _check_18(number: str, today: date) -> IdCheck:
    problems: list[str] = []
    warnings: list[str] = []
    kind: IdKind = "resident"
    region = number[:6]
    if number[0] == "9":
        kind = "foreign_permanent"
        if number[1:3] not in PROVINCES:
            warnings.append(f"申领地代码{number[1:3]}不常见，请核对")
    elif region[:2] in PERMIT_REGIONS:
        kind = "residence_permit"
        if region != PERMIT_REGIONS[region[:2]]:
            warnings.append(f"前六位通常是{PERMIT_REGIONS[region[:2]]}，请核对")
    elif region[:2] not in PROVINCES:
        problems.append(f"开头两位{region[:2]}不是任何省份的代码")
    elif "00" in (region[2:4], region[4:6]):
        warnings.append(f"地区代码{region}不常见，请核对")
    birth = _read_birth(number[6:14])
    if birth is None:
        problems.append(f"出生日期{number[6:10]}年{number[10:12]}月{number[12:14]}日不存在")
    elif birth > today:
        problems.append(f"出生日期{birth.isoformat()}在今天之后")
    elif birth.year < OLDEST_BIRTH_YEAR:
        problems.append(f"出生日期{birth.isoformat()}太早")
    elif age(birth, today) > GREAT_AGE:
        warnings.append(f"按号码推算已经{age(birth, today)}岁，请核对")
    # The right digit is not told: it would invite making a wrong number fit.
    if id_check_digit(number[:17]) != number[17]:
        problems.append("最后一位校验码不符，号码可能抄错，请与证件核对")
    sex: Sex = "男" if int(number[16]) % 2 else "女"
    return IdCheck(kind, not problems, number, birth, sex, tuple(problems), tuple(warnings))


def _read_birth(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _shape_problem(number: str) -> str:
    if not number:
        return "没有填写证件号码"
    if "*" in number:
        return "号码被遮盖，请填写完整号码"
    if _is_credit_shape(number):
        return "这像统一社会信用代码，不是个人的证件号码"
    if letter := re.search(r"[OILZ]", number[:17]):
        if re.fullmatch(r"[0-9OILZ]{17}[0-9XOILZ]", number):
            return f"第{letter.start() + 1}位是字母{letter.group()}，应当是数字"
    if re.fullmatch(r"[0-9]+X?", number):
        return f"身份证号码应为18位，现在是{len(number)}位"
    return "不是身份证号码的写法，如是其他证件请选择证件类型"


def age(birth: date, today: date) -> int:
    """Full years (周岁) on `today`; someone born on 29 February turns on 1 March in other years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def check_credit_code(text: str) -> CodeCheck:
    """Check a unified social credit code (统一社会信用代码)."""
    code = normalise_number(text)
    if not code:
        return CodeCheck(False, code, ("没有填写统一社会信用代码",))
    if len(code) != 18:
        return CodeCheck(False, code, (f"统一社会信用代码应为18位，现在是{len(code)}位",))
    wrong = [c for c in code if c not in CREDIT_ALPHABET]
    if wrong:
        return CodeCheck(False, code, (f"统一社会信用代码里不会有“{wrong[0]}”",))
    if credit_check_digit(code[:17]) != code[17]:
        return CodeCheck(False, code, ("最后一位校验码不符，请与证照核对",))
    return CodeCheck(True, code)


def credit_check_digit(first_17: str) -> str:
    """The 18th character for the first 17 (GB 32100)."""
    total = sum(CREDIT_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(first_17))
    return CREDIT_ALPHABET[-total % 31]


def _is_credit_shape(number: str) -> bool:
    return bool(re.fullmatch(r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}", number)) and not re.fullmatch(
        r"[0-9]{17}[0-9X]", number
    )
