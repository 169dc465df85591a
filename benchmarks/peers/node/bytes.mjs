// The data events of net: for each port on standard input, receives until the sender is done and prints how many bytes came.
import net from "node:net";
import { createInterface } from "node:readline";

function receive(port) {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    net.connect(port, "127.0.0.1")
      .on("data", (chunk) => { bytes += chunk.length; })
      .on("error", reject)
      .on("close", () => resolve(bytes));
  });
}

for await (const request of createInterface({ input: process.stdin }))
  console.log(await receive(Number(request)));
