#!/usr/bin/env python3
"""The library's jobs, done by C, Go, Rust, Python and Node.js programs and by the library, side by side: see README.md.

Needs the .NET SDK for the library and Python 3.10 for itself; a peer whose toolchain is missing is skipped.
"""
import argparse
import signal
import sys
import tempfile
from pathlib import Path

# Nothing is written into the repository, not even a cache.
sys.dont_write_bytecode = True

from runner import report
from runner.contest import Contest, Deadline, Row
from runner.jobs import JOBS, PEERS
from runner.toolchains import Toolchains, Unavailable


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", default=",".join(JOBS), metavar="LIST", help="which jobs, by comma (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds that count, after one that does not (default: 7)")
    parser.add_argument("--scale", type=float, default=1.0, help="of the amount of work; 0.01 for a quick look (default: 1)")
    parser.add_argument("--limit", type=float, default=170, metavar="SECONDS",
                        help="for everything; rounds are left out when it comes near (default: 170)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the result as JSON, too")
    chosen = parser.parse_args()
    chosen.jobs = chosen.jobs.split(",")
    if unknown := set(chosen.jobs) - set(JOBS):
        parser.error(f"no such job: {', '.join(sorted(unknown))}; there are {', '.join(JOBS)}")
    if chosen.rounds < 1 or chosen.scale <= 0:
        parser.error("rounds and scale are above zero")
    if chosen.output and not chosen.output.absolute().parent.is_dir():
        parser.error(f"no such folder: {chosen.output.absolute().parent}")
    return chosen


def prepare(peer, toolchains):
    """Builds a peer; without its toolchain it is skipped, but there is no comparison without the library."""
    row = Row(peer.name, peer.is_library)
    try:
        row.command = peer.command(toolchains)
    except Unavailable as why:
        row.reason, row.failed = str(why), peer.is_library
    return row


def main():
    chosen = options()
    # A signal ends the run the ordinary way, so that every child is stopped and the folder is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    deadline = Deadline(chosen.limit)
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        toolchains = Toolchains(Path(folder), deadline)
        contests = []
        for name in chosen.jobs:
            report.progress(f"building the peers of {name}")
            rows = [prepare(peer, toolchains) for peer in PEERS if peer.job == name]
            contests.append(Contest(JOBS[name](chosen.scale, Path(folder)), rows))
        for done, contest in enumerate(contests):
            report.progress(f"running {contest.job.name}")
            contest.run(chosen.rounds, Deadline(deadline.left() / (len(contests) - done)), deadline)
    report.progress("")
    print(report.tables(contests))
    if chosen.output:
        chosen.output.write_text(report.json_text(contests, chosen), encoding="utf-8")
    return 1 if any(row.failed for contest in contests for row in contest.rows) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("stopped")
