import { networkInterfaces } from 'node:os';
import { say } from './terminal.mjs';

/** @typedef {import('./demo-club.mjs').Demo} Demo */

const ROLES = new Map([
  ['mediator', 'mediación'],
  ['teacher', 'docente'],
  ['guest', 'invitado/a'],
]);
const USERS_SHOWN = 3;

/**
 * Says where the club is and how to sign in.
 * @param {{ host: string, port: number, publicUrl?: string, dataDir: string, demo: Demo }} facts
 */
export function announce({ host, port, publicUrl, dataDir, demo }) {
  const address = publicUrl ?? `http://${networkAddress(host)}:${port}`;
  console.log('');
  say(`Video Club está listo: ${address}`, `Video Club is ready: ${address}`);
  if (demo.users.length > 0) {
    const password = demo.password ?? '$DEMO_PASSWORD';
    say(
      `Hay un club de demostración, inventado. Entre con la contraseña ${password} y uno de estos correos:`,
      `There is an invented demo club. Sign in with the password ${password} and one of these addresses:`,
    );
    for (const { name, email, role } of demo.users.slice(0, USERS_SHOWN))
      console.log(`  ${email.padEnd(32)} ${name}, ${ROLES.get(role) ?? role}`);
    const more = demo.users.length - USERS_SHOWN;
    if (more > 0) console.log(`  (+${more})`);
  }
  say(
    `Los datos están en ${dataDir}. Ctrl-C cierra todo.`,
    `The data are in ${dataDir}. Ctrl-C stops everything.`,
  );
}

/**
 * The host to put in an address that this machine itself can open, whatever the server listens on.
 * @param {string} host
 */
export function ownAddress(host) {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** @param {string} host @returns {string} the host as the others on the network would write it */
function networkAddress(host) {
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((card) => card?.family === 'IPv4' && !card.internal);
  return ['0.0.0.0', '::'].includes(host) && outer ? outer.address : ownAddress(host);
}
