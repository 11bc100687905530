/** Tokens as a person reads them, and as a program does. No secret is in what is handed in. */
import type { TokenReport } from "../../model/token.ts";
import { showDuration } from "../text/duration.ts";
import { painter } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { type Column, type Row, table } from "../text/table.ts";

interface Style {
  readonly paint: boolean;
  readonly width: number;
  readonly nowMs: number;
}

const columns: readonly Column[] = [
  { title: "SERVICE" },
  { title: "NODE" },
  { title: "SOURCE" },
  { title: "EXPIRES IN" },
  { title: "RENEWABLE" },
  { title: "DELIVERED AS", flexible: true },
  { title: "STATE" },
];

export function showTokens(tokens: readonly TokenReport[], { paint: colour, width, nowMs }: Style): string {
  if (tokens.length === 0) return "No service of this stack waits for a token.";
  const paint = painter(colour);
  const rows = tokens.map((token): Row => {
    const { service, runsOn, source = "-", endsAtMs, renewable, secret = "-", state } = token;
    const style = stateStyle(state);
    return {
      cells: [
        { text: oneLine(service), style: "bold" },
        { text: oneLine(runsOn.join(", ")) || "-" },
        { text: source },
        { text: endsAtMs === undefined ? (state === "current" ? "never" : "-") : left(endsAtMs - nowMs) },
        { text: renewable === undefined ? "-" : renewable ? "yes" : "no" },
        { text: secret },
        { text: words[state], ...(style && { style }) },
      ],
    };
  });
  const faults = tokens.flatMap(({ service, fault }) =>
    fault ? [`${oneLine(service)}: ${oneLine(fault.what)}\n    ${oneLine(fault.remedy)}`] : [],
  );
  return [table(columns, rows, { width, paint }), ...faults].join("\n");
}

const words: Readonly<Record<TokenReport["state"], string>> = {
  waiting: "not made yet",
  undelivered: "to be delivered",
  current: "current",
  due: "renewal is due",
  ended: "ended",
  "in-doubt": "not known",
  "no-source": "nobody makes it",
  faulty: "faulty",
};

const stateStyle = (state: TokenReport["state"]): "green" | "red" | "yellow" | undefined =>
  state === "current" ? "green" : ["ended", "no-source", "faulty"].includes(state) ? "red" : "yellow";

const left = (ms: number): string => (ms > 0 ? showDuration(ms) : "over");

export const tokensJson = (tokens: readonly TokenReport[]): string => JSON.stringify(tokens, undefined, 2);

export function showDelivered(
  delivered: readonly {
    readonly service: string;
    readonly secret: string;
    readonly runsOn: readonly string[];
    readonly was: boolean;
  }[],
  stack: string,
): string {
  if (delivered.length === 0) return `No service of ${stack} waits for a token.`;
  return delivered
    .map(({ service, secret, runsOn, was }) => {
      const where = runsOn.length > 0 ? ` on ${runsOn.join(", ")}` : "";
      return was ? `${service} has its token already: ${secret}${where}.` : `${service} runs${where} with ${secret}.`;
    })
    .map(oneLine)
    .join("\n");
}

export function showRotatedTokens(
  rotated: readonly { readonly service: string; readonly secret: string; readonly oldRevoked?: boolean }[],
): string {
  return rotated
    .map(({ service, secret, oldRevoked }) => {
      const old =
        oldRevoked === undefined
          ? "There was none before."
          : oldRevoked
            ? "The old one is revoked."
            : "The old one could not be revoked: it ends with its lease.";
      return oneLine(`${service} runs with ${secret}. ${old}`);
    })
    .join("\n");
}

export function showRevoked(
  revoked: readonly {
    readonly service: string;
    readonly atStore: boolean;
    readonly endsAtMs?: number;
    readonly removed: readonly string[];
  }[],
  stack: string,
): string {
  return revoked
    .map(({ service, atStore, endsAtMs, removed }) => {
      const end =
        endsAtMs === undefined
          ? ""
          : `; if nobody renews it, it ends at ${new Date(endsAtMs).toISOString().slice(0, 19)}Z`;
      const store = atStore ? "Revoked at the store." : `The store could not be asked to revoke it${end}.`;
      const gone = removed.length > 0 ? ` Removed: ${removed.join(", ")}.` : "";
      const next = `${service} goes on without a token, and will fail where it needs one; deploy ${stack} again to have it wait for a new one.`;
      return oneLine(`${service}: ${store}${gone}\n    ${next}`).replace("    ", "\n    ");
    })
    .join("\n");
}
