"""The worker process: reads requests from standard input, writes responses to standard output."""

import os
import pickle
import sys
import traceback
from typing import IO

from newsletter.errors import NewsletterError
from newsletter.workers.framing import MAX_RESPONSE_BYTES, BrokenStreamError, receive, send
from newsletter.workers.limits import OUT_OF_MEMORY, limit_process, process_deadline


def main() -> None:
    """Serve requests until standard input closes."""
    limit_process()
    responses = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # output of libraries must not corrupt the responses
    serve(sys.stdin.buffer, responses)


def serve(requests: IO[bytes], responses: IO[bytes]) -> None:
    """Serve requests until the stream ends."""
    while True:
        try:
            # Requests come from Paperboy, so unpickling is safe. It imports modules, before the time limit starts.
            call, seconds = pickle.loads(receive(requests))  # noqa: S301
        except BrokenStreamError:
            return
        try:
            with process_deadline(seconds, requests.fileno()):
                response = _respond(call)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # a process that ran out of memory is not reused
        send(responses, response)


def _respond(call: object) -> bytes:
    """Return a pickled status and value: a result, a NewsletterError, or the traceback of an unexpected error."""
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
