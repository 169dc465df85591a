// Links by htmlparser2: for each file on standard input, prints how many a[href] it has and the sum of their lengths.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Parser } from "htmlparser2";

async function countLinks(file) {
  let links = 0, length = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === "a" && attributes.href !== undefined) {
        links++;
        length += attributes.href.length;
      }
    },
  });
  for await (const text of createReadStream(file, { encoding: "utf8" }))
    parser.write(text);
  parser.end();
  return `${links} ${length}`;
}

for await (const request of createInterface({ input: process.stdin }))
  console.log(await countLinks(request));
