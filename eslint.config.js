import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    '**/.svelte-kit/',
    'web/build/',
    'web/src/lib/paraglide/',
    'data/',
    'test-results/',
    'playwright-report/',
  ]),
  js.configs.recommended,
  ts.configs.strict,
  {
    languageOptions: { globals: globals.node },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // `_` is how a part is left out of the rest of an object.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: [
      'server/**/*.ts',
      'storage/**/*.ts',
      'db/**/*.ts',
      'scripts/**/*.ts',
      'tests/**/*.ts',
      '*.config.ts',
    ],
    extends: [ts.configs.recommendedTypeCheckedOnly],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      // A handler may be async because its type says so; fastify and node:test ask for promises.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // A test may insist that something is there: if it is not, the test fails, which is what it is for.
    files: ['tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // What vitest's matchers are typed as.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    // What a test reads off the wire, and `expect.any()`, are any by nature.
    files: ['tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    files: ['web/**'],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ['web/src/**/*.ts', 'web/src/**/*.svelte'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
        parser: ts.parser,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      // The web is served at the root of its origin, always.
      'svelte/no-navigation-without-resolve': 'off',
      // A set of listeners must not be reactive: whoever listens would listen to the set itself.
      'svelte/prefer-svelte-reactivity': 'off',
      // TypeScript knows better which names exist.
      'no-undef': 'off',
    },
  },
);
