"""Links by lxml: for each file on standard input, prints how many a[href] it has and the sum of their lengths."""
import sys

import lxml.etree

for request in sys.stdin:
    page = lxml.etree.parse(request.rstrip("\n"), lxml.etree.HTMLParser())
    links = page.xpath("//a/@href")
    print(len(links), sum(map(len, links)), flush=True)
