/** Engines of a test's own, and what the loops that make and end membership are handed besides: none of it touches a machine. */
import type { Asked, Docker, Method } from "../../../../engine/docker/docker.ts";
import type { EngineAddress } from "../../../../model/engine-address.ts";
import type { NodeBookStore } from "../../swarm-tools.ts";
import type { NodeTools } from "../node-tools.ts";

const unasked = (): never => {
  throw new Error("nobody should have asked for that");
};

export const at = (path: string): EngineAddress => ({ by: "unix", path });
export const never = new AbortController().signal;

export function anEngine(
  address: string,
  answer: (method: Method, path: string, request: Asked) => unknown,
): Docker & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    address,
    api: "1.45",
    release: "26.1.5",
    asked,
    ask: async <Answer>(method: Method, path: string, request: Asked = {}) => {
      asked.push(`${method} ${path}${request.query ? ` ${JSON.stringify(request.query)}` : ""}`);
      return (await answer(method, path, request)) as Answer;
    },
    stream: () => unasked(),
    hijack: () => unasked(),
    async [Symbol.asyncDispose]() {},
  };
}

const nothingKept: NodeBookStore = {
  read: async () => undefined,
  change: async () => undefined,
  forget: async () => undefined,
};

/** @param engineAt by the address, `unix:///edge` */
export function nodeTools(engineAt: (address: string) => Docker, book: NodeBookStore = nothingKept): NodeTools {
  const used: Omit<NodeTools, "door" | "engine"> = {
    clock: { now: () => 0, elapsed: () => 0, sleep: async () => undefined },
    tell: () => undefined,
    address: async () => unasked(),
    connect: async (address) => engineAt(address.by === "unix" ? `unix://${address.path}` : unasked()),
    book,
    helperImage: () => unasked(),
    engineFacts: async () => ({
      hostname: "edge",
      release: "26.1.5",
      api: "1.45",
      rootless: false,
      liveRestore: false,
      clock: { aheadMs: 0, withinMs: 0 },
    }),
    lookAt: () => unasked(),
    unlockKeys: { keep: async () => "/keys/s.unlock-key", kept: async () => [], open: () => unasked() },
  };
  return used as NodeTools;
}
