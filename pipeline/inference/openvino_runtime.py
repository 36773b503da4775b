"""OpenVINO, imported so that it calls nobody. The only file that imports it."""

import sys
from types import ModuleType


def load_openvino() -> ModuleType:
    """The openvino module, with the library's telemetry kept out.

    Importing openvino sends an event to an analytics host, from a forked process, if the package openvino-telemetry
    can be imported; it has no switch but a file in the user's home. Where that package is missing OpenVINO puts an
    empty stand-in in its place, so the package is made to look missing.
    """
    if "openvino" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment] # the import system's sign for "not there"
    # Imported here: a tenth of a second, and the telemetry has to be out of the way first.
    import openvino

    module: ModuleType = openvino
    return module
