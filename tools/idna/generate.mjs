// Makes src/Tutorial.Net/Urls/Idna/idna.bin, the tables that domain to ASCII needs: the UTS #46 mapping, what its
// validity criteria ask of a code point, and canonical (de)composition. They are carried along because the platform's differ:
// without ICU there are none, and with it they are those of whatever Unicode version the machine has.
//
//   npm install tr46@6.0.0        (Unicode 17.0; MIT, the data under the Unicode licence)
//   node tools/idna/generate.mjs node_modules/tr46 src/Tutorial.Net/Urls/Idna/idna.bin
//
// The node that runs it has to be of the same Unicode version (node -p process.versions.unicode).
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const [folder, target] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const mapping = require(resolve(folder, "lib/mappingTable.json"));
const has = require(resolve(folder, "lib/regexes.js"));
const version = require(resolve(folder, "package.json")).unicodeVersion;
if (!version.startsWith(process.versions.unicode)) throw new Error(`node has Unicode ${process.versions.unicode}, tr46 ${version}`);

const bytes = [];
function number(value) {
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value & 0x7f) | 0x80);
  bytes.push(value);
}
const signed = (value) => number(value < 0 ? -2 * value - 1 : 2 * value);
const points = (text) => Array.from(text, (c) => c.codePointAt(0));
const every = function* () {
  for (let c = 0; c <= 0x10ffff; c++) if (c < 0xd800 || c > 0xdfff) yield c;
};

// 1. UTS #46: 0 valid, 1 ignored, 2 disallowed, 3 + n mapped to n code points. Deviations are valid: not transitional.
const kinds = { 2: 0, 6: 0, 7: 1, 3: 2 };
const ranges = [];
for (const [where, status, to] of mapping) {
  const [start] = [where].flat();
  const kind = status === 1 ? 3 + points(to).length : kinds[status];
  const last = ranges.at(-1);
  if (last && kind < 3 && last.kind === kind) continue;
  ranges.push({ start, kind, to: status === 1 ? points(to) : [] });
}
number(ranges.length);
let at = 0, before = 0;
for (const { start, kind, to } of ranges) {
  number(start - at);
  number(kind);
  for (const c of to) {
    signed(c - before);
    before = c;
  }
  at = start;
}

function runs(value) {
  const found = [];
  for (let c = 0; c <= 0x10ffff; c++) {
    const v = c >= 0xd800 && c <= 0xdfff ? 0 : value(c);
    if (!found.length || found.at(-1)[1] !== v) found.push([c, v]);
  }
  number(found.length);
  let previous = 0;
  for (const [c, v] of found) {
    number(c - previous);
    bytes.push(v);
    previous = c;
  }
}

// 2. Properties: bits 0-2 bidi (1 L, 2 R or AL, 3 AN, 4 EN, 5 NSM, 6 ES CS ET ON BN, 0 the others), bit 3 mark, bit 4 virama,
// bits 5-7 joining (1 joins what follows, 2 joins what precedes, 3 both, 4 transparent).
function bidi(c) {
  if (has.bidiS1LTR.test(c)) return 1;
  if (has.bidiS1RTL.test(c)) return 2;
  if (has.bidiS4AN.test(c)) return 3;
  if (has.bidiS4EN.test(c)) return 4;
  if (has.bidiS3.test("\u05d0" + c)) return 5;
  return has.bidiS2.test(c) ? 6 : 0;
}
function joining(c) {
  const follows = has.validZWNJ.test(c + "\u200c\u0627") ? 1 : 0;
  const precedes = has.validZWNJ.test("\u0628\u200c" + c) ? 2 : 0;
  return follows || precedes ? follows | precedes : has.validZWNJ.test("\u0628" + c + "\u200c\u0627") ? 4 : 0;
}
runs((point) => {
  const c = String.fromCodePoint(point);
  return bidi(c) | (has.combiningMarks.test(c) ? 8 : 0) | (has.combiningClassVirama.test(c) ? 16 : 0) | (joining(c) << 5);
});

// 3. Canonical combining classes, from how normalisation orders a mark among marks whose class is known.
const reference = new Map([
  [1, 0x334], [6, 0x16ff0], [7, 0x93c], [8, 0x3099], [9, 0x94d], [10, 0x5b0], [11, 0x5b1], [12, 0x5b2], [13, 0x5b3], [14, 0x5b4],
  [15, 0x5b5], [16, 0x5b6], [17, 0x5b7], [18, 0x5b8], [19, 0x5b9], [20, 0x5bb], [21, 0x5bc], [22, 0x5bd], [23, 0x5bf], [24, 0x5c1],
  [25, 0x5c2], [26, 0xfb1e], [27, 0x64b], [28, 0x64c], [29, 0x64d], [30, 0x64e], [31, 0x64f], [32, 0x650], [33, 0x651], [34, 0x652],
  [35, 0x670], [36, 0x711], [84, 0xc55], [91, 0xc56], [103, 0xe38], [107, 0xe48], [118, 0xeb8], [122, 0xec8], [129, 0xf71],
  [130, 0xf72], [132, 0xf74], [202, 0x321], [214, 0x1dce], [216, 0x31b], [218, 0x302a], [220, 0x316], [222, 0x59a], [224, 0x302e],
  [226, 0x1d16d], [228, 0x5ae], [230, 0x300], [232, 0x315], [233, 0x35c], [234, 0x35d], [240, 0x345]]);
const swaps = (a, b) => {
  const text = String.fromCodePoint(a, b);
  const canonical = text.normalize("NFD");
  return canonical !== String.fromCodePoint(a).normalize("NFD") + String.fromCodePoint(b).normalize("NFD");
};
function combiningClass(c) {
  const text = String.fromCodePoint(c);
  // What decomposes is gone before anything is ordered.
  if (!/\p{M}/u.test(text) || text.normalize("NFD") !== text) return 0;
  if (!swaps(c, 0x334) && !swaps(0x345, c)) return 0;
  for (const [value, mark] of reference) if (!swaps(c, mark) && !swaps(mark, c)) return value;
  throw new Error(`no class for U+${c.toString(16)}`);
}
runs(combiningClass);

// 4. Full canonical decompositions (Hangul is arithmetic), 5. the pairs that compose.
const parts = [], pairs = [];
for (const c of every()) {
  const text = String.fromCodePoint(c), whole = points(text.normalize("NFD"));
  if (text.normalize("NFD") === text || (c >= 0xac00 && c <= 0xd7a3)) continue;
  parts.push([c, whole]);
  if (text.normalize("NFC") !== text || whole.length < 2) continue;
  const first = points(String.fromCodePoint(...whole.slice(0, -1)).normalize("NFC"));
  if (first.length !== 1) throw new Error(`U+${c.toString(16)} is no pair`);
  pairs.push([first[0], whole.at(-1), c]);
}
number(parts.length);
at = 0;
for (const [c, whole] of parts) {
  number(c - at);
  number(whole.length);
  for (const part of whole) signed(part - c);
  at = c;
}
number(pairs.length);
at = 0;
for (const [first, second, c] of pairs) {
  number(c - at);
  signed(first - c);
  number(second);
  at = c;
}
const packed = brotliCompressSync(Buffer.from(bytes), { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } });
writeFileSync(target, packed);
console.log(`Unicode ${version}: ${ranges.length} mapping ranges, ${parts.length} decompositions, ${pairs.length} pairs, ${bytes.length} bytes, ${packed.length} packed`);
