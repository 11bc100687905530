/** The house's import rules as data: who may know whom, and why. `npm run imports` holds them. */
const pure = ["model", "compose", "read", "convert", "harden", "plan", "report"];
const only = (name, from, allowed, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: `^src/${from}/`, pathNot: "\\.test\\.ts$|/testing/" },
  to: { path: "^src/", pathNot: [`^src/${from}/`, ...allowed.map((room) => `^src/${room}`)].join("|") },
});
const packages = (name, from, allowed, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: `^src/${from}/`, pathNot: "\\.test\\.ts$|/testing/" },
  to: { path: "node_modules", pathNot: allowed.length ? `node_modules/(${allowed.join("|")})/` : "^$" },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "A cycle is one module that pretends to be several.",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolved",
      severity: "error",
      comment: "An import must resolve.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "pure-rooms-touch-nothing",
      severity: "error",
      comment:
        "Text, time, keys and observations come in as arguments, so these rooms can be tested without a machine.",
      from: { path: `^src/(${pure.join("|")}|run)/`, pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    only("model-knows-nothing", "model", [], "What things are depends on nobody."),
    only(
      "read-knows-model",
      "read",
      ["model/", "compose/"],
      "Reading turns text into a stack; what is done with it is not its business.",
    ),
    only(
      "harden-knows-model",
      "harden",
      ["model/"],
      "A measure sees a stack and proposes; it knows no files, no engine.",
    ),
    only(
      "compose-knows-model",
      "compose",
      ["model/"],
      "The language of values in compose files, for whoever reads or writes them.",
    ),
    only(
      "convert-knows-model",
      "convert",
      ["model/", "compose/"],
      "A mapping sees a project and proposes; it knows no files, no engine.",
    ),
    only("plan-knows-model", "plan", ["model/", "compose/"], "Planning compares two values."),
    only("report-knows-model", "report", ["model/"], "A report renders values."),
    only("keys-knows-model", "keys", ["model/", "disk/"], "Secret bytes have one home."),
    only(
      "engine-knows-model",
      "engine",
      ["model/", "disk/"],
      "Engines are dumb: ordering and retrying live elsewhere.",
    ),
    only(
      "service-knows-model",
      "service",
      ["model/", "disk/"],
      "A service is a program of its own: it is told what to do by a launch record.",
    ),
    only(
      "probe-knows-model",
      "probe",
      ["model/"],
      "A probe that shared code with what it judges would share its mistakes.",
    ),
    only(
      "run-knows-interfaces",
      "run",
      [
        "model/",
        "compose/",
        "read/",
        "convert/",
        "harden/",
        "plan/",
        "report/",
        "engine/(engine|host-engine|vault)\\.ts",
        "probe/probe\\.ts",
        "keys/keys\\.ts",
      ],
      "The loops know interfaces only; wire.ts picks what stands behind them.",
    ),
    only(
      "cli-knows-run-and-report",
      "cli",
      ["model/", "run/", "report/", "disk/"],
      "A command reads arguments, calls a loop, prints a report.",
    ),
    only("disk-knows-model", "disk", ["model/"], "Whole files and locks, for whoever writes to the disk."),
    packages("model-no-packages", "model", [], "Plain data."),
    packages("harden-no-packages", "harden", [], "Plain rules."),
    packages("compose-no-packages", "compose", [], "Plain grammar."),
    packages("convert-no-packages", "convert", [], "Plain rules."),
    packages("plan-no-packages", "plan", [], "Plain comparison."),
    packages("run-no-packages", "run", [], "Plain loops."),
    packages("read-packages", "read", ["yaml", "smol-toml"], "The two grammars that others have written better."),
    packages("report-packages", "report", ["yaml", "diff"], "Editing a YAML document in place, and diffs."),
    {
      name: "tests-stay-out",
      severity: "error",
      comment: "Product code never imports tests.",
      from: { path: "^src/", pathNot: "\\.test\\.ts$|/testing/" },
      to: { path: "\\.test\\.ts$|/testing/|^test/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".mts", ".js", ".mjs", ".cjs", ".d.ts"],
    },
  },
};
