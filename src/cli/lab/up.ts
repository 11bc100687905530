import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { makeDirectory } from "../../disk/make-directory.ts";
import { writeWhole } from "../../disk/write-whole.ts";
import { Fault } from "../../model/fault.ts";
import { type LabSuite, mostHosts } from "../../model/lab.ts";
import { showLab, showVagrant } from "../../report/news/lab.ts";
import { type Context, exit } from "../context.ts";
import { progress } from "../progress.ts";
import { imageCache, labName, memoryMiB, onlyFor, wholeNumber } from "./lab-request.ts";

interface UpOptions {
  readonly name: string;
  readonly hosts?: string;
  readonly memory: string;
  readonly cpus: string;
  readonly suite?: LabSuite;
  readonly mirror?: string;
  readonly cache?: string;
  readonly driver: "uml" | "vagrant";
  readonly output?: string;
  readonly force?: boolean;
}

const mostCpus = 64;

/** `edgeward lab up`: hosts on this computer, to try a swarm on. */
export async function labUp(options: UpOptions, context: Context): Promise<number> {
  return options.driver === "vagrant" ? writeVagrantfile(options, context) : runHosts(options, context);
}

async function runHosts(options: UpOptions, { tools, screen, signal }: Context): Promise<number> {
  onlyFor("vagrant", ["output", "force"], options);
  if (wholeNumber("--cpus", options.cpus, 1, mostCpus) !== 1) {
    throw new Fault(
      "bad-command-line",
      "a user-mode Linux host has one processor",
      "Leave --cpus out, or take --driver vagrant.",
    );
  }
  const wish = {
    name: labName(options.name),
    ...(options.hosts !== undefined && { hosts: wholeNumber("--hosts", options.hosts, 1, mostHosts) }),
    memoryMiB: memoryMiB(options.memory),
    ...(options.suite && { suite: options.suite }),
    cache: imageCache(options.cache, tools.environment),
    ...(options.mirror !== undefined && { mirror: mirror(options.mirror) }),
  };
  const labs = await tools.labs(progress(screen));
  const hosts = await labs.up(wish, signal);
  screen.out(showLab(wish.name, hosts));
  return exit.done;
}

function mirror(url: string): string {
  if (/^https?:\/\/[^\s]+$/.test(url)) return url;
  throw new Fault(
    "bad-command-line",
    `--mirror ${url} is no address of a mirror`,
    "For example --mirror http://deb.debian.org/debian.",
  );
}

async function writeVagrantfile(options: UpOptions, { tools, screen }: Context): Promise<number> {
  onlyFor("uml", ["suite", "mirror", "cache"], options);
  if (options.output === undefined) {
    throw new Fault("bad-command-line", "--driver vagrant needs a directory to write to", "Add -o DIR.");
  }
  const directory = resolve(options.output);
  const path = join(directory, "Vagrantfile");
  if (existsSync(path) && options.force !== true) {
    throw new Fault(
      "bad-command-line",
      `${path} is there already`,
      "Name another directory, or add --force to write over it.",
    );
  }
  const hosts = wholeNumber("--hosts", options.hosts ?? "2", 1, mostHosts);
  const cpus = wholeNumber("--cpus", options.cpus, 1, mostCpus);
  const labs = await tools.labs(progress(screen));
  const { text, manager } = labs.vagrantfile({ hosts, memoryMiB: memoryMiB(options.memory), cpus });
  await makeDirectory(directory, 0o755);
  await writeWhole(path, text, 0o644);
  screen.out(showVagrant(relative(process.cwd(), directory) || ".", manager));
  return exit.done;
}
