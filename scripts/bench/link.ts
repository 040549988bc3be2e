import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Link = Awaited<ReturnType<typeof openLink>>;

/**
 * A line to a server on this machine that carries `bytesPerSecond` each way, all connections together. `port` is asked
 * with every connection where it leads. `sentUp()` counts what the line took from the sender.
 */
export async function openLink(port: () => number, bytesPerSecond: number) {
  const sockets = new Set<Socket>();
  const up = { sent: 0, freeAt: 0 };
  const down = { sent: 0, freeAt: 0 };

  async function carry(from: Socket, to: Socket, way: { sent: number; freeAt: number }) {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        way.sent += chunk.length;
        const now = performance.now();
        way.freeAt = Math.max(now, way.freeAt) + (chunk.length / bytesPerSecond) * 1000;
        // Timers are late by a millisecond or so: short debts are left to add up.
        if (way.freeAt - now > 2) await sleep(way.freeAt - now);
        if (to.destroyed) return;
        if (!to.write(chunk)) await once(to, 'drain');
      }
      to.end();
    } catch {
      to.destroy();
    }
  }

  const server = createServer({ highWaterMark: 4096 }, (client) => {
    const upstream = connect({ port: port(), host: '127.0.0.1' });
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
    void carry(client, upstream, up);
    void carry(upstream, client, down);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the link has no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    sentUp: () => up.sent,
    /** Ends every connection with a reset, as a router that was switched off and on does. */
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      this.reset();
      server.close();
      await once(server, 'close');
    },
  };
}
