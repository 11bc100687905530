/** Edgeward as its Dockerfile packs it, of this checkout's `dist` and this machine's node. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Entry } from "../../../src/engine/images/archive.ts";
import { imageArchive } from "./image.ts";
import { accounts, aShell, directory, installed, text, tree } from "./layers.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const home = "opt/edgeward";

/** @param at what image names it is to be found under */
export async function edgewardImage(...tags: readonly string[]): Promise<string> {
  const node = [
    ...(await installed("node", "nodejs", "/usr/local/bin/node")),
    ...(await aShell()),
    ...accounts("node:1000"),
  ];
  return imageArchive({
    name: "edgeward",
    tags,
    // node in a layer of its own: the other one changes with every build.
    layers: [node, [...ours(), directory("var/lib/edgeward", 0o1777)]],
    config: {
      Entrypoint: ["/usr/local/bin/node", `/${home}/dist/main.cjs`],
      Cmd: ["--help"],
      User: "1000:1000",
      WorkingDir: "/var/lib/edgeward",
    },
  });
}

function ours(): readonly Entry[] {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  const needed = Object.entries(lock.packages).flatMap(([path, { dev }]) => (path === "" || dev ? [] : [path]));
  const code = (path: string) => !/\.(d\.[cm]?ts|map|md)$/.test(path) && !/\/(docs?|test|benchmarks?)$/.test(path);
  return [
    text(`${home}/package.json`, readFileSync(join(root, "package.json"), "utf8")),
    ...tree(join(root, "dist"), `${home}/dist`),
    ...needed.flatMap((path) =>
      tree(join(root, path), `${home}/${path}`, (one) => code(one) && !one.endsWith("/node_modules")),
    ),
  ];
}
