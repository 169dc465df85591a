namespace Tutorial.Net.Tests.Polling.Model;

/// <summary>Python's selectors as a second opinion: plays the scripts of <see cref="ModelRun"/> over sockets of its own.</summary>
internal static class SelectorsOracle
{
    /// <summary>
    /// Scripts on standard input, each ended by "end". For each, one line: what was reported by its polls, separated by "|". A
    /// poll is told what is expected, and looks again for a while when something of it is missing, as the other side does.
    /// </summary>
    public const string Program = """
        import selectors, socket, struct, sys, time

        RESET = struct.pack('ii', 1, 0)

        class Place:
            def __init__(self, kind):
                self.kind, self.peers = kind, []
                if kind == 'UnixStream':
                    self.sock, peer = socket.socketpair()
                    self.peers.append(peer)
                elif kind in ('TcpStream', 'Listener'):
                    self.sock = socket.create_server(('127.0.0.1', 0))
                    if kind == 'TcpStream':
                        listener = self.sock
                        self.peers.append(socket.create_connection(listener.getsockname()))
                        self.sock = listener.accept()[0]
                        listener.close()
                else:
                    self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    self.sock.bind(('127.0.0.1', 0))
                    target = self.sock
                    if kind == 'UdpToNobody':
                        target = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                        target.bind(('127.0.0.1', 0))
                    self.sock.connect(target.getsockname())
                    if target is not self.sock:
                        target.close()
                self.sock.setblocking(False)

            def send(self):
                if self.kind == 'Listener':
                    self.peers.append(socket.create_connection(self.sock.getsockname()))
                else:
                    (self.peers[0] if self.peers else self.sock).send(b'x')

            def drain(self, waiting):
                deadline, got = time.monotonic() + 5, 0
                while time.monotonic() < deadline:
                    try:
                        if self.kind == 'Listener':
                            connection = self.sock.accept()[0]
                            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                            connection.close()
                            got += 1
                        else:
                            data = self.sock.recv(65536)
                            if not data:
                                break
                            got += len(data)
                    except BlockingIOError:
                        if got >= waiting and self.kind != 'UdpToNobody':
                            break
                    except OSError:
                        break

            def hangup(self, how):
                if how == 0:
                    self.peers[0].shutdown(socket.SHUT_WR)
                else:
                    if how == 2 and self.kind == 'TcpStream':
                        self.peers[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    self.peers[0].close()

            def close(self):
                if self.kind == 'TcpStream':
                    self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                self.sock.close()
                for peer in self.peers:
                    peer.close()

        def events(selector, places, place, wanted):
            sock = places[place].sock
            registered = sock in selector.get_map()
            if wanted and registered:
                selector.modify(sock, wanted, place)
            elif wanted:
                selector.register(sock, wanted, place)
            elif registered:
                selector.unregister(sock)

        def poll(selector, expected):
            deadline = time.monotonic() + 5
            wanted = {int(place): int(mask) for place, mask in (entry.split(':') for entry in expected.split())}
            while True:
                found = sorted((key.data, mask) for key, mask in selector.select(0))
                report = ' '.join('%d:%d' % entry for entry in found)
                unexpected = any(mask & ~wanted.get(place, 0) for place, mask in found)
                if report == expected or unexpected or time.monotonic() > deadline:
                    return report

        def play(script):
            reports, places, selector = [], {}, selectors.DefaultSelector()
            for line in script:
                word, _, rest = line.partition(' ')
                if word == 'poll':
                    reports.append(poll(selector, rest))
                    continue
                place, *rest = rest.split()
                place = int(place)
                if word == 'open':
                    places[place] = Place(rest[0])
                elif word == 'events':
                    events(selector, places, place, int(rest[0]))
                elif word == 'close':
                    if places[place].sock in selector.get_map():
                        selector.unregister(places[place].sock)
                    places.pop(place).close()
                else:
                    getattr(places[place], word)(*map(int, rest))
            for place in places.values():
                place.close()
            selector.close()
            return '|'.join(reports)

        script = []
        for line in sys.stdin:
            line = line.rstrip('\n')
            if line == 'end':
                print(play(script), flush=True)
                script = []
            else:
                script.append(line)
        """;
}
