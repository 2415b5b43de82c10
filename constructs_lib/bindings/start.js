// Starts jsii's program with our scripts: `node start.js <jsii's program.js>`.
'use strict';

const [program] = process.argv.splice(2, 1);
process.argv[1] = program;
require('./on_demand.js');
require('./finish_index.js');
require(program);
