"""The host app of the tests as gunicorn serves it: where its data stand comes from the environment."""

import os
import signal
import time
from pathlib import Path
from threading import Thread

from tests.conftest import NOW
from tests.host import make_host


def _end_with(process: int) -> None:
    """End the whole group of this server when the test that started it is gone."""
    while Path(f"/proc/{process}").exists():
        time.sleep(0.5)
    os.killpg(os.getpgrp(), signal.SIGKILL)


app = make_host(os.environ["SERVED_DATABASE"], data_folder=Path(os.environ["SERVED_DATA"]), clock=lambda: NOW).app
Thread(target=_end_with, args=(int(os.environ["SERVED_FOR"]),), daemon=True).start()
