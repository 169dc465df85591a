"""Child processes that are asked one line and answer one line."""
import os
import selectors
import subprocess
import sys
import tempfile
import time


class Failed(Exception):
    """A program that did not answer, and why."""


class Program:
    """A child that answers each line on its standard input with one on its standard output, and ends with its input."""

    def __init__(self, command):
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, bufsize=0)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ)
        self._pending = b""

    def ask(self, request):
        try:
            self._process.stdin.write(request.encode() + b"\n")
        except BrokenPipeError:
            raise Failed(self._reason()) from None

    def answer(self, timeout):
        deadline = time.monotonic() + timeout
        while b"\n" not in self._pending:
            if not self._selector.select(max(0, deadline - time.monotonic())):
                raise Failed(f"no answer within {timeout:.0f} s")
            data = os.read(self._process.stdout.fileno(), 4096)
            if not data:
                raise Failed(self._reason())
            self._pending += data
        line, _, self._pending = self._pending.partition(b"\n")
        return line.decode().strip()

    def cpu_seconds(self):
        """User and system time of all its threads so far; None where the system does not tell (clock_getcpuclockid(3))."""
        if sys.platform != "linux":
            return None
        return time.clock_gettime(~self._process.pid << 3 | 2)

    def close(self):
        self._process.stdin.close()
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._selector.close()
        self._process.stdout.close()
        self._errors.close()

    def _reason(self):
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return "closed its output without an answer"
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return f"ended with exit code {code}" + (f": {lines[-1]}" if lines else "")
