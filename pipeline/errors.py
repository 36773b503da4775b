"""Every error that a caller of Travaux can meet.

    PipelineError               front ends catch this one and nothing wider
    ├── SettingsError           a setting or configuration file is wrong
    ├── ModelError              weights are missing, altered or of an unknown kind
    ├── DocumentError           one source cannot become a document; the others go on
    ├── IndexError_
    │   ├── IndexMissing        the folder does not exist
    │   ├── NotAnIndex          the folder exists and holds something else
    │   ├── IndexMismatch       made with another model or a newer schema
    │   ├── IndexBusy           another process is writing
    │   └── IndexWriteFailed    the disk is full or read-only; what was held before still stands
    ├── NotHeld                 a document, passage, claim or verdict id that the index does not hold
    ├── ReviewError             a decision that cannot be recorded
    ├── OutputError             a result file cannot be written
    ├── EndpointError           the endpoint that phrases answers fails; answers stand without it
    └── ExecutorError           a process that shares the work cannot be started, or died

A message is one sentence or two: what was wrong, with which value, and what to do about it.
"""


class PipelineError(Exception):
    """Something the user can understand and act on; `str()` of it is fit to be shown."""

    @property
    def elsewhere(self) -> str:
        """The sentence for people on other machines, who need not know where things lie on this one."""
        return str(self)


class SettingsError(PipelineError):
    """A setting has a value that cannot be used."""


class ModelError(PipelineError):
    """Model weights are missing, differ from the pinned checksum or cannot be loaded."""


class DocumentError(PipelineError):
    """One source cannot be read as a document.

    Args:
        origin: the file, or file and line, as the user named it.
        cause: what is wrong with it, without a full stop at the end.
        remedy: what the user can do, without a full stop at the end.
    """

    def __init__(self, origin: str, cause: str, remedy: str) -> None:
        self.origin, self.cause, self.remedy = origin, cause, remedy
        super().__init__(f"{origin}: {cause}; {remedy}.")


class IndexError_(PipelineError):
    """An index folder cannot be used as asked."""


class IndexMissing(IndexError_):
    """The index folder does not exist."""


class NotAnIndex(IndexError_):
    """The folder exists and is no index of ours."""


class IndexMismatch(IndexError_):
    """The index was made with another model or by a newer version."""


class IndexBusy(IndexError_):
    """Another process holds the index for writing; the message says which."""

    @property
    def elsewhere(self) -> str:
        """That it is busy, without the folder and the process."""
        return "Another program is changing the index; try again when it has ended."


class IndexWriteFailed(IndexError_):
    """Nothing more can be written; what the index held before is untouched."""


class NotHeld(PipelineError):
    """The index holds nothing under the given id."""


class ReviewError(PipelineError):
    """A review decision is incomplete or names an unknown verdict."""


class EndpointError(PipelineError):
    """The endpoint that is to phrase an answer cannot be reached or answers with something else."""


class OutputError(PipelineError):
    """A result file cannot be written; a former file of that name still stands."""


class ExecutorError(PipelineError):
    """A process that shares the work cannot be started, or died with what it had in hand."""
