/** SQLSTATE of a server that stops, starts or closes the connection, and Node's codes for one that does not answer. */
const codes = /^(08...|57P0[1-5]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT)$/;

/** What `pg` says without a code. */
const words = /Connection terminated|timeout exceeded when trying to connect/;

/** Whether a query failed because Postgres is away, and not because of what was asked; drizzle wraps the cause. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return codes.test(code) || words.test(error.message) || isAway(error.cause);
}
