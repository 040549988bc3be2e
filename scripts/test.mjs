import { requireNode } from './start/node.mjs';

// The rest is loaded only after the check, so that an old Node says one sentence instead of a syntax error.
requireNode();
import('./test/suite.mjs').then(({ testHere }) => testHere(process.argv.slice(2)));
