"""Everything that can go wrong, said so that a reader knows who is at fault and what to do.

Each error subclasses the builtin a caller would expect, so ``except ValueError`` still works.
"""

from __future__ import annotations


class ClaimlineError(Exception):
    """Something Claimline cannot go on with; the message names the thing and the remedy."""


class InputError(ClaimlineError, ValueError):
    """A file or value given by the user cannot be used; the user can mend it."""


class TheatreError(ClaimlineError, ValueError):
    """A theatre file breaks its schema; the message names the file, the key and the remedy."""


class DataMissingError(ClaimlineError, FileNotFoundError):
    """Prepared data are not there yet; the message names the command that makes them."""


class ModelError(ClaimlineError, RuntimeError):
    """No usable language model, or one whose weights fail their checksum."""


class LedgerError(ClaimlineError, RuntimeError):
    """The ledger cannot be opened, is of another schema version, or refuses a write."""


class ExportError(ClaimlineError, OSError):
    """An export could not be written; no half file is left behind."""


class RemoteReaderError(ClaimlineError, ConnectionError):
    """A plugged-in reader cannot be reached or does not speak the protocol; the rules still read."""
