"""Links by the standard library's html.parser: for each file on standard input, prints how many a[href] it has and the sum
of their lengths."""
import html.parser
import sys


class LinkCounter(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = self.length = 0

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            for name, value in attrs:
                if name == "href":
                    self.links += 1
                    self.length += len(value)
                    break


for request in sys.stdin:
    counter = LinkCounter()
    with open(request.rstrip("\n"), encoding="utf-8") as page:
        while text := page.read(65536):
            counter.feed(text)
    counter.close()
    print(counter.links, counter.length, flush=True)
