"""Exchange between village stations and town by file: cards, packages, receipts, conflicts.

A star: every village with the town, no village with another. What travels is the journal itself, so
a package lost, doubled or read out of order does no harm, and a restored or copied database begins
a stream of its own (`center.continuity`). No clock decides anything.
"""
