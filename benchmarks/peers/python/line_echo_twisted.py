"""Each line goes back to who sent it: Twisted's LineOnlyReceiver. Prints its port."""
from twisted.internet import epollreactor
epollreactor.install()
from twisted.internet import protocol, reactor
from twisted.protocols.basic import LineOnlyReceiver


class Echo(LineOnlyReceiver):
    delimiter = b'\n'

    def connectionMade(self):
        self.transport.setTcpNoDelay(True)

    def lineReceived(self, line):
        self.sendLine(line)


class EchoFactory(protocol.Factory):
    protocol = Echo


port = reactor.listenTCP(0, EchoFactory(), backlog=4096, interface='127.0.0.1')
print(port.getHost().port, flush=True)
reactor.run()
