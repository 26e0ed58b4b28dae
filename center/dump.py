"""The canonical dump: every record as one line of JSON, the same for the same content.

For comparing two databases and for reading an office's data without this program. Local and derived
columns stay out, papers appear by their hash.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from center.canonical import canonical, plain
from center.every import every_kind
from center.journal import payload_of
from center.rights import Right, needs
from center.secrecy import OFFICE, may_see
from center.storage import Work


@needs(Right.MAINTAIN)
def dump(work: Work) -> Iterator[str]:
    """Every record of the office by kind and id, voided ones included, in full.

    Of a secret matter only others may see, the kind and the id alone (PET-10).
    """
    seen: dict[str, bool] = {}
    for kind, record_class in sorted(every_kind().items()):
        query = select(record_class).order_by(record_class.id).execution_options(yield_per=500)
        for record in work.session.scalars(query):
            audience = getattr(record, "audience", OFFICE)
            if audience not in seen:
                seen[audience] = may_see(work, audience)
            if not seen[audience]:
                yield f'{{"kind":{canonical(kind)},"record":{canonical({"id": plain(record.id)})}}}'
                continue
            yield f'{{"kind":{canonical(kind)},"record":{payload_of(record)}}}'
