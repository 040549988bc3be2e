import { expect, test } from 'vitest';
import { readSettings } from '../../../scripts/start/settings.mjs';

test('without anything it is a demo on loopback with everything embedded', () => {
  const { port, host, embedded, demo, dataDir } = readSettings([], {});
  expect({ port, host, embedded, demo }).toEqual({
    port: 3000,
    host: '127.0.0.1',
    embedded: true,
    demo: true,
  });
  expect(dataDir).toMatch(/\/data$/);
});

test('an option wins over a variable, in both of its forms', () => {
  const settings = readSettings(['--port=4000', '--data-dir', '/srv/club'], {
    PORT: '5000',
    HOST: '0.0.0.0',
  });
  expect(settings).toMatchObject({ port: 4000, dataDir: '/srv/club', host: '0.0.0.0' });
  expect(settings.env).toMatchObject({ HOST: '0.0.0.0', DATA_DIR: '/srv/club' });
});

test('with a database of one’s own there is no demo and nothing embedded', () => {
  const settings = readSettings([], {
    DATABASE_URL: 'postgres://db/club',
    AUTH_SECRET: 'x'.repeat(32),
    DEMO: '1',
  });
  expect(settings).toMatchObject({ embedded: false, demo: false });
});

test('an empty variable is as good as none', () => {
  expect(readSettings([], { DATABASE_URL: '', PORT: '' })).toMatchObject({ embedded: true, port: 3000 });
});
