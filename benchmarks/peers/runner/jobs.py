"""What is compared: the jobs, and who does them."""
from collections.abc import Callable
from dataclasses import dataclass

from . import page, urls
from .contest import Job

LINE_LENGTH = 60
CONNECTIONS = 200


def bytes_job(scale, _):
    size = max(1, round(512 * scale)) << 20
    return Job("bytes", f"receive {size >> 20} MiB, buffer of 64 KiB", "MB", size / 1e6, size, "CPU ms/GB", 1e12,
               expected=f"{size}", request="{port}", sender=["bytes", size])


def lines_job(name, title):
    def job(scale, _):
        size = max(1, round(128 * scale)) << 20
        lines = -(-size // LINE_LENGTH)
        # Every line but the last has a line feed; a last line without one counts as well.
        length = size - size // LINE_LENGTH
        return Job(name, f"{title}, {size >> 20} MiB in lines of {LINE_LENGTH} bytes", "MB", size / 1e6, lines, "CPU ns/line", 1e9,
                   expected=f"{lines} {length}", request="{port}", sender=["lines", size])
    return job


def echo_job(scale, _):
    rounds = max(1, round(250 * scale))
    messages = CONNECTIONS * rounds
    return Job("echo", f"echo {messages:,} messages of {LINE_LENGTH} bytes on {CONNECTIONS} connections", "messages", messages,
               messages, "CPU \u00b5s/message", 1e6, expected=f"{messages * LINE_LENGTH}", request=f"{{port}} {CONNECTIONS}",
               sender=["echo", CONNECTIONS, rounds])


def links_job(scale, folder):
    path = folder / "page.html"
    size, links, length = page.write(path, max(1 << 16, round(4 * scale * (1 << 20))))
    return Job("links", f"find the {links:,} a[href] of a page of {size / 1e6:.1f} MB", "MB", size / 1e6, size, "CPU ms/MB", 1e9,
               expected=f"{links} {length}", request=str(path))


def urls_job(scale, folder):
    path, count, times = folder / "urls.txt", 100_000, max(1, round(10 * scale))
    length = urls.write(path, count)
    total = count * times
    return Job("urls", f"resolve {count:,} references {times} times", "URLs", total, total, "CPU ns/URL", 1e9,
               expected=f"{total} {length * times}", request=f"{path}\t{times}")


JOBS = {
    "bytes": bytes_job,
    "lines": lines_job("lines", "lines as bytes"),
    "strings": lines_job("strings", "lines as strings"),
    "echo": echo_job,
    "links": links_job,
    "urls": urls_job,
}


@dataclass
class Peer:
    """Who does a job. The command comes from the toolchains, which build what is to be built."""

    job: str
    name: str
    command: Callable
    is_library: bool = False


PEERS = [
    Peer("bytes", "Tutorial.Net, ReceiveChunks", lambda tools: tools.library("bytes"), is_library=True),
    Peer("bytes", "C, recv", lambda tools: tools.c("bytes")),
    Peer("bytes", "Go, net.Conn", lambda tools: tools.go("bytes")),
    Peer("bytes", "Rust, TcpStream", lambda tools: tools.rust("bytes")),
    Peer("bytes", "Python, recv", lambda tools: tools.python("bytes")),
    Peer("bytes", "Node.js, net", lambda tools: tools.node("bytes")),
    Peer("lines", "Tutorial.Net, LineReader", lambda tools: tools.library("lines"), is_library=True),
    Peer("lines", "C, getline", lambda tools: tools.c("lines")),
    Peer("lines", "Go, bufio.Scanner", lambda tools: tools.go("lines")),
    Peer("lines", "Rust, read_until", lambda tools: tools.rust("lines")),
    Peer("lines", "Python, makefile('rb')", lambda tools: tools.python("lines")),
    Peer("strings", "Tutorial.Net, ReadLines", lambda tools: tools.library("strings"), is_library=True),
    Peer("strings", "Go, bufio.Scanner", lambda tools: tools.go("lines", "strings")),
    Peer("strings", "Rust, BufRead::lines", lambda tools: tools.rust("lines", "strings")),
    Peer("strings", "Python, makefile('r')", lambda tools: tools.python("lines", "strings")),
    Peer("strings", "Node.js, readline", lambda tools: tools.node("strings")),
    Peer("echo", "Tutorial.Net, SocketMultiplexer", lambda tools: tools.library("echo"), is_library=True),
    Peer("echo", "C, epoll", lambda tools: tools.c("echo")),
    Peer("echo", "Go, goroutines", lambda tools: tools.go("echo")),
    Peer("echo", "Python, selectors", lambda tools: tools.python("echo")),
    Peer("echo", "Node.js, net", lambda tools: tools.node("echo")),
    Peer("links", "Tutorial.Net, LinkScanner", lambda tools: tools.library("links"), is_library=True),
    Peer("links", "Tutorial.Net, Enumerate", lambda tools: tools.library("linkrefs")),
    Peer("links", "C, gumbo (a tree)", lambda tools: tools.gumbo()),
    Peer("links", "Rust, html5ever's tokenizer", lambda tools: tools.html5ever()),
    Peer("links", "Go, x/net/html tokenizer", lambda tools: tools.go_links()),
    Peer("links", "Python, html.parser", lambda tools: tools.python("links_html_parser")),
    Peer("links", "Python, lxml", lambda tools: tools.lxml()),
    Peer("links", "Node.js, htmlparser2", lambda tools: tools.htmlparser2()),
    Peer("urls", "Tutorial.Net, WebUrl", lambda tools: tools.library("urls"), is_library=True),
    Peer("urls", "Node.js, URL (Ada)", lambda tools: tools.node("urls")),
]
