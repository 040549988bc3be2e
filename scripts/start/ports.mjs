import { createServer } from 'node:net';
import { codeOf } from './terminal.mjs';

/**
 * @param {string} host
 * @param {number} port 0 for any
 * @returns {Promise<{ port: number, code?: undefined } | { code: string }>} the port, or why it can't be listened on
 */
export function tryPort(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', (error) => resolve({ code: codeOf(error) ?? error.message }));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve({ port: typeof address === 'object' && address ? address.port : port }));
    });
  });
}

/** @param {string} host @param {number} port */
export async function isFree(host, port) {
  return (await tryPort(host, port)).code === undefined;
}

/** @returns {Promise<number>} a loopback port that nobody is using */
export async function freePort() {
  const found = await tryPort('127.0.0.1', 0);
  if (found.code !== undefined) throw new Error(`no free port: ${found.code}`);
  return found.port;
}
