"""Each line goes back to who sent it: asyncio's streams. With --uvloop over that loop. Prints its port."""
import asyncio
import contextlib
import sys


async def serve(reader, writer):
    with contextlib.suppress(ConnectionError):
        while line := await reader.readline():
            writer.write(line)
            await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if '--uvloop' in sys.argv:
    import uvloop
    uvloop.install()
asyncio.run(main())
