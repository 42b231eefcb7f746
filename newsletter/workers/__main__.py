"""The worker process: one request after another from standard input, answers to standard output."""

import os
import pickle
import sys
import traceback
from typing import IO

from newsletter.errors import NewsletterError
from newsletter.workers.framing import MAX_RESPONSE_BYTES, BrokenStreamError, receive, send
from newsletter.workers.limits import OUT_OF_MEMORY, limit_process, process_deadline


def main() -> None:
    """Work until nobody asks any more."""
    limit_process()
    responses = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    serve(sys.stdin.buffer, responses)


def serve(requests: IO[bytes], responses: IO[bytes]) -> None:
    """Answer requests until their stream ends."""
    while True:
        try:
            # What Paperboy itself has written. Modules are loaded here, before the time counts.
            call, seconds = pickle.loads(receive(requests))  # noqa: S301
        except BrokenStreamError:
            return
        try:
            with process_deadline(seconds, requests.fileno()):
                response = _respond(call)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # what is left of a process without memory is not used again
        send(responses, response)


def _respond(call: object) -> bytes:
    """A result, an error of the document, or the traceback of an error that nobody foresaw, each with its name."""
    assert callable(call)  # noqa: S101 - for mypy
    try:
        response = pickle.dumps(("result", call()), protocol=pickle.HIGHEST_PROTOCOL)
    except NewsletterError as error:
        response = pickle.dumps(("refused", error))
    except MemoryError:
        raise
    except Exception:
        response = pickle.dumps(("failed", traceback.format_exc()))
    return response if len(response) <= MAX_RESPONSE_BYTES else pickle.dumps(("large", len(response)))


if __name__ == "__main__":
    main()
