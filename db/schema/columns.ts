import { bigint, text, timestamp } from 'drizzle-orm/pg-core';

/** A moment, to the millisecond, with its zone. */
export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
/** The moment the row was made. */
export const now = (name: string) => at(name).notNull().defaultNow();
/** A number of bytes; exact up to 2^53. */
export const bytes = (name: string) => bigint(name, { mode: 'number' });
/** A person's role in a club. */
export const role = (name: string) => text(name, { enum: ['teacher', 'mediator', 'guest'] });
