/** The engine as a process of its own inside a throw-away machine: one request on its standard input, one answer on its output. */
import { text } from "node:stream/consumers";
import { hostEngine } from "../../../src/engine/host/host-engine.ts";
import { Fault } from "../../../src/model/fault.ts";
import type { Answer, Request } from "./inside.ts";

const { verb, words } = JSON.parse(await text(process.stdin)) as Request;
const call = hostEngine()[verb] as (...words: readonly unknown[]) => Promise<unknown>;
const answer = await call(...words, new AbortController().signal).then(
  (value): Answer => ({ value }),
  (error: unknown): Answer => {
    if (!(error instanceof Fault)) throw error;
    return { fault: { code: error.code, what: error.message, remedy: error.remedy } };
  },
);
process.stdout.write(JSON.stringify(answer));
