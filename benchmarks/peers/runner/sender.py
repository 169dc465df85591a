"""The other end of every socket job: sends the same bytes to each peer and holds the stopwatch.

    sender.py bytes|lines SIZE           SIZE bytes of text in lines of 60 bytes, the last one without its line feed
    sender.py echo CONNECTIONS ROUNDS    ROUNDS messages of 60 bytes on each connection, each answered before the next

Prints its port. Then, for each line on standard input, takes one peer's connections, does the job and prints how many
seconds it took: from the last connection accepted until the peer has closed them all.
"""
import socket
import sys
import time

LINE_LENGTH = 60


def text_block():
    """A mebibyte, more or less, of lines of printable characters."""
    characters = [chr(code) for code in range(0x21, 0x7F)]
    lines = []
    for number in range((1 << 20) // LINE_LENGTH):
        start = number % len(characters)
        lines.append("".join((characters[start:] + characters)[: LINE_LENGTH - 1]) + "\n")
    return "".join(lines).encode()


def send(connection, block, size):
    view = memoryview(block)
    while size >= len(block):
        connection.sendall(view)
        size -= len(block)
    connection.sendall(view[:size])


def exchange(connections, rounds):
    """Keeps one message under way on every connection."""
    message = b"m" * LINE_LENGTH
    for _ in range(rounds):
        for connection in connections:
            connection.sendall(message)
        for connection in connections:
            left = LINE_LENGTH
            while left:
                answer = connection.recv(left)
                if not answer:
                    sys.exit("the peer closed a connection before it had answered")
                left -= len(answer)


def main():
    job, first, *rest = sys.argv[1:]
    count = int(first) if job == "echo" else 1
    block = text_block()
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    print(listener.getsockname()[1], flush=True)
    for _ in sys.stdin:
        connections = [listener.accept()[0] for _ in range(count)]
        start = time.perf_counter()
        if job == "echo":
            exchange(connections, int(rest[0]))
        else:
            send(connections[0], block, int(first))
        for connection in connections:
            connection.shutdown(socket.SHUT_WR)
        for connection in connections:
            if connection.recv(1):
                sys.exit("the peer sent more than it was sent")
        print(time.perf_counter() - start, flush=True)
        for connection in connections:
            connection.close()


main()
