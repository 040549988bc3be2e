import { createServer, type AddressInfo } from 'node:net';

export type Canary = { port: number; connections(): number; close(): Promise<void> };

/** A server that nobody should call: it counts who does, and answers as HTTP so that a caller would go on. */
export async function openCanary(): Promise<Canary> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.0 200 OK\r\nContent-Type: video/mp4\r\n\r\n');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
