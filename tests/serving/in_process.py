"""The service in a thread of this process, which starts at once: BentoML is left out."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from serving.champions import Champions
from serving.http.host import free_port
from serving.http.problems import ProblemResponses
from serving.http.routes import routes
from serving.http.transport.questions import Questions
from serving.page.refusal import for_readers


@contextmanager
def running() -> Iterator[str]:
    """The address of a service over the champions of the registry, until the block ends."""
    champions, port = Champions(), free_port()
    champions.start()
    app = ProblemResponses(Questions(routes(champions), champions, 20.0, 64), for_readers)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
        champions.stop()
