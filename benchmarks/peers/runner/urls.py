"""The list of the URL job: a base, then references in the mix that the links of pages have, the same on every machine."""

SITE = "https://www.example.com"
BASE = f"{SITE}/questions/tagged/sockets?page=2"


def case(number):
    """One reference, and the URL that a browser makes of it."""
    path = f"/questions/{number * 7919 % 1_000_003}/how-to-read-a-line-{number % 97}?sort=votes&page={number % 50}"
    folder = f"{SITE}/questions/tagged/"
    kinds = [
        *[(path, SITE + path)] * 6,
        *[(f"https://example.com/users/{number % 4096}/profile",) * 2] * 2,
        *[(f"https://cdn{number % 8}.example.net/v{number % 10}/lib/module-{number}.min.js",) * 2] * 2,
        *[(f"page-{number}.html", f"{folder}page-{number}.html")] * 2,
        (f"#section-{number}", f"{BASE}#section-{number}"),
        (f"?page={number}", f"{folder}sockets?page={number}"),
        (f"//static.example.org/i/{number % 512}.png", f"https://static.example.org/i/{number % 512}.png"),
        (f"../users/{number}", f"{SITE}/questions/users/{number}"),
        (f"https://Example.ORG:443/a/{number}", f"https://example.org/a/{number}"),
        (f"/files/annual report {number}.pdf", f"{SITE}/files/annual%20report%20{number}.pdf"),
        (f"/wiki/F\u00fc\u00dfe_{number}", f"{SITE}/wiki/F%C3%BC%C3%9Fe_{number}"),
        (f"https://example.org/a/./b/../{number}?q='{number}'", f"https://example.org/a/{number}?q=%27{number}%27"),
    ]
    return kinds[number % len(kinds)]


def write(path, count):
    """Writes COUNT references below their base; returns the sum of the lengths of what they resolve to."""
    cases = [case(number) for number in range(count)]
    path.write_text("\n".join([BASE, *(reference for reference, _ in cases)]), encoding="utf-8")
    return sum(len(url) for _, url in cases)
