// Parses URLs for urls.cs. A batch on standard input is its length in bytes and its cases; a case is the length and the UTF-8 of a
// base, and the same of an input; a length is four bytes, little-endian, and -1 stands for no base. The answer is a line a case: the
// components, or nothing; then a line with a dot.
const names = ["href", "protocol", "username", "password", "hostname", "port", "pathname", "search", "hash", "origin"];
// Not by URL.canParse, which takes Latin-1 for UTF-8 in Node.js 20.
function components(input, base) {
  try {
    const url = new URL(input, base);
    return names.map(name => url[name]).join("\t");
  } catch {
    return "";
  }
}

Error.stackTraceLimit = 0;
let pending = [], have = 0, wanted = -1;

if (process.argv[2] === "versions") {
  console.log(`Node.js ${process.versions.node}, Ada ${process.versions.ada}, Unicode ${process.versions.unicode}`);
  process.exit();
}

for await (const chunk of process.stdin) {
  pending.push(chunk);
  have += chunk.length;
  if (wanted < 0 && have >= 4) {
    pending = [Buffer.concat(pending)];
    wanted = 4 + pending[0].readUInt32LE(0);
  }
  if (wanted < 0 || have < wanted)
    continue;
  const batch = Buffer.concat(pending), answers = [];
  for (let at = 4; at < wanted;) {
    const text = () => {
      const length = batch.readInt32LE(at);
      at += 4 + Math.max(length, 0);
      return length < 0 ? undefined : batch.toString("utf8", at - length, at);
    };
    const base = text(), input = text();
    answers.push(components(input, base));
  }
  process.stdout.write(answers.join("\n") + "\n.\n");
  pending = [];
  have = 0;
  wanted = -1;
}
