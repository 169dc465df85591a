// Lines by readline: for each port on standard input, prints how many lines came and the sum of their lengths.
import net from "node:net";
import { createInterface } from "node:readline";

function countLines(port) {
  return new Promise((resolve, reject) => {
    let lines = 0, length = 0;
    const socket = net.connect(port, "127.0.0.1").on("error", reject);
    createInterface({ input: socket, crlfDelay: Infinity })
      .on("line", (line) => { lines++; length += line.length; })
      .on("close", () => resolve(`${lines} ${length}`));
  });
}

for await (const request of createInterface({ input: process.stdin }))
  console.log(await countLines(Number(request)));
