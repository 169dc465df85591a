"""A recv loop: for each port on standard input, receives until the sender is done and prints how many bytes came."""
import socket
import sys

for request in sys.stdin:
    with socket.create_connection(("127.0.0.1", int(request))) as connection:
        total = 0
        while chunk := connection.recv(65536):
            total += len(chunk)
    print(total, flush=True)
