"""The child process: opens one file, sends its rows to the parent, and may be killed at any time.

Only what the libraries need is imported here; a crash of this process costs nothing.
"""

from __future__ import annotations

import sys
import warnings
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from center.errors import Expected
from reports.reading.formats import read_file

MAX_MEMORY = 2 * 2**30
UNREADABLE = (
    "这个表格读不出来，可能已损坏，没有导入任何内容。请用表格软件打开，另存为新的 .xlsx 再试。"
)


def serve(there: Connection, path: Path, sheet: str | None) -> None:
    """Send the sheets of `path` (without `sheet`) or the rows of one, then the end or a refusal."""
    _limit_memory()
    warnings.simplefilter("ignore")  # openpyxl tells of styles it does not know
    try:
        for message in read_file(path, sheet):
            there.send(("told", message))
        there.send(("end", None))
    except (BrokenPipeError, ConnectionError):
        pass
    except Expected as refused:
        there.send(("refused", (refused.sentence, refused.details)))
    except MemoryError:
        there.send(("refused", (UNREADABLE, "out of memory")))
    except Exception as error:  # a library that stumbles over a broken file raises anything
        there.send(("refused", (UNREADABLE, type(error).__name__)))


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
