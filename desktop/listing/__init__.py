"""The one list component: every list of the program is a `Listing` over a `Source`."""

from desktop.choice import Choice
from desktop.listing.page import Listing
from desktop.listing.source import (
    COUNT_CAP,
    Column,
    Dates,
    Filter,
    FilterValue,
    Query,
    Quick,
    Row,
    Source,
)

__all__ = [
    "COUNT_CAP",
    "Choice",
    "Column",
    "Dates",
    "Filter",
    "FilterValue",
    "Listing",
    "Query",
    "Quick",
    "Row",
    "Source",
]
