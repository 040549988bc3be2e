/** @typedef {import('../setup.mjs').Tool} Tool */

/**
 * A part of `npm test`. A script of package.json or the build is one check; a runner of tests counts its own.
 * @typedef {object} Part
 * @property {string} title
 * @property {'script' | 'build' | 'vitest' | 'playwright'} kind
 * @property {string[]} args
 * @property {Tool[]} needs
 * @property {boolean} [onPages]  it opens the built pages, so that naming it names the build too
 * @property {boolean} [s3]  it is given a real Ceph in TEST_S3_*; the others get none
 */

/** @type {Tool[]} */
const CEPH = ['ceph-mon', 'ceph-osd', 'ceph-mgr', 'ceph-common', 'radosgw'];

/** @satisfies {Record<string, Part>} */
const parts = {
  types: { title: 'Types', kind: 'script', args: ['types'], needs: [] },
  lint: { title: 'Lint', kind: 'script', args: ['lint'], needs: [] },
  format: { title: 'Format', kind: 'script', args: ['format:check'], needs: [] },
  build: { title: 'Web build', kind: 'build', args: [], needs: [] },
  unit: { title: 'Unit tests', kind: 'vitest', args: ['--dir', 'tests/unit'], needs: ['ffmpeg'] },
  api: {
    title: 'API on real Postgres, storage on a folder and on Ceph',
    kind: 'vitest',
    args: ['--dir', 'tests/api'],
    needs: ['ffmpeg', ...CEPH],
    onPages: true,
    s3: true,
  },
  e2e: {
    title: 'Browser stories, stored in a folder',
    kind: 'playwright',
    args: [],
    needs: ['ffmpeg', 'chromium'],
    onPages: true,
  },
  's3-e2e': {
    title: 'Browser stories, stored in Ceph',
    kind: 'playwright',
    args: [],
    needs: ['ffmpeg', 'chromium', ...CEPH],
    onPages: true,
    s3: true,
  },
};

/** @typedef {keyof typeof parts} Name */

/** @type {Record<Name, Part>} */
export const PARTS = parts;

/**
 * The order: what fails fastest comes first, and a group with a failure is the last to run. The pages are built before
 * the tests, so that a fresh clone and a used one test the same.
 * @type {Name[][]}
 */
export const GROUPS = [['types', 'lint', 'format'], ['build'], ['unit', 'api'], ['e2e'], ['s3-e2e']];
