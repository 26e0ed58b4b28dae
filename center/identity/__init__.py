"""Who someone is: numbers, phones and names, checked and masked.

Checks never block: they return problems (it is wrong) and warnings (look again), and a clerk may go
on with a reason, since passports, lost papers and old numbers must be enterable.
"""

from center.identity.masks import mask_account, mask_address, mask_id, mask_name, mask_phone
from center.identity.names import (
    COMPOUND_SURNAMES,
    NameCheck,
    check_name,
    clean_name,
    from_private_use,
)
from center.identity.numbers import (
    ID_KIND_LABELS,
    CodeCheck,
    IdCheck,
    IdKind,
    Sex,
    age,
    check_credit_code,
    check_id,
    check_number,
    credit_check_digit,
    id_check_digit,
    normalise_number,
)
from center.identity.phones import PhoneCheck, check_phone

__all__ = [
    "COMPOUND_SURNAMES",
    "ID_KIND_LABELS",
    "CodeCheck",
    "IdCheck",
    "IdKind",
    "NameCheck",
    "PhoneCheck",
    "Sex",
    "age",
    "check_credit_code",
    "check_id",
    "check_name",
    "check_number",
    "check_phone",
    "clean_name",
    "credit_check_digit",
    "from_private_use",
    "id_check_digit",
    "mask_account",
    "mask_address",
    "mask_id",
    "mask_name",
    "mask_phone",
    "normalise_number",
]
