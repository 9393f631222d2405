"""One relay under test and the programs that load it, for benches of our relay alone."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time


def could_not_run(why):
    """Ends the bench as one that has measured nothing."""
    print(why, file=sys.stderr)
    sys.exit(2)


class Relay:
    """`torntape router` on one custody folder, over several lives. `network` is a file's text, of
    which RYKA is the relay. Used with `with`, no relay outlives the bench."""

    def __init__(self, build, folder, network, *options):
        self.build = build
        self.folder = folder
        self.network = folder / "network.yaml"
        self.network.write_text(network)
        self.store = folder / "store"
        self.options = options
        self.process = None
        self.port = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process is not None and self.process.poll() is None:
            self.end(signal.SIGKILL)

    def start(self):
        """Seconds from its start until it takes connections."""
        port_file = self.folder / "port"
        port_file.unlink(missing_ok=True)
        said = self.folder / "said"
        begin = time.monotonic()
        with open(said, "wb") as errors:
            self.process = subprocess.Popen(
                [self.build / "torntape", "router", self.network, "--station", "RYKA", "--store",
                 self.store, *self.options, "--port-file", port_file, "--quiet"],
                stdout=subprocess.DEVNULL, stderr=errors)
        while time.monotonic() < begin + 600 and self.process.poll() is None:
            if port_file.exists() and port_file.read_text().strip():
                self.port = int(port_file.read_text().rsplit(":", 1)[1])
                return time.monotonic() - begin
            time.sleep(0.01)
        could_not_run(f"the relay does not come up:\n{said.read_text()}")

    def memory(self):
        """Most that was resident, in MiB."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmHWM")

    def cpu_seconds(self):
        """User and system time, of all its threads that still run."""
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def end(self, how):
        self.process.send_signal(how)
        self.process.wait(timeout=120)

    def drop_cache(self):
        """Of its journal, from the page cache; the journal's bytes."""
        total = 0
        for path in self.store.iterdir():
            with open(path, "rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                total += os.fstat(file.fileno()).st_size
        return total

    def load(self, program, **arguments):
        """What a load program found, as it says in its one line of JSON."""
        command = [self.build / "bench" / program, f"port={self.port}", f"network={self.network}",
                   *[f"{name}={value}" for name, value in arguments.items()]]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3600)
        if done.returncode != 0:
            could_not_run(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout.splitlines()[-1])


def missing(build, *programs):
    """Tells of the first program that was not built; true if there is one."""
    for program in ("torntape", *(f"bench/{name}" for name in programs)):
        if not (build / program).exists():
            print(f"{build / program} is not there; build it with -DTORNTAPE_BENCH=ON",
                  file=sys.stderr)
            return True
    return False
