// Runs inside the jsii engine: stores V8's compiled code, so that the next run does not compile the same files again.
// From 22.1, node has an option for this: https://nodejs.org/api/module.html#module-compile-cache
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const Module = require('module');
const path = require('path');
const v8 = require('v8');
const vm = require('vm');

const WRITABLE_BY_OTHERS = 0o022;

/** Whether only this user can write to the folder. Compiled code runs unchecked. */
function isOurs(folder) {
  const status = fs.lstatSync(folder);
  return status.isDirectory() && status.uid === process.getuid() && (status.mode & WRITABLE_BY_OTHERS) === 0;
}

/** The function `require` that node passes to the code of `module`. */
function requireOf(module) {
  const require = (id) => module.require(id);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

function read(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Writes a temporary file and renames it, so that another engine reads the whole file or none. */
function write(file, data) {
  const unfinished = `${file}.${process.pid}`;
  fs.writeFileSync(unfinished, data, { mode: 0o600 });
  fs.renameSync(unfinished, file);
}

function keepWithoutNodesHelp(folder) {
  const fresh = new Map();

  function compile(content, filename) {
    const file = path.join(folder, crypto.createHash('sha256').update(content).digest('hex'));
    const cachedData = read(file);
    const script = new vm.Script(Module.wrap(content), {
      filename,
      cachedData,
      importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    if (!cachedData || script.cachedDataRejected) fresh.set(file, script);
    return script.runInThisContext();
  }

  const ordinary = Module.prototype._compile;
  Module.prototype._compile = function (content, filename, ...rest) {
    if (rest.some((argument) => argument && argument !== 'commonjs') || content.startsWith('#!')) return ordinary.call(this, content, filename, ...rest);
    const code = compile(content, filename);
    return code.call(this.exports, this.exports, requireOf(this), this, filename, path.dirname(filename));
  };

  // At exit, when V8 has also compiled the functions that were called.
  process.on('exit', () => {
    try {
      for (const [file, script] of fresh) write(file, script.createCachedData());
    } catch {
      // For example a full disk or a removed folder. The next run compiles again.
    }
  });
}

exports.keepIn = function (root) {
  if (!root || process.env.NODE_DISABLE_COMPILE_CACHE || require('inspector').url()) return;
  try {
    const folder = path.join(root, `${process.version}-${process.arch}-${v8.cachedDataVersionTag()}`);
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOurs(folder) || !isOurs(root)) return;
    if (Module.enableCompileCache) Module.enableCompileCache(root);
    else keepWithoutNodesHelp(folder);
  } catch {
    // No folder to store it in.
  }
};
