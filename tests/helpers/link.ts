import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A poor link to a server: what is sent up passes at `bytesPerSecond`, and `cut` breaks it until `mend`. */
export async function poorLink(url: string, bytesPerSecond: number) {
  const { port } = new URL(url);
  const sockets = new Set<Socket>();
  let down = false;
  let rate = bytesPerSecond;

  const server = createServer((client) => {
    if (down) return client.destroy();
    const upstream = connect(Number(port), '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    upstream.pipe(client);
    void slowly(client, upstream, () => rate);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the link has no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      down = true;
      for (const socket of sockets) socket.destroy();
    },
    mend(newBytesPerSecond = bytesPerSecond) {
      down = false;
      rate = newBytesPerSecond;
    },
    async close() {
      this.cut();
      server.close();
      await once(server, 'close');
    },
  };
}

async function slowly(from: Socket, to: Socket, rate: () => number) {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      to.write(chunk);
      await sleep((chunk.length / rate()) * 1000);
    }
    to.end();
  } catch {
    to.destroy();
  }
}
