// The data events of net: for each "PORT CONNECTIONS" on standard input, opens so many connections, sends back what comes on
// each until the other side closes it, and prints how many bytes that was.
import net from "node:net";
import { createInterface } from "node:readline";

function echo(port, connections) {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    for (let i = connections; i > 0; i--) {
      const socket = net.connect(port, "127.0.0.1");
      socket.on("data", (chunk) => { socket.write(chunk); bytes += chunk.length; });
      socket.on("error", reject);
      socket.on("close", () => { if (--connections === 0) resolve(bytes); });
    }
  });
}

for await (const request of createInterface({ input: process.stdin }))
  console.log(await echo(...request.split(" ").map(Number)));
