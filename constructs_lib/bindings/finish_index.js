// Runs inside the jsii engine: lets jsii finish the index of a provider's description.
// Without the index the engine parses the whole description (88 MB of JSON for Azure, 0.7 s) at each start. A worker thread
// writes it, and dies with the process: an app that is done in less than the second it takes would never have one.
'use strict';

const fs = require('fs');
const path = require('path');
const threads = require('worker_threads');

const WORKER = 'runtime-index-worker.js';
const DESCRIPTION = '.jsii';
const INDEX = /^\.jsii\.runtime\.v\d+\.json$/;
// jsii ends an engine that takes more than 5 s to leave.
const PATIENCE_MS = 4000;
const POLL_MS = 20;

const startedAt = Date.now() - process.uptime() * 1000;
const folders = [];

/** Whether waiting can pay off: not in a cache made by this very run, which on a build machine is thrown away after it. */
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

// First of the listeners: one of jsii's own removes the folders.
process.prependListener('exit', () => {
  const deadline = Date.now() + PATIENCE_MS;
  while (folders.some(isUnfinished) && Date.now() < deadline) sleep(POLL_MS);
});
