"""Configures logs: one line per unit of work, readable on a terminal, JSON elsewhere, secrets redacted."""

import logging
import sys
import threading
from types import TracebackType
from typing import TextIO

import structlog

from bot.logs.characters import clean_values, render_json
from bot.logs.redaction import ExcInfo, format_exception, redact, redact_secrets
from newsletter.characters import printable


class Redacting(structlog.stdlib.ProcessorFormatter):
    """The final formatter of every record."""

    def format(self, record: logging.LogRecord) -> str:
        return redact_secrets(super().format(record))


def set_up() -> None:
    """Send structlog's and the standard library's records, warnings and uncaught errors to stderr in one format.

    Tracebacks never show local variables: discord.py holds the token in some.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        Redacting(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _redact, *_rendering()],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # One line per job run, and discord.py's connection attempts, would be noise.
    for talkative in ("apscheduler", "discord"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # APScheduler warns at each tick while a delivery of some minutes is running.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    logging.captureWarnings(True)
    _log_uncaught_errors()


def _redact(
    _logger: structlog.typing.WrappedLogger, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """A processor that redacts the values of a record."""
    kept = (int, float, type(None))
    return {
        name: value if name == "exc_info" or isinstance(value, kept) else redact(str(value))
        for name, value in event.items()
    }


def _rendering() -> list[structlog.typing.Processor]:
    """The processors that render an event as a line."""
    if sys.stderr.isatty():
        return [clean_values, structlog.dev.ConsoleRenderer(exception_formatter=_write_exception)]
    return [structlog.processors.ExceptionRenderer(format_exception), render_json]


def _write_exception(out: TextIO, exc_info: ExcInfo) -> None:
    out.write("\n" + printable(format_exception(exc_info)))


def _log_uncaught_errors() -> None:
    """Replace Python's hooks, which would print tracebacks outside the log."""
    log = structlog.get_logger()

    def fell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            log.critical("unhandled error", exc_info=(kind, error, trace))

    def fell_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            fell(args.exc_type, args.exc_value, args.exc_traceback)

    def unraisable(args: "sys.UnraisableHookArgs") -> None:
        if args.exc_value is not None:
            log.error("error in a destructor", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    sys.excepthook, threading.excepthook, sys.unraisablehook = fell, fell_in_thread, unraisable
