"""The script that runs in the engine, tested with node only on a package of two modules."""

import json
import subprocess
from pathlib import Path
from typing import Any

import constructs_lib.bindings

SCRIPT = Path(constructs_lib.bindings.__file__).with_name("on_demand.js")
INDEX = """"use strict";
/**
 * Copyright
 */
Object.defineProperty(exports, "__esModule", { value: true });
exports.vpc = exports.subnet = void 0;
// generated
exports.subnet = require("./subnet");
exports.vpc = require("./vpc");
//# sourceMappingURL=data:nothing
"""
LAZY_INDEX = """"use strict";
Object.defineProperty(exports, 'subnet', { get: function () { return require('./subnet'); } });
Object.defineProperty(exports, 'vpc', { get: function () { return require('./vpc'); } });
"""
# As TypeScript compiles `export * as subnet from "./subnet/index"`, in CDK Terrain 0.24.
STAR_INDEX = """"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    Object.defineProperty(o, k2, { enumerable: true, get: function() { return m[k]; } });
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        for (var k in mod) if (k !== "default") __createBinding(result, mod, k);
        __setModuleDefault(result, mod);
        return result;
    };
})();
Object.defineProperty(exports, "__esModule", { value: true });
exports.vpc = exports.subnet = void 0;
exports.subnet = __importStar(require("./subnet/index"));
exports.vpc = __importStar(require("./vpc/index"));
"""
MARK = "Object.defineProperty(exports, '__esModule', { value: true });\n"
_LOOK = """
require(process.argv[1]);
const seen = {};
for (const folder of process.argv.slice(2)) {
  global.loaded = [];
  const provider = require(folder + '/lib/index.js');
  const atOnce = [...loaded];
  const names = Object.keys(provider).sort();
  const before = [...loaded];
  const same = provider.vpc === provider.vpc && provider.vpc === require(folder + '/lib/vpc');
  provider.subnet = 'replaced';
  seen[require('path').basename(folder)] = {
    atOnce, names, before, same, after: loaded,
    replaced: provider.subnet, marked: provider.__esModule, extra: provider.extra,
  };
}
console.log(JSON.stringify(seen));
"""


def _look(tmp_path: Path, **indexes: tuple[str, str | None]) -> Any:
    for name, (index, lazy_index) in indexes.items():
        library = tmp_path / name / "lib"
        for module in ("subnet", "vpc"):
            (library / module).mkdir(parents=True)
            (library / module / "index.js").write_text(f"{MARK}loaded.push('{module}'); exports.name = '{module}';")
        (library / "index.js").write_text(index)
        if lazy_index is not None:
            (library / "lazy-index.js").write_text(lazy_index)
    folders = [str(tmp_path / name) for name in indexes]
    command = ["node", "-e", _LOOK, str(SCRIPT), *folders]
    completed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(completed.stdout)


def test_index_loads_modules_at_first_use(tmp_path: Path) -> None:
    seen = _look(tmp_path, known=(INDEX, LAZY_INDEX), ordinary=(INDEX, None))
    assert [seen["known"].pop(when) for when in ("atOnce", "before", "after")] == [[], [], ["vpc"]]
    assert [seen["ordinary"].pop(when) for when in ("atOnce", "before", "after")] == [["subnet", "vpc"]] * 3
    assert seen["known"].pop("names") == seen["ordinary"].pop("names") == ["subnet", "vpc"]
    assert seen["known"] == seen["ordinary"] == {"same": True, "replaced": "replaced", "marked": True}


def test_star_index_of_cdk_terrain_loads_modules_at_first_use(tmp_path: Path) -> None:
    marked = LAZY_INDEX.replace(";\n", f";\n{MARK}", 1)
    seen = _look(tmp_path, star=(STAR_INDEX, marked), ordinary=(STAR_INDEX, None))
    assert [seen["star"].pop(when) for when in ("atOnce", "before", "after")] == [[], [], ["vpc"]]
    assert [seen["ordinary"].pop(when) for when in ("atOnce", "before", "after")] == [["subnet", "vpc"]] * 3
    assert seen["star"] == seen["ordinary"]


def test_unknown_index_is_loaded_completely(tmp_path: Path) -> None:
    seen = _look(
        tmp_path,
        no_lazy_index=(INDEX, None),
        a_statement=(INDEX + "exports.extra = 1;\n", LAZY_INDEX),
        another_name=(INDEX, LAZY_INDEX.replace("'vpc',", "'network',")),
        a_statement_in_helpers=(STAR_INDEX.replace("})();\n", "})();\nexports.extra = 1;\n"), LAZY_INDEX),
        a_name_more=(INDEX, LAZY_INDEX + "Object.defineProperty(exports, 'more', { get: () => 1 });\n"),
        a_name_less=(INDEX, LAZY_INDEX.replace("Object.defineProperty(exports, 'vpc'", "Object.is('vpc'")),
    )
    assert [look["atOnce"] for look in seen.values()] == [["subnet", "vpc"]] * 6
    assert seen["a_statement"]["extra"] == seen["a_statement_in_helpers"]["extra"] == 1
