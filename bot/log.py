"""Logs: one line per unit of work, for eyes on a terminal, as JSON elsewhere."""

import logging
import sys

import structlog

from bot.log_characters import clean_values, render_json


def set_up() -> None:
    """Send structlog's and the standard library's records to stderr in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    tracebacks: list[structlog.typing.Processor]
    finish: list[structlog.typing.Processor]
    if sys.stderr.isatty():
        tracebacks = [structlog.processors.format_exc_info, clean_values]
        finish = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    else:
        tracebacks = [structlog.processors.format_exc_info]
        finish = [render_json]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *tracebacks, *finish],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # A line for each run of each job, and what discord.py does to get connected, would bury what happened.
    for talkative in ("apscheduler", "discord"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # Nor is it news at each tick that a delivery of some minutes is still going on.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
