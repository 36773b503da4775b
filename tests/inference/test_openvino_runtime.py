"""OpenVINO as it is loaded here."""

import subprocess
import sys

import pytest

# Eight threads use a model for the first time at once, and give up the interpreter as often as it lets them.
FIRST_USE = """
import sys, threading
import numpy as np
from pipeline.inference.openvino_runtime import load_openvino

openvino = load_openvino()
given = openvino.opset13.parameter([-1], openvino.Type.i64)
compiled = openvino.Core().compile_model(openvino.Model([openvino.opset13.relu(given)], [given]), "CPU")
start = threading.Barrier(8)
sys.setswitchinterval(1e-6)

def use(request):
    start.wait()
    request.start_async([np.ones(4, np.int64)])
    request.wait()

threads = [threading.Thread(target=use, args=(compiled.create_infer_request(),), daemon=True) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
STARTS = 8  # without the first look in `load_openvino`, one in four never ends


@pytest.mark.slow
def test_threads_that_use_it_for_the_first_time_at_once_come_to_an_end() -> None:
    for _ in range(STARTS):
        subprocess.run([sys.executable, "-c", FIRST_USE], check=True, timeout=60)
