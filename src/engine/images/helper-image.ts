/**
 * The image that looks and listens for us on nodes. No registry can be counted on, so it is made of this machine's own programs: busybox,
 * tcpdump, and iproute2's `ip` where that is installed. Nothing in it runs until a task says what.
 * Invariant: the same programs make the same bytes, and the tag is their hash, so that an engine is sent each image once.
 */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { Fault } from "../../model/fault.ts";
import { type Docker, orAbsent } from "../docker/docker.ts";
import { runProgram } from "../host/run-program.ts";
import { heard } from "./answers.ts";
import { archiveOf, type Entry } from "./archive.ts";
import { fileAt, findProgram, librariesOf, requireProgram } from "./program-files.ts";

const repository = "edgeward/helper";
/** On the image; its value is the tag. */
export const helperLabel = "edgeward.helper";

/**
 * In it: `/bin/busybox` and a link for each of its applets, `/usr/bin/tcpdump` (as root: `-Z root`), and `/usr/sbin/ip` where this machine
 * has it. busybox's shell prefers its own applets, so iproute2 is called by that path. The command is a shell.
 * @returns its reference, once the engine has it
 * @throws Fault "not-ready" for a program that is not installed here, or an engine on another kind of processor
 */
export async function helperImage(on: Docker, signal: AbortSignal): Promise<string> {
  await sameProcessor(on, signal);
  const archive = archiveOf(await helperFiles(signal));
  const tag = createHash("sha256").update(archive).digest("hex").slice(0, 12);
  const reference = `${repository}:${tag}`;
  if (await orAbsent(on.ask("GET", `/images/${reference}/json`, { signal }))) return reference;
  const changes = [
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    `LABEL ${helperLabel}=${tag}`,
    'CMD ["/bin/sh"]',
  ];
  const query = { fromSrc: "-", repo: repository, tag, changes: changes.join("\n") };
  await heard(await on.stream("POST", "/images/create", { query, body: Readable.from([archive]), signal }));
  return reference;
}

async function helperFiles(signal: AbortSignal): Promise<readonly Entry[]> {
  const busybox = await requireProgram({ program: "busybox", package: "busybox-static" });
  const tcpdump = await requireProgram({ program: "tcpdump", package: "tcpdump" });
  const ip = await findProgram("ip");
  const programs = [[busybox, "/bin/busybox"], [tcpdump, "/usr/bin/tcpdump"], ...(ip ? [[ip, "/usr/sbin/ip"]] : [])];
  const files = await Promise.all(
    programs.map(async ([path = "", as = ""]) => [await fileAt(path, as), ...(await librariesOf(path, signal))]),
  );
  const known = new Map(
    [...files.flat(), ...(await applets(busybox, signal)), ...system].map((one) => [one.path, one]),
  );
  return [...known.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Applets by their names, so that a task may say `nc` where no shell looks them up. */
async function applets(busybox: string, signal: AbortSignal): Promise<readonly Entry[]> {
  const { stdout } = await runProgram([busybox, "--list"], { withinMs: 30_000 }, signal);
  signal.throwIfAborted();
  const names = stdout.split("\n").filter((name) => /^[\w[.-]+$/.test(name) && name !== "busybox");
  return names.map((name) => ({ path: `bin/${name}`, link: "busybox" }));
}

const text = (path: string, content: string): Entry => ({ path, bytes: Buffer.from(content), mode: 0o644 });

/** tcpdump looks up whom to run as, even when it is root. */
const system: readonly Entry[] = [
  { path: "tmp", directory: true, mode: 0o1777 },
  text("etc/passwd", "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"),
  text("etc/group", "root:x:0:\nnogroup:x:65534:\n"),
];

/** Go's names, which engines use, by Node's. */
const processors: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", arm: "arm", ia32: "386" };

async function sameProcessor(on: Docker, signal: AbortSignal): Promise<void> {
  const { Arch: theirs, Os: system } = await on.ask<{ readonly Arch: string; readonly Os: string }>("GET", "/version", {
    signal,
  });
  const ours = processors[process.arch] ?? process.arch;
  if (system === "linux" && process.platform === "linux" && theirs === ours) return;
  throw new Fault(
    "not-ready",
    `${on.address} is ${system}/${theirs}, this machine is ${process.platform}/${ours}: its programs do not run there`,
    `Run Edgeward on a ${system} machine with a processor as that one's, for example on that node.`,
  );
}
