/** What the Dockerfile of this checkout makes, built for real, and looked at as files and as what is written beside them. */
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { base, baseImage } from "./dockerfile-base.ts";
import { aBuildah } from "./dockerfile-buildah.ts";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** What must not leave a checkout stands in all of these. */
export const canary = "canary-of-a-secret-9c1f";
export const planted: readonly string[] = [
  ".edgeward/keys/ca.key",
  ".env",
  ".git/config",
  "broker.pem",
  "examples/tig/.edgeward/keys/broker.key",
  "examples/tig/.env",
  "node_modules/planted/index.js",
  "secrets/password",
  "src/cli/.env.production",
  "src/keys/operator.pem",
  "test/live/notes.txt",
];

/** @see Docker Image Specification v1.2, "Image JSON Field Descriptions" */
interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
  readonly Volumes: Readonly<Record<string, object>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
  readonly ExposedPorts?: object;
}

export interface Built extends AsyncDisposable {
  readonly config: ImageConfig;
  /** All that is written beside the files, history and labels too. */
  readonly written: string;
  /** Directories of this machine: the image's root, and that of the one it is made from. */
  readonly root: string;
  readonly from: string;
  /** Paths of the files that reach the engine which builds. */
  readonly sent: readonly string[];
}

export async function anImage(): Promise<Built> {
  const buildah = await aBuildah();
  try {
    const context = join(buildah.directory, "checkout");
    await checkout(context);
    const archive = join(buildah.directory, "base.tar");
    // This buildah does not read a compressed one.
    await writeFile(archive, gunzipSync(await readFile(await baseImage())));
    await buildah.run("pull", `docker-archive:${archive}`);
    const settings = await npmSettings(join(buildah.directory, "npm"));
    const build = ["--format", "docker", "--build-arg", `NODE=${base}`, "--pull-never", ...settings];
    await buildah.run("bud", ...build, "--tag", "localhost/edgeward:here", context);
    const everything = join(buildah.directory, "everything");
    await writeFile(everything, "FROM scratch\nCOPY . /\n");
    await buildah.run("bud", "--file", everything, "--tag", "localhost/sent:here", context);
    const mounted = async (image: string) => {
      const container = (await buildah.run("from", "--pull-never", image)).trim();
      return (await buildah.run("mount", container)).trim();
    };
    const written = await buildah.run("inspect", "--type", "image", "localhost/edgeward:here");
    const { Docker } = JSON.parse(written) as { readonly Docker: { readonly config: ImageConfig } };
    return {
      config: Docker.config,
      written,
      root: await mounted("localhost/edgeward:here"),
      from: await mounted(base),
      sent: await filesBelow(await mounted("localhost/sent:here")),
      [Symbol.asyncDispose]: () => buildah[Symbol.asyncDispose](),
    };
  } catch (error) {
    await buildah[Symbol.asyncDispose]();
    throw error;
  }
}

/** This one, without what npm and tests have made in it, and with what a person might have beside it. */
async function checkout(at: string): Promise<void> {
  const left = new Set(["node_modules", ".git", "dist", "coverage"]);
  await cp(root, at, {
    recursive: true,
    filter: (path) => dirname(path) !== dirname(join(root, "x")) || !left.has(basename(path)),
  });
  for (const path of planted) {
    await mkdir(dirname(join(at, path)), { recursive: true });
    await writeFile(join(at, path), `${canary}\n`);
  }
}

/**
 * npm in the build asks whom npm asks here, and has what it has: the registry, its CA and the cache of packages, which are mounted for the time
 * of the build. No login of a person is among them.
 */
async function npmSettings(at: string): Promise<readonly string[]> {
  const { stdout } = await execute("npm", ["config", "get", "registry", "cafile", "cache"], { cwd: root });
  const { registry, cafile, cache } = Object.fromEntries(
    stdout.split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  const ca = cafile && cafile !== "null" ? cafile : process.env.NODE_EXTRA_CA_CERTS;
  await mkdir(at);
  await mkdir(cache ?? "", { recursive: true });
  if (ca) await cp(ca, join(at, "ca.pem"));
  const lines = [
    `registry=${registry}`,
    "cache=/mnt",
    "prefer-offline=true",
    ...(ca ? ["cafile=/usr/local/etc/ca.pem"] : []),
  ];
  await writeFile(join(at, "npmrc"), `${lines.join("\n")}\n`);
  return ["--volume", `${at}:/usr/local/etc:ro`, "--volume", `${cache}:/mnt`];
}

/** @returns paths from there on, sorted */
export async function filesBelow(directory: string, ...tests: readonly string[]): Promise<readonly string[]> {
  const wanted = tests.length > 0 ? tests : ["!", "-type", "d"];
  const { stdout } = await execute("find", [directory, "-mindepth", "1", ...wanted, "-printf", "%P\\n"], {
    maxBuffer: 64 << 20,
  });
  return stdout.split("\n").filter(Boolean).toSorted();
}
