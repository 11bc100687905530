/** `edgeward convert` as a person runs it: the built program, real files, and the docker CLI as the judge of what it writes. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { main, type Ran, ran } from "./a-stack.ts";

interface Workplace extends AsyncDisposable {
  readonly directory: string;
  edgeward(...args: string[]): Promise<Ran>;
  text(name: string): Promise<string>;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Every file, in order. */
  files(): Promise<readonly string[]>;
}

async function aDirectory(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Workplace> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-convert-"));
  const place: Workplace = {
    directory,
    edgeward: (...args) =>
      ran(process.execPath, [main, ...args], directory, { PATH: process.env.PATH ?? "", ...environment }),
    text: (name) => readFile(join(directory, name), "utf8"),
    async write(more) {
      for (const [name, text] of Object.entries(more)) {
        await mkdir(dirname(join(directory, name)), { recursive: true });
        await writeFile(join(directory, name), text);
      }
    },
    async files() {
      const all = await readdir(directory, { recursive: true, withFileTypes: true });
      return all
        .flatMap((one) => (one.isFile() ? [join(one.parentPath, one.name).slice(directory.length + 1)] : []))
        .toSorted();
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
  await place.write(files);
  return place;
}

/** What the docker CLI makes of a stack file, and what it says meanwhile. */
const judged = (place: Workplace, file: string): Promise<Ran> =>
  ran("docker", ["stack", "config", "-c", file], place.directory, { PATH: process.env.PATH ?? "" });

async function accepted(place: Workplace, file = "stack.yml"): Promise<string> {
  const { status, out, err } = await judged(place, file);
  assert.deepEqual([status, err], [0, ""]);
  return out;
}

const web = `services:
  web:
    image: nginx:1.27
    restart: unless-stopped
`;

test("a converted file is accepted by the docker CLI without a word, and is for its owner alone", async () => {
  await using place = await aDirectory({ "compose.yml": web });
  const { status, out, err } = await place.edgeward("convert", "-f", "compose.yml", "-o", "stack.yml");
  assert.deepEqual([status, err], [0, ""]);
  assert.match(out, /docker stack deploy -c stack\.yml /);
  await accepted(place);
  assert.equal((await stat(join(place.directory, "stack.yml"))).mode & 0o777, 0o600);
  assert.deepEqual(await place.files(), ["compose.yml", "stack.yml"]);
});

test("converting what was converted gives the same bytes", async () => {
  await using place = await aDirectory({
    "compose.yml": `# the plant's front
${web}    ports: ["127.0.0.1:8080:80", "443:443"]
    tmpfs: /run
    read_only: true
    mem_limit: 64m
    depends_on: [db]
    container_name: front
  db:
    image: postgres:16   # pinned by hand
    volumes: ["data:/var/lib/postgresql/data"]
volumes:
  data:
`,
  });
  assert.equal((await place.edgeward("convert", "-f", "compose.yml", "-o", "stack.yml", "-p", "plant")).status, 0);
  const again = await place.edgeward("convert", "-f", "stack.yml", "-o", "again.yml", "-p", "plant");
  assert.equal(again.status, 0, again.out + again.err);
  assert.equal(await place.text("again.yml"), await place.text("stack.yml"));
  assert.match(await place.text("stack.yml"), /# the plant's front[\s\S]*# pinned by hand/);
});

test("`-o -` writes the stack file to the standard output, and the summary beside it", async () => {
  await using place = await aDirectory({ "compose.yml": web });
  const { status, out, err } = await place.edgeward("convert", "-f", "compose.yml", "-o", "-");
  assert.equal(status, 0);
  assert.match(err, /docker stack deploy -c - /);
  await place.write({ "seen.yml": out });
  await accepted(place, "seen.yml");
});

test("the report's counts add up to its fields, and --format json prints the same", async () => {
  await using place = await aDirectory({ "compose.yml": web });
  const args = ["convert", "-f", "compose.yml", "-o", "stack.yml", "--report", "r.json"];
  const { out } = await place.edgeward(...args, "--format", "json");
  const text = await place.text("r.json");
  assert.equal(out, text);
  const report = JSON.parse(text);
  for (const { fields, kept, mapped, lost, weakens } of [report.counts.file, report.counts.api]) {
    assert.equal(kept + mapped + lost, fields);
    assert.equal(fields, report.fields.length);
    assert.equal(weakens.security + weakens.behaviour + weakens.nothing, lost);
  }
  assert.equal((await stat(join(place.directory, "r.json"))).mode & 0o777, 0o600);
});

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ["a file that is not there", {}, /^compose\.yml:1:1: error: .*not there/m],
  ["a tab for an indent", { "compose.yml": "services:\n\tweb:\n" }, /^compose\.yml:2:1: error: /m],
  ["an unknown key", { "compose.yml": `${web}    imagee: x\n` }, /^compose\.yml:5:5: error: /m],
  ["a list for services", { "compose.yml": "services: [a, b]\n" }, /^compose\.yml:1:\d+: error: /m],
  [
    "a variable that must be set",
    { "compose.yml": `${web}    user: \${WHO:?is needed}\n` },
    /^compose\.yml:5:\d+: error: .*WHO/m,
  ],
])("%s: place and remedy, exit 2, no stack trace, and nothing written", async (_, files, said) => {
  await using place = await aDirectory(files);
  const { status, out, err } = await place.edgeward(
    "convert",
    "-f",
    "compose.yml",
    "-o",
    "stack.yml",
    "--report",
    "r.json",
  );
  assert.deepEqual([status, out], [2, ""]);
  assert.match(err, said);
  assert.doesNotMatch(err, /^\s+at /m);
  assert.deepEqual(await place.files(), Object.keys(files));
});

test("what is privileged is refused, nothing is written, and the refusal says how to waive it", async () => {
  await using place = await aDirectory({ "compose.yml": `${web}    privileged: true\n` });
  const refused = await place.edgeward("convert", "-f", "compose.yml", "-o", "stack.yml");
  assert.equal(refused.status, 1);
  const [, waiver = ""] = /--waive (web:[\w-]+)/.exec(refused.out) ?? [];
  assert.notEqual(waiver, "", refused.out);
  assert.deepEqual(await place.files(), ["compose.yml"]);
  const waived = await place.edgeward("convert", "-f", "compose.yml", "-o", "stack.yml", "--waive", waiver);
  assert.equal(waived.status, 0, waived.out + waived.err);
  await accepted(place);
});

test.each([
  [["--waive", "web"], /SERVICE:NAME/],
  [["--waive", "wbe:privileged"], /wbe:privileged/],
  [["-o", "-", "--format", "json"], /standard output/],
  [["--report", "stack.yml"], /twice/],
])("a command line that means nothing (%j) is refused before anything is written", async (more, said) => {
  await using place = await aDirectory({ "compose.yml": web });
  const { status, err } = await place.edgeward("convert", "-f", "compose.yml", "-o", "stack.yml", ...more);
  assert.equal(status, 2);
  assert.match(err, said);
  assert.deepEqual(await place.files(), ["compose.yml"]);
});

test("--strict writes nothing when security would be lost, and names the loss", async () => {
  await using place = await aDirectory({ "compose.yml": `${web}    security_opt: ["no-new-privileges:true"]\n` });
  const strict = await place.edgeward("convert", "-f", "compose.yml", "-o", "stack.yml", "--strict");
  assert.equal(strict.status, 1);
  assert.match(strict.out, /services\.web\.security_opt/);
  assert.deepEqual(await place.files(), ["compose.yml"]);
  assert.equal((await place.edgeward("convert", "-f", "compose.yml", "-o", "stack.yml")).status, 0);
  await place.write({ "compose.yml": web });
  const fine = await place.edgeward("convert", "-f", "compose.yml", "-o", "stack.yml", "--strict", "--force");
  assert.equal(fine.status, 0, fine.out + fine.err);
});

test.each([
  ["the compose file", ["-o", "compose.yml"]],
  ["the compose file by another name", ["-o", "link.yml"]],
  ["a file that it includes", ["-o", "more.yml"]],
  ["a file of variables", ["-o", "web.env"]],
  ["the compose file, by the report", ["-o", "stack.yml", "--report", "compose.yml"]],
])("%s is never written over, not even with --force", async (_, args) => {
  const files = {
    "compose.yml": `include: [more.yml]\n${web}    env_file: web.env\n`,
    "more.yml": "services:\n  db:\n    image: postgres:16\n",
    "web.env": "A=1\n",
  };
  await using place = await aDirectory(files);
  execFileSync("ln", [join(place.directory, "compose.yml"), join(place.directory, "link.yml")]);
  const { status, err } = await place.edgeward("convert", "-f", "compose.yml", "--force", ...args);
  assert.equal(status, 2);
  assert.match(err, /read from/);
  for (const [name, text] of Object.entries(files)) assert.equal(await place.text(name), text);
});

test("a file that is there is replaced with --force only; one that would be the same is no matter", async () => {
  await using place = await aDirectory({ "compose.yml": web, "stack.yml": "mine\n" });
  const args = ["convert", "-f", "compose.yml", "-o", "stack.yml"];
  const first = await place.edgeward(...args);
  assert.equal(first.status, 2);
  assert.match(first.err, /stack\.yml[\s\S]*--force/);
  assert.equal(await place.text("stack.yml"), "mine\n");
  assert.equal((await place.edgeward(...args, "--force")).status, 0);
  assert.equal((await place.edgeward(...args)).status, 0);
});

test("written to another directory, relative paths still lead to the same files", async () => {
  await using place = await aDirectory({
    "app/compose.yml": `services:
  web:
    image: nginx:1.27
    configs: [site]
    secrets: [key]
configs:
  site: { file: ./conf/site.conf }
secrets:
  key: { file: ../keys/web.key }
`,
    "app/conf/site.conf": "listen 80;\n",
    "keys/web.key": "a-key\n",
  });
  await mkdir(join(place.directory, "out/deep"), { recursive: true });
  const { status, out, err } = await place.edgeward("convert", "-f", "app/compose.yml", "-o", "out/deep/stack.yml");
  assert.equal(status, 0, out + err);
  const seen = await accepted(place, "out/deep/stack.yml");
  for (const [, path = ""] of seen.matchAll(/file: (.+)/g)) assert.ok((await stat(path)).isFile(), path);
  assert.match(seen, /keys\/web\.key/);
});

test("the name of a secret changes with its content, and shows nothing of it", async () => {
  const stack = `${web}    secrets: [key]\nsecrets:\n  key: { file: ./key }\n`;
  await using place = await aDirectory({ "compose.yml": stack, key: "hunter2-planted" });
  const nameNow = async () => {
    const ran = await place.edgeward("convert", "-f", "compose.yml", "-o", "stack.yml", "--force");
    assert.equal(ran.status, 0, ran.out + ran.err);
    const [, name = ""] = /name: (\S*key\S*)/.exec(await place.text("stack.yml")) ?? [];
    return name;
  };
  const before = await nameNow();
  assert.match(before, /[0-9a-z]{12,}/);
  assert.equal(await nameNow(), before);
  await place.write({ key: "another" });
  assert.notEqual(await nameNow(), before);
});

test("several files, an include and a profile come together in one stack file", async () => {
  await using place = await aDirectory({
    "compose.yml": `include: [parts/db.yml]\n${web}`,
    "more.yml":
      "services:\n  web:\n    environment: { MODE: plant }\n  debug:\n    image: busybox\n    profiles: [dev]\n",
    "parts/db.yml": "services:\n  db:\n    image: postgres:16\n",
  });
  const args = ["convert", "-f", "compose.yml", "-f", "more.yml"];
  assert.equal((await place.edgeward(...args, "-o", "plain.yml")).status, 0);
  assert.equal((await place.edgeward(...args, "-o", "dev.yml", "--profile", "dev")).status, 0);
  const services = (text: string) => [...text.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name);
  const plain = await accepted(place, "plain.yml");
  assert.match(plain, /MODE: plant/);
  expect(services(plain)).toEqual(expect.arrayContaining(["db", "web"]));
  assert.ok(!services(plain).includes("debug"));
  assert.ok(services(await accepted(place, "dev.yml")).includes("debug"));
});

test("values of variables and of secrets are in no report and on no terminal", async () => {
  const planted = "Zq7hunter22planted";
  const stack = `services:
  web:
    image: nginx:1.27
    command: ["serve", "--password", "\${PW}"]
    environment: { DB_PASSWORD: "\${PW}", URL: "postgres://me:\${PW}@db/x" }
    labels: { token: "\${PW}" }
    env_file: web.env
    healthcheck: { test: "curl -u me:\${PW} localhost" }
    secrets: [one, two]
    build: { context: ., args: { TOKEN: "\${PW}" } }
secrets:
  one: { environment: PW }
  two: { file: two.txt }
`;
  await using place = await aDirectory(
    { "compose.yml": stack, "web.env": `API_KEY=${planted}\n`, "two.txt": planted },
    { PW: planted },
  );
  for (const args of [
    ["convert", "-f", "compose.yml", "-o", "stack.yml", "--report", "r.json"],
    ["convert", "-f", "compose.yml", "-o", "stack.yml", "--format", "json", "--force"],
    ["plan", "--for", "swarm", "-f", "compose.yml"],
    ["plan", "--for", "swarm", "-f", "compose.yml", "--format", "json"],
  ]) {
    const { status, out, err } = await place.edgeward(...args);
    assert.equal(status, 0, out + err);
    assert.ok(!`${out}${err}`.includes(planted), args.join(" "));
  }
  assert.ok(!(await place.text("r.json")).includes(planted));
});

test("`plan --for swarm` shows the diff and the reasons, and writes nothing", async () => {
  await using place = await aDirectory({ "compose.yml": web });
  const { status, out } = await place.edgeward("plan", "--for", "swarm", "-f", "compose.yml");
  assert.equal(status, 0);
  assert.match(out, /^--- compose\.yml\n\+\+\+ stack\.yml\n@@/);
  assert.match(out, /^- {4}restart: unless-stopped$/m);
  assert.match(out, /Nothing has been written yet/);
  assert.deepEqual(await place.files(), ["compose.yml"]);
});

test("a directory that may not be written: the file before stays, and nothing half-written is left", async () => {
  if (process.getuid?.() === 0) return;
  await using place = await aDirectory({ "compose.yml": web, "out/stack.yml": "before\n" });
  await chmod(join(place.directory, "out"), 0o500);
  const { status, err } = await place.edgeward("convert", "-f", "compose.yml", "-o", "out/stack.yml", "--force");
  await chmod(join(place.directory, "out"), 0o700);
  assert.equal(status, 3);
  assert.match(err, /may not be written/);
  assert.equal(await place.text("out/stack.yml"), "before\n");
});

const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)("a full disk: what was there stays, and nothing half-written is left", async () => {
  await using place = await aDirectory({ "compose.yml": web });
  const disk = join(place.directory, "disk");
  await mkdir(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "edgeward-test", disk]);
  try {
    await writeFile(join(disk, "stack.yml"), "before\n");
    // Room for the report, which is written first, and none for the stack file.
    await place.edgeward("convert", "-f", "compose.yml", "-o", "stack.yml", "--report", "r.json");
    const pages = Math.ceil((await stat(join(place.directory, "r.json"))).size / 4096);
    await writeFile(join(disk, "filler"), Buffer.alloc((16 - 1 - pages) * 4096));
    const args = ["convert", "-f", "compose.yml", "-o", "disk/stack.yml", "--force"];
    const { status, err } = await place.edgeward(...args, "--report", "disk/r.json");
    assert.equal(status, 3, err);
    assert.match(err, /no room/);
    assert.deepEqual(await readdir(disk), ["filler", "stack.yml"]);
    assert.equal(await readFile(join(disk, "stack.yml"), "utf8"), "before\n");
  } finally {
    execFileSync("umount", [disk]);
  }
});
