// Runs inside the jsii process: lets jsii complete the index of a provider's assembly.
// Without the index, jsii parses the whole assembly (88 MB of JSON for Azure, 0.7 s) at each start. A worker thread
// writes it in about a second and ends with the process, so an app that ends sooner would never get an index.
'use strict';

const fs = require('fs');
const path = require('path');
const threads = require('worker_threads');

const WORKER = 'runtime-index-worker.js';
const DESCRIPTION = '.jsii';
const INDEX = /^\.jsii\.runtime\.v\d+\.json$/;
// jsii kills a process that takes more than 5 s to exit.
const PATIENCE_MS = 4000;
const POLL_MS = 20;

const startedAt = Date.now() - process.uptime() * 1000;
const folders = [];

/** Whether waiting is worth it: not if this run created the cache, which build machines discard after the run. */
function isWorthWaiting(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return fs.statSync(path.join(folder, DESCRIPTION)).ctimeMs < startedAt;
  } catch {
    return false;
  }
}

function isUnfinished(folder) {
  return !fs.readdirSync(folder).some((name) => INDEX.test(name));
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

const Ordinary = threads.Worker;
threads.Worker = class Worker extends Ordinary {
  constructor(file, options) {
    super(file, options);
    const folder = options?.workerData?.packageDir;
    if (path.basename(String(file)) === WORKER && folder && isWorthWaiting(folder)) folders.push(folder);
  }
};

// The first listener, because one of jsii's listeners removes the folders.
process.prependListener('exit', () => {
  const deadline = Date.now() + PATIENCE_MS;
  while (folders.some(isUnfinished) && Date.now() < deadline) sleep(POLL_MS);
});
