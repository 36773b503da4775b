"""OpenVINO, imported so that it calls nobody. The only file that imports it."""

import sys
import threading
from types import ModuleType

_guard = threading.Lock()


def load_openvino() -> ModuleType:
    """The openvino module, with the library's telemetry kept out.

    Importing openvino sends an event to an analytics host, from a forked process, if the package openvino-telemetry
    can be imported; it has no switch but a file in the user's home. Where that package is missing OpenVINO puts an
    empty stand-in in its place, so the package is made to look missing.

    The first look at the data of a tensor fills a table of the library, for which it needs the interpreter's lock. Two
    threads that take their first look at once wait for each other for good: one has the table, the other the lock. So
    the first look is taken here.
    """
    with _guard:
        if "openvino" not in sys.modules:
            sys.modules["openvino_telemetry"] = None  # type: ignore[assignment] # the import system's "not there"
        # Imported here: a tenth of a second, and the telemetry has to be out of the way first.
        import openvino

        _ = openvino.Tensor(openvino.Type.i64, openvino.Shape([1])).data
    module: ModuleType = openvino
    return module
