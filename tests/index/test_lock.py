import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import IndexBusy
from pipeline.index.lock import writer_lock

HOLD = """
import sys, time
from pathlib import Path
from pipeline.index.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_told_who_holds_the_index(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told = rf"process {holder.pid} on .* is writing to this index; wait"
        with pytest.raises(IndexBusy, match=told), writer_lock(tmp_path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        # The kernel released what the killed process held.
        with writer_lock(tmp_path):
            pass


def test_the_lock_is_free_after_an_error_inside(tmp_path: Path) -> None:
    with pytest.raises(KeyError), writer_lock(tmp_path):
        raise KeyError
    with writer_lock(tmp_path):
        pass
