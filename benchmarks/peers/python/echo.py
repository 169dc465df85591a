"""A loop over selectors: for each "PORT CONNECTIONS" on standard input, opens so many connections, sends back what comes on
each until the other side closes it, and prints how many bytes that was."""
import selectors
import socket
import sys


def echo(port, connections):
    total = 0
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ)
        while connections:
            for key, _ in selector.select():
                chunk = key.fileobj.recv(65536)
                if chunk:
                    key.fileobj.sendall(chunk)
                    total += len(chunk)
                else:
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
                    connections -= 1
    return total


for request in sys.stdin:
    print(echo(*map(int, request.split())), flush=True)
