// Answers pages.cs: a page a line in (JSON), its links a line out.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { extract } from "./extract.mjs";

if (process.argv[2] === "versions") {
  const { dependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));
  const packages = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
  console.log([`Node.js ${process.versions.node}`, `Ada ${process.versions.ada}`, ...packages].join(", "));
  process.exit();
}

// The byte that each place of the text is at, or -1 where only the page's bytes could tell.
function places(encoding, text, bytes) {
  const isSingleByte = text.length === bytes.length && !/^(utf-|iso-2022)/.test(encoding);
  if (isSingleByte)
    return place => place;
  if (!/^(utf-|iso-2022)/.test(encoding) || text.includes("\uFFFD"))
    return () => -1;
  const mark = [["efbbbf", 3], ["feff", 2], ["fffe", 2]].find(([mark]) => bytes.toString("hex", 0, 3).startsWith(mark))?.[1] ?? 0;
  let known = 0, offset = mark;
  return place => {
    if (place < known)
      [known, offset] = [0, mark];
    offset += Buffer.byteLength(text.slice(known, place));
    known = place;
    return offset;
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { html, url, charset, css, text, leniencies } = JSON.parse(line);
  const bytes = Buffer.from(html, "base64");
  const read = extract(bytes, { url: new URL(url), charset, css, text }, new Set(leniencies));
  const offset = places(read.encoding, read.text, bytes);
  const links = read.links.map(({ place, order, ...link }) => ({ offset: offset(place), ...link }));
  process.stdout.write(JSON.stringify({ encoding: read.encoding, links }) + "\n");
}
