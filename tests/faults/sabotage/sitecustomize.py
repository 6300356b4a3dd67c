"""Notes that hang, eat memory or take their process down: Python imports this in each process of a
drill. What a note says, happens where it is opened to be made."""

import os
import signal
import time

if os.environ.get("EXPORTER_DRILL"):
    from exporter import bench

    lifted = bench.Bench.lifted

    def sabotaged(self, path, book=None):  # type: ignore[no-untyped-def]
        name = os.path.basename(path)
        if name == "hangs.md":
            time.sleep(1e6)
        elif name == "eats.md":
            held = [bytearray(50_000_000) for _ in range(400)]
            del held
        elif name == "crashes.md":
            os.kill(os.getpid(), signal.SIGSEGV)
        return lifted(self, path, book)

    bench.Bench.lifted = sabotaged
