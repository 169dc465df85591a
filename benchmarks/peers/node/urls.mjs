// URLs: for each request, a file and a number, resolves the references in the file against its first line, that many times; prints how
// many that were and the sum of the lengths of what they came to.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const lists = new Map();

function resolve(file, times) {
  if (!lists.has(file))
    lists.set(file, readFileSync(file, "utf8").split("\n"));
  const [base, ...references] = lists.get(file), page = new URL(base);
  let count = 0, length = 0;
  for (let left = times; left > 0; left--) {
    for (const reference of references) {
      count++;
      length += new URL(reference, page).href.length;
    }
  }
  return `${count} ${length}`;
}

for await (const request of createInterface({ input: process.stdin })) {
  const [file, times] = request.split("\t");
  console.log(resolve(file, Number(times)));
}
