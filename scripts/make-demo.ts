import { randomBytes } from 'node:crypto';
import { readConfig } from '../server/config.ts';
import { openDeps } from '../server/deps.ts';
import { makeDemoClub, listDemoPeople } from '../server/demo/demo.ts';

/**
 * Makes the demo club where there is nobody yet, and prints one JSON line for whoever starts the product:
 * `{ made, users, password }`; the password only when the club was made just now, nobody when it was deleted.
 */
const config = readConfig(process.env);
const { deps, close } = await openDeps(config);
try {
  const password = config.demoPassword ?? randomBytes(9).toString('base64url');
  const made = await makeDemoClub(deps, password, new Date());
  const users = await listDemoPeople(deps);
  console.log(JSON.stringify({ made, users, ...(made ? { password } : {}) }));
} finally {
  await close();
}
