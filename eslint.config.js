import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The one place that turns text into markup, sanitised (style.md: no `{@html}` anywhere else). */
const RENDERER = 'client/src/ui/timeline/Text.svelte';

const projects = [
  'shared/tsconfig.json',
  'sync-server/tsconfig.json',
  'client/tsconfig.json',
  'client/src/sw/tsconfig.json',
  'tsconfig.node.json',
];

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '.cache/', 'data/', 'test-results/', 'playwright-report/'] },
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: projects, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // A promise that is started and left on purpose says so with `void`.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      // `return refuse(…)` leaves a function early and says what it does.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `while (true)` with a way out, and conditions on values from outside whose types only promise.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [...svelte.configs.recommended],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: tseslint.parser },
    },
    rules: { 'svelte/no-at-html-tags': 'error', 'prefer-const': 'off', 'svelte/prefer-const': 'error' },
  },
  { files: [RENDERER], rules: { 'svelte/no-at-html-tags': 'off' } },
  {
    // What is run from a terminal talks to it.
    files: ['scripts/**', 'bench/**', 'e2e/**', 'sync-server/src/{main,journal,settingsDocs}.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Parts of the app that are loaded when they are used import from the module that loads them: one that awaits them is never done.
    files: ['client/src/**', 'shared/src/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'AwaitExpression:not(:function AwaitExpression)',
          message: 'A module awaits nothing while it is loaded: put this into a function.',
        },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
);
