/** The page, as it was built, in memory: nothing is read from the disk because of a request. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";
import { Fault } from "../../model/fault.ts";

const files = [
  ["/", "index.html", "text/html; charset=utf-8"],
  ["/page.js", "page.js", "text/javascript; charset=utf-8"],
  ["/page.css", "page.css", "text/css; charset=utf-8"],
  ["/icon.svg", "icon.svg", "image/svg+xml"],
  ["/licences.txt", "licences.txt", "text/plain; charset=utf-8"],
] as const;

/** @param directory where the build put it @throws Fault "start-failed" */
export async function pageFiles(directory: string): Promise<Hono> {
  const app = new Hono();
  for (const [path, name, type] of files) {
    const text = await readFile(join(directory, name), "utf8").catch((cause) => {
      const remedy = "Install this package whole, or run `npm run build`.";
      throw new Fault("start-failed", `${join(directory, name)}, a part of the page, is not there`, remedy, { cause });
    });
    const etag = `"${createHash("sha256").update(text).digest("base64url")}"`;
    app.get(path, (context) => {
      const kept = { etag, "cache-control": "no-cache" };
      if (context.req.header("if-none-match") === etag) return context.body(null, 304, kept);
      return context.body(text, 200, { ...kept, "content-type": type });
    });
  }
  return app;
}
