"""Everything that can go wrong between a host program and the agent, as one tree.

FrisketError                    code, detail, retry, after_ms, hint; str() is for a person
├── Cancelled                   an ordinary outcome: asked for, or a newer request took the slot
├── InvalidArgument             the request itself is wrong; asking again will not help
├── NotFound                    no such image, mask, model, recipe, or nothing in the picture fits
├── FailedPrecondition          right request, wrong moment
│   └── VersionMismatch         the two sides share no protocol version
├── ResourceExhausted           too large, too many, out of memory
├── Unimplemented               this agent has no such method
├── Unavailable                 nothing answers, or the agent is going away
│   ├── AgentNotRunning         no agent is to be found
│   └── ConnectionLost          the agent was there, and is not any more
├── Unauthenticated             no token, or a wrong one
├── PermissionDenied            this peer may not ask that
├── DeadlineExceeded            no answer in the time allowed
├── DataLoss                    the bytes that came are not the bytes that were announced
└── Internal                    a fault of the agent; its log has the rest

On the wire an error is `{code, retry, message, hint, after_ms}` (SPEC section 7). `code` is the
class, or the class and a dotted detail: `resource_exhausted.image_too_large`. The classes are a
closed set; details may be added by either side at any time.
"""

from __future__ import annotations

from typing import ClassVar, Literal

Retry = Literal["never", "now", "after", "smaller"]
"""Whether the same request may succeed later: not at all, at once, after a while, made smaller."""


class FrisketError(Exception):
    """A failure that a person can be told about.

    `message` says what happened, `hint` what to do about it; each is one sentence.
    `detail` narrows the class for programs: lower case, words joined by underscores.
    """

    code: ClassVar[str] = "internal"
    default_retry: ClassVar[Retry] = "never"

    def __init__(
        self,
        message: str,
        *,
        detail: str = "",
        hint: str = "",
        retry: Retry | None = None,
        after_ms: int = 0,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.hint = hint
        self.retry: Retry = retry or self.default_retry
        self.after_ms = after_ms

    @property
    def wire_code(self) -> str:
        """The class and the detail, as they stand on the wire."""
        return f"{self.code}.{self.detail}" if self.detail else self.code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class Cancelled(FrisketError):
    code = "cancelled"


class InvalidArgument(FrisketError):
    code = "invalid_argument"


class NotFound(FrisketError):
    code = "not_found"


class FailedPrecondition(FrisketError):
    code = "failed_precondition"


class VersionMismatch(FailedPrecondition):
    """The two sides share no protocol version; the hint says which one to update."""


class ResourceExhausted(FrisketError):
    code = "resource_exhausted"
    default_retry = "smaller"


class Unimplemented(FrisketError):
    code = "unimplemented"


class Unavailable(FrisketError):
    code = "unavailable"
    default_retry: ClassVar[Retry] = "after"


class AgentNotRunning(Unavailable):
    """No discovery file, or nothing answers at the address that stands in it."""


class ConnectionLost(Unavailable):
    """The connection ended before the answer came."""

    default_retry = "now"


class Unauthenticated(FrisketError):
    code = "unauthenticated"


class PermissionDenied(FrisketError):
    code = "permission_denied"


class DeadlineExceeded(FrisketError):
    code = "deadline_exceeded"
    default_retry = "after"


class DataLoss(FrisketError):
    code = "data_loss"
    default_retry = "now"


class Internal(FrisketError):
    code = "internal"


WIRE_CLASSES: dict[str, type[FrisketError]] = {
    kind.code: kind
    for kind in (
        Cancelled,
        InvalidArgument,
        NotFound,
        FailedPrecondition,
        ResourceExhausted,
        Unimplemented,
        Unavailable,
        Unauthenticated,
        PermissionDenied,
        DeadlineExceeded,
        DataLoss,
        Internal,
    )
}
"""The closed set: the part of a wire code before the first dot, and the class that it raises."""


def from_wire(
    code: str, message: str, hint: str = "", retry: Retry = "never", after_ms: int = 0
) -> FrisketError:
    """The exception that a wire error stands for; an unknown class becomes `Internal`."""
    name, _, detail = code.partition(".")
    kind = WIRE_CLASSES.get(name)
    if kind is None:
        kind, detail = Internal, code
    if kind is FailedPrecondition and detail == "version":
        kind = VersionMismatch
    return kind(message, detail=detail, hint=hint, retry=retry, after_ms=after_ms)
