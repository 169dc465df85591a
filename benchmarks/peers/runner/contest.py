"""One job done by several peers in turn, round after round, so that a machine whose speed drifts slows all of them alike."""
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from .programs import Failed, Program

LONGEST_RUN = 60


class Deadline:
    def __init__(self, seconds):
        self._end = time.monotonic() + seconds

    def left(self):
        return max(0.0, self._end - time.monotonic())


@dataclass
class Job:
    """What is to be done, how much of it, and what the right answer is."""

    name: str
    title: str
    unit: str            # what the speed is counted in: MB, messages
    units: float         # how many of them one run handles
    items: int           # how many bytes, lines or messages the CPU time is shared among
    cpu_label: str
    cpu_scale: float     # from seconds per item to the label's unit
    expected: str        # what every peer has to print
    request: str         # what a peer is asked; {port} is the sender's
    sender: list = field(default_factory=list)


@dataclass
class Row:
    """A peer in a job: its runs, or why there are none."""

    peer: str
    is_library: bool
    command: list | None = None
    reason: str | None = None       # why it was skipped or failed
    failed: bool = False
    seconds: list = field(default_factory=list)
    cpu: list = field(default_factory=list)
    program: Program | None = None

    def start(self):
        if self.command:
            try:
                self.program = Program(self.command)
            except OSError as error:
                self.fail(f"it does not start: {error}")

    def fail(self, reason):
        """No figure for a peer that did not do the job."""
        self.failed, self.reason = True, reason
        self.seconds, self.cpu = [], []
        self.stop()

    def stop(self):
        if self.program:
            self.program.close()
            self.program = None


class Contest:
    """Runs one job. Every peer is one process for all rounds, so the first round, which does not count, warms it up."""

    def __init__(self, job, rows):
        self.job = job
        self.rows = rows
        self._deadline = None
        self._sender = None
        self._port = ""

    def run(self, rounds, share, deadline):
        """At most ROUNDS rounds, one at least, as many as fit into this job's share of the time; nothing waits past the deadline."""
        self._deadline = deadline
        try:
            for row in self.rows:
                row.start()
            longest = 0.0
            for number in range(-1, rounds):
                if number > 0 and share.left() < longest:
                    break
                start = time.monotonic()
                self._round(number)
                longest = max(longest, time.monotonic() - start)
        finally:
            self._stop_sender()
            for row in self.rows:
                row.stop()

    def _round(self, number):
        contenders = [row for row in self.rows if row.program]
        for turn in range(len(contenders)):
            row = contenders[(turn + max(number, 0)) % len(contenders)]
            try:
                seconds, cpu = self._run_once(row.program)
            except Failed as failure:
                row.fail(str(failure))
                # It may wait for connections that will not come.
                self._stop_sender()
                continue
            if number >= 0:
                row.seconds.append(seconds)
                row.cpu.append(cpu)

    def _run_once(self, program):
        timeout = max(1.0, min(LONGEST_RUN, self._deadline.left()))
        if self.job.sender and not self._sender:
            self._sender = Program([sys.executable, str(Path(__file__).with_name("sender.py")), *map(str, self.job.sender)])
            self._port = self._sender.answer(timeout)
        if self._sender:
            self._sender.ask("go")
        cpu_before = program.cpu_seconds()
        start = time.perf_counter()
        program.ask(self.job.request.format(port=self._port))
        answer = program.answer(timeout)
        seconds = time.perf_counter() - start
        cpu_after = program.cpu_seconds()
        if answer != self.job.expected:
            raise Failed(f"wrong answer: {answer}, where {self.job.expected} is right")
        if self._sender:
            seconds = float(self._sender.answer(timeout))
        return seconds, None if cpu_before is None else cpu_after - cpu_before

    def _stop_sender(self):
        if self._sender:
            self._sender.close()
            self._sender = None
