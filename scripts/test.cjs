/** `npm test`: format, lint, unused code, types and the whole suite, once; the last line counts them. */
'use strict';

const { environment, inRoot, projectNode, root, setUp } = require('./setup.cjs');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');

const report = inRoot('.test-results', 'suite.json');

/**
 * Runs one of the tools in node_modules, its output as it comes, and says whether it was content.
 * @param {string} name
 * @param {string[]} words
 */
function content(name, ...words) {
  const { status } = spawnSync(inRoot('node_modules', '.bin', name), words, {
    cwd: root,
    // Many tests run programs from source: compiled once, each starts in half the time.
    env: { ...environment(), NODE_COMPILE_CACHE: inRoot('.test-results', 'compiled') },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0;
}

setUp();
projectNode();
const count = { passed: 0, failed: 0, skipped: 0 };

/** @type {[string, string, ...string[]][]} */
const checks = [
  ['format and lint', 'biome', 'ci', '.'],
  ['unused code', 'knip'],
  ['types', 'tsc', '-b'],
  ['types of the scripts', 'tsc', '-p', 'scripts', '--noEmit'],
];
for (const [name, tool, ...words] of checks) {
  const good = content(tool, ...words);
  count[good ? 'passed' : 'failed'] += 1;
  process.stdout.write(`${good ? 'passed' : 'FAILED'}: ${name}\n`);
}

fs.rmSync(report, { force: true });
const good = content(
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
);
/** @type {string[]} */
const skipped = [];
let failedTests = 0;
const files = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')).testResults : [];
for (const file of files) {
  for (const test of file.assertionResults) {
    if (test.status === 'passed') count.passed += 1;
    else if (test.status === 'failed') failedTests += 1;
    else skipped.push(test.fullName.trim());
  }
}
count.skipped = skipped.length;
// A file that does not load, an error outside of any test, no report: vitest is not content, though no test failed.
count.failed += good ? failedTests : Math.max(1, failedTests);

for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
// On a line of its own, whatever stands before it: a worker that ends shows the cursor again, with no line end.
process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
process.exitCode = count.failed === 0 && files.length > 0 ? 0 : 1;
