import { resolve } from 'node:path';
import { eq } from 'drizzle-orm';
import { openDb } from '../db/client.ts';
import { users } from '../db/schema/accounts.ts';
import { makeReset } from '../server/accounts/resets.ts';
import { readConfig } from '../server/config.ts';
import { embeddedUrl } from './postgres.mjs';
import { keepSecret } from './start/ground.mjs';

/** Prints a link for somebody who forgot their password: the way back in for the first account itself. */
const [email] = process.argv.slice(2);
if (!email) {
  console.error(
    'npm run reset-link -- <email>   (while the server runs, and with the settings it runs with)',
  );
  process.exit(2);
}
const dataDir = resolve(process.env.DATA_DIR ?? 'data');
const embedded = process.env.DATABASE_URL
  ? {}
  : { DATABASE_URL: embeddedUrl(dataDir), AUTH_SECRET: keepSecret(dataDir) };
const config = readConfig({ ...process.env, ...embedded });
const { db, close } = openDb(config.databaseUrl, (error) => console.error(error.message));
try {
  const [user] = await db.select({ id: users.id }).from(users).where(eq(users.email, email.toLowerCase()));
  if (user) {
    const { url, expiresAt } = await makeReset({ db, config }, user.id);
    console.log(`${url}\n${expiresAt.toISOString()}`);
  } else {
    console.error(`No account has the address ${email}.`);
    process.exitCode = 1;
  }
} finally {
  await close();
}
