// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
/** Commands that are written as one text: the docker CLI takes of the stack file the words that Compose takes of the compose file. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { parse } from "yaml";
import { main, ran } from "./a-stack.ts";

const environment = { PATH: process.env.PATH ?? "" };

type Field = "command" | "entrypoint";

/** The text as Compose gets it, with `$$` for a dollar, and its words. @see github.com/mattn/go-shellwords, by which Compose splits */
const texts: readonly (readonly [field: Field, text: string, words: readonly string[]])[] = [
  ["command", `sh -c "echo $$HOME; date"`, ["sh", "-c", "echo $HOME; date"]],
  ["command", `it\\'s 'a b'  "c d"`, ["it's", "a b", "c d"]],
  ["command", `a '' "" b`, ["a", "", "", "b"]],
  ["command", "echo über→ 'ü\u00a0n' 🐧", ["echo", "über→", "ü\u00a0n", "🐧"]],
  ["command", "a -x; b", ["a", "-x"]],
  ["command", "a\\ b c\\\\d", ["a b", "c\\d"]],
  ["command", "echo # 5 #6", ["echo", "#", "5", "#6"]],
  ["command", `x='a b'c"d e"`, ["x=a bcd e"]],
  ["command", `'$$a' "$$b" $\${c}`, ["$a", "$b", "${c}"]],
  ["command", `"a\\"b" 'c\\d' yes 017 ~ null`, ['a"b', "c\\d", "yes", "017", "~", "null"]],
  ["command", "a\n  b\tc", ["a", "b", "c"]],
  [
    "entrypoint",
    `sh -c 'exec "$$0" "$$@"' - {a: b} [c] &d *e !f`,
    ["sh", "-c", 'exec "$0" "$@"', "-", "{a:", "b}", "[c]"],
  ],
  ["entrypoint", `/init "a: b" '- c' "#d" @e %f`, ["/init", "a: b", "- c", "#d", "@e", "%f"]],
];

test("the docker CLI takes the words that Compose takes, of ten and more odd texts", async () => {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-words-"));
  try {
    const compose = join(directory, "compose.yml");
    const stack = join(directory, "stack.yml");
    const service = ([field, text]: (typeof texts)[number]) => ({
      image: "nginx:1.27",
      restart: "always",
      [field]: text,
    });
    const services = Object.fromEntries(texts.map((one, i) => [`s${i}`, service(one)]));
    await writeFile(compose, JSON.stringify({ services }));
    const { status, err } = await ran(
      process.execPath,
      [main, "convert", "-f", compose, "-o", stack],
      directory,
      environment,
    );
    assert.equal(status, 0, err);
    const judged = await ran("docker", ["stack", "config", "-c", stack], directory, environment);
    assert.deepEqual([judged.status, judged.err], [0, ""]);
    const read = parse(judged.out) as { services: Record<string, Partial<Record<Field, readonly string[]>>> };
    assert.deepEqual(
      texts.map(([field, text], i) => [text, read.services[`s${i}`]?.[field]]),
      texts.map(([, text, words]) => [text, words]),
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});
