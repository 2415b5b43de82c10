// Runs inside the jsii process: lets the index of a prebuilt provider package require its modules at first use.
// Each such package has `lib/lazy-index.js` in addition to `lib/index.js`: the same names, as getters.
'use strict';

const fs = require('fs');
const Module = require('module');
const path = require('path');

const INDEX = path.join(path.sep, 'lib', 'index.js');
const LAZY_INDEX = 'lazy-index.js';
// Some lazy indexes have this mark of the TypeScript compiler, too.
const MARK = '__esModule';
// The second form is TypeScript's `export * as name`, since CDK Terrain 0.24.
const EXPORT = /^exports\.(\w+) = (?:require\("\.\/[^"]+"\)|__importStar\(require\("\.\/[^"]+"\)\));$/;
// The functions that the TypeScript compiler defines for it.
const HELPERS = /^var __(?:createBinding|setModuleDefault|importStar) = [^]*?^\}\)+(?:\(\))?;$/gm;
// Other lines that the TypeScript compiler writes to a file that only re-exports.
const PREAMBLE = /^("use strict";|Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);|(exports\.\w+ = )+void 0;|\/?\*.*| \*.*|\/\/.*|)$/;

/** The names that an index exports, or undefined if it does more than export modules. */
function exportedNames(source) {
  const names = [];
  for (const line of source.replace(HELPERS, '').split('\n')) {
    const found = EXPORT.exec(line);
    if (found) names.push(found[1]);
    else if (!PREAMBLE.test(line)) return undefined;
  }
  return names;
}

function sameNames(names, lazy) {
  const lazyNames = Object.getOwnPropertyNames(lazy).filter((name) => name !== MARK);
  return names.length > 0 && names.length === lazyNames.length && names.every((name) => Object.hasOwn(lazy, name));
}

/** Defines `name` as a getter that looks like an ordinary export and becomes one at first use. */
function defineOnDemand(exports, name, lazy) {
  const become = (value) => Object.defineProperty(exports, name, { value, writable: true, enumerable: true, configurable: true });
  Object.defineProperty(exports, name, {
    enumerable: true,
    configurable: true,
    get: () => { const value = lazy[name]; become(value); return value; },
    set: become,
  });
}

function loadOnDemand(module, filename) {
  const lazyIndex = path.join(path.dirname(filename), LAZY_INDEX);
  if (!fs.existsSync(lazyIndex)) return false;
  const names = exportedNames(fs.readFileSync(filename, 'utf8'));
  const lazy = names && module.require(lazyIndex);
  if (!lazy || !sameNames(names, lazy)) return false;
  Object.defineProperty(module.exports, MARK, { value: true });
  for (const name of names) defineOnDemand(module.exports, name, lazy);
  return true;
}

const ordinary = Module._extensions['.js'];
Module._extensions['.js'] = function (module, filename) {
  if (!filename.endsWith(INDEX) || !loadOnDemand(module, filename)) ordinary(module, filename);
};
