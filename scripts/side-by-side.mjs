/**
 * Runs scripts of package.json at the same time, and prints what each says when it ends: `node scripts/side-by-side.mjs types lint`.
 * Waits for all of them; fails when one does.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";

async function ran(name) {
  const child = spawn("npm", ["run", "--silent", name], { stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(chunk));
  const [status] = await once(child, "close");
  process.stdout.write(`${status === 0 ? "ok     " : "failed "}${name}\n`);
  process.stdout.write(Buffer.concat(said));
  return status;
}

const statuses = await Promise.all(process.argv.slice(2).map(ran));
process.exitCode = statuses.every((status) => status === 0) ? 0 : 1;
