/** What a build is made of, as one hash: names the version of both programs, and says whether a build is still true. */
'use strict';

const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.dirname(__dirname);

/** The packages whose sources both programs are built from. */
const packages = ['shared', 'server', 'tui'];

/**
 * Every file below a folder, in an order that is the same everywhere.
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  const files = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...filesBelow(name));
    else files.push(name);
  }
  return files.sort();
}

/**
 * The SHA-256 (hex) over everything that a build reads: the same for both programs, so that a client recognises the
 * server of its own build.
 * @returns {string}
 */
function hashOfSources() {
  const files = ['package-lock.json', 'scripts/bundle.ts', 'scripts/bundlePlugins.ts', 'scripts/sources.cjs'].map(
    (name) => path.join(root, name),
  );
  for (const name of packages) {
    files.push(
      path.join(root, 'packages', name, 'package.json'),
      ...filesBelow(path.join(root, 'packages', name, 'src')),
    );
  }
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(JSON.stringify(path.relative(root, file).split(path.sep).join('/')));
    hash.update(createHash('sha256').update(fs.readFileSync(file)).digest());
  }
  return hash.digest('hex');
}

/** The file in a package's `dist` that holds the hash of the sources it was built from. */
const STAMP = '.sources';

module.exports = { hashOfSources, STAMP };
