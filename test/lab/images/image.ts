/**
 * Images as `docker load` takes them, made without an engine: the same files make the same id on every engine.
 * @see Docker Image Specification v1.2
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { archiveOf, type Entry } from "../../../src/engine/images/archive.ts";

export interface Recipe {
  /** In the cache. */
  readonly name: string;
  readonly tags: readonly string[];
  /** Each layer over the ones before it. */
  readonly layers: readonly (readonly Entry[])[];
  readonly config: {
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly Env?: readonly string[];
    readonly User?: string;
    readonly WorkingDir?: string;
    readonly Volumes?: Readonly<Record<string, Readonly<Record<string, never>>>>;
    readonly Healthcheck?: object;
  };
}

const cache = fileURLToPath(new URL("../../../node_modules/.cache/edgeward-lab-images", import.meta.url));
const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** @returns the path of an archive for `docker load`; packed once for as long as what is in it stays the same */
export function imageArchive({ name, tags, layers, config }: Recipe): string {
  const packed = layers.map((entries) => archiveOf(entries));
  const ids = packed.map((layer) => createHash("sha256").update(layer).digest("hex"));
  const image = JSON.stringify({
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    created: "1970-01-01T00:00:00Z",
    config: { ...config, Env: [path, ...(config.Env ?? [])] },
    rootfs: { type: "layers", diff_ids: ids.map((id) => `sha256:${id}`) },
    history: ids.map(() => ({ created: "1970-01-01T00:00:00Z" })),
  });
  const id = createHash("sha256").update(image).digest("hex");
  const file = join(
    cache,
    `${name}-${createHash("sha256").update(id).update(tags.join()).digest("hex").slice(0, 12)}.tgz`,
  );
  if (existsSync(file)) return file;
  const manifest = [{ Config: `${id}.json`, RepoTags: tags, Layers: ids.map((layer) => `${layer}.tar`) }];
  const archive = archiveOf([
    { path: `${id}.json`, bytes: Buffer.from(image), mode: 0o644 },
    ...packed.map((layer, i): Entry => ({ path: `${ids[i]}.tar`, bytes: layer, mode: 0o644 })),
    { path: "manifest.json", bytes: Buffer.from(JSON.stringify(manifest)), mode: 0o644 },
  ]);
  mkdirSync(cache, { recursive: true });
  // Those before it are of no use any more.
  for (const old of readdirSync(cache)) if (old.startsWith(`${name}-`)) rmSync(join(cache, old), { force: true });
  writeFileSync(`${file}.${process.pid}`, gzipSync(archive, { level: 1 }));
  renameSync(`${file}.${process.pid}`, file);
  return file;
}
