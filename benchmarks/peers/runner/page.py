"""The page of the link job: a long list, dense with tags, well-formed, the same bytes on every machine."""

HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>A list</title>
<link rel="stylesheet" href="/style.css">
<script>var notALink = '<a href="/from-a-script">';</script>
</head>
<body>
<!-- <a href="/from-a-comment">no link either</a> -->
<ul>
"""
FOOT = "</ul>\n</body>\n</html>\n"


def item(number):
    """One entry: three links, one of them with a character reference, an anchor without href, an image."""
    links = [
        (f"/articles/{number}?sort=new&amp;page={number % 97}", f"Article {number}: caf\u00e9 &amp; more"),
        (f"https://www.example.org/people/{number % 1013}/", f"person {number % 1013}"),
        (f"../tags/{number % 89}#top", f"tag {number % 89}"),
    ]
    anchors = [f'<a class="c{place}" href="{href}">{text}</a>' for place, (href, text) in enumerate(links)]
    text = (
        f'<li id="i{number}" class="entry"><a name="n{number}"></a>{anchors[0]}\n'
        f'<img src="/thumbs/{number}.png" alt="" width="16" height="16"> <span class="by">by {anchors[1]}</span>\n'
        f'<span class="meta">{number % 59} minutes ago, in {anchors[2]}</span></li>\n'
    )
    return text, [href.replace("&amp;", "&") for href, _ in links]


def write(path, size):
    """Writes a page of at least SIZE bytes; returns its bytes, its links and the sum of their lengths."""
    parts, total, links, length = [HEAD.encode()], len(HEAD), 0, 0
    number = 0
    while total < size:
        text, hrefs = item(number)
        parts.append(text.encode())
        total += len(parts[-1])
        links += len(hrefs)
        length += sum(map(len, hrefs))
        number += 1
    parts.append(FOOT.encode())
    page = b"".join(parts)
    path.write_bytes(page)
    return len(page), links, length
