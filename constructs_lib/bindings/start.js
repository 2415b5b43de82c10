// Starts the jsii engine with our scripts: `node start.js <folder for compiled code> <jsii's program.js>`.
'use strict';

const [codeFolder, program] = process.argv.splice(2, 2);
process.argv[1] = program;
require('./compiled_code.js').keepIn(codeFolder);
require('./on_demand.js');
require('./finish_index.js');
require(program);
