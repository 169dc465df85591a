"""The result, for people and as JSON."""
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
from statistics import median

FEWEST_ROUNDS = 3
VERSIONS = {
    ".NET SDK": ["dotnet", "--version"],
    "gcc": ["gcc", "-dumpfullversion"],
    "Go": ["go", "version"],
    "Rust": ["rustc", "--version"],
    "Node.js": ["node", "--version"],
}


def progress(text):
    """One line that the next one replaces; only where somebody looks at it."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def summary(contest):
    """A row's figures by name, the fastest first; what was skipped or failed at the end."""
    job = contest.job
    library = next((row for row in contest.rows if row.is_library and row.seconds), None)
    rows = []
    for row in contest.rows:
        figures = {"peer": row.peer, "isLibrary": row.is_library}
        if row.seconds:
            figures["perSecond"] = job.units / median(row.seconds)
            if library:
                # Speed against the library's in the same round: 2 is twice as fast.
                ratios = [mine / theirs for mine, theirs in zip(library.seconds, row.seconds)]
                figures |= {"ratio": median(ratios), "leastRatio": min(ratios), "mostRatio": max(ratios)}
            if None not in row.cpu:
                figures["cpu"] = median(row.cpu) / job.items * job.cpu_scale
                if library:
                    figures["cpuRatio"] = median(mine / theirs for mine, theirs in zip(row.cpu, library.cpu))
            figures["seconds"] = row.seconds
        else:
            figures["failed" if row.failed else "skipped"] = row.reason
        rows.append(figures)
    return sorted(rows, key=lambda figures: (figures.get("ratio", 0), figures.get("perSecond", 0)), reverse=True)


def verdict(rows):
    """Who is the fastest, and whether the rounds agree on it."""
    ran = [row for row in rows if "ratio" in row]
    if len(ran) < 2:
        return "Nothing to compare: the library and one peer at least have to run."
    first, second = ran[:2]
    if first["isLibrary"]:
        agreed = all(row["mostRatio"] < 1 for row in ran[1:])
        text = f"The library wins; next is {second['peer']} at {second['ratio']:.2f} of its speed"
    else:
        agreed = first["leastRatio"] > 1
        text = f"{first['peer']} wins: {first['ratio']:.2f} times the library"
    if len(first["seconds"]) < FEWEST_ROUNDS:
        return text + ", but so few rounds prove nothing."
    return text + ("." if agreed else ", but not in every round: call it even.")


def thrift(rows):
    """Who needs the least CPU time: steadier than the speed on a machine that has other work."""
    measured = sorted((row for row in rows if "cpuRatio" in row), key=lambda row: row["cpuRatio"])
    if len(measured) < 2:
        return "No CPU times to compare."
    first, second = measured[:2]
    if first["isLibrary"]:
        return f"It takes the library the least CPU time; next is {second['peer']} with {second['cpuRatio']:.2f} times as much."
    return f"It takes {first['peer']} the least CPU time: {first['cpuRatio']:.2f} of the library's."


def tables(contests):
    return "\n\n".join(table(contest) for contest in contests)


def table(contest):
    job = contest.job
    rows = summary(contest)
    rounds = max((len(row.seconds) for row in contest.rows), default=0)
    width = max(len(row["peer"]) for row in rows)
    text = [
        f"{job.name}: {job.title} ({rounds} {'round' if rounds == 1 else 'rounds'})",
        f"  {'':{width}}  {job.unit + '/s':>10}  {'ratio':>5}  {'(least-most)':>13}  {job.cpu_label:>14}",
    ]
    for row in rows:
        if "perSecond" not in row:
            what = "FAILED" if "failed" in row else "skipped"
            text.append(f"  {row['peer']:{width}}  {what}: {row.get('failed') or row.get('skipped')}")
            continue
        ratio, spread = "-", ""
        if "ratio" in row:
            ratio = f"{row['ratio']:.2f}"
            spread = f"({row['leastRatio']:.2f}-{row['mostRatio']:.2f})" if not row["isLibrary"] else ""
        cpu = "-" if "cpu" not in row else f"{row['cpu']:,.0f}" if row["cpu"] >= 100 else f"{row['cpu']:.1f}"
        text.append(f"  {row['peer']:{width}}  {row['perSecond']:>10,.0f}  {ratio:>5}  {spread:>13}  {cpu:>14}")
    return "\n".join([*text, f"  {verdict(rows)}", f"  {thrift(rows)}"])


def json_text(contests, chosen):
    return json.dumps({
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "processor": processor(), "system": platform.platform()},
        "versions": versions(),
        "scale": chosen.scale,
        "jobs": [
            {"name": contest.job.name, "title": contest.job.title, "unit": contest.job.unit, "cpuUnit": contest.job.cpu_label,
             "verdict": [verdict(summary(contest)), thrift(summary(contest))], "rows": summary(contest)}
            for contest in contests
        ],
    }, indent=2, ensure_ascii=False) + "\n"


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    except OSError:
        return platform.machine()


def versions():
    found = {"Python": platform.python_version()}
    for name, command in VERSIONS.items():
        if shutil.which(command[0]):
            found[name] = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return found
