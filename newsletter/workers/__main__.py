"""The worker process: one request after another from standard input, answers to standard output."""

import os
import pickle
import sys
import traceback
from typing import IO

from newsletter.errors import NewsletterError
from newsletter.workers.limits import OUT_OF_MEMORY, guarded, limit_process
from newsletter.workers.wire import MOST_ANSWER, BrokenStreamError, receive, send


def main() -> None:
    """Work until nobody asks any more."""
    limit_process()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    serve(sys.stdin.buffer, answers)


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until their stream ends."""
    while True:
        try:
            # What Paperboy itself has written. Modules are loaded here, before the time counts.
            work, seconds = pickle.loads(receive(requests))  # noqa: S301
        except BrokenStreamError:
            return
        try:
            with guarded(seconds, requests.fileno()):
                answer = _answer(work)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # what is left of a process without memory is not used again
        send(answers, answer)


def _answer(work: object) -> bytes:
    """A result, an error of the document, or the traceback of an error that nobody foresaw, each with its name."""
    assert callable(work)  # noqa: S101 - for mypy
    try:
        answer = pickle.dumps(("result", work()), protocol=pickle.HIGHEST_PROTOCOL)
    except NewsletterError as error:
        answer = pickle.dumps(("refused", error))
    except MemoryError:
        raise
    except Exception:
        answer = pickle.dumps(("failed", traceback.format_exc()))
    return answer if len(answer) <= MOST_ANSWER else pickle.dumps(("large", len(answer)))


if __name__ == "__main__":
    main()
