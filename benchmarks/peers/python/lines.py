"""Lines by makefile: for each port on standard input, prints how many lines came and the sum of their lengths.

With the argument "strings" the lines are text, otherwise bytes.
"""
import socket
import sys

mode, newline = ("r", "\n") if sys.argv[1:] == ["strings"] else ("rb", b"\n")

for request in sys.stdin:
    with socket.create_connection(("127.0.0.1", int(request))) as connection:
        with connection.makefile(mode, buffering=65536) as reader:
            lines = length = 0
            for line in reader:
                lines += 1
                length += len(line.rstrip(newline))
    print(lines, length, flush=True)
