// Draws the pictures on standard input, separated by NUL, as SVG on standard output. Argument: the Graphviz module.
import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { Graphviz } = await import(pathToFileURL(process.argv[2]));
const graphviz = await Graphviz.load();
const pictures = readFileSync(0, "utf8").split("\0").map((dot) => graphviz.dot(dot, "svg"));
let rest = Buffer.from(pictures.join("\0"));
while (rest.length) rest = rest.subarray(writeSync(1, rest));
