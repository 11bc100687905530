import { parseDuration } from "../../../compose/amount/quantity.ts";
import { parseSize } from "../../../compose/amount/size.ts";
import type { SettingValue } from "../../../model/setting.ts";
import { isTopicFilter } from "../../../model/topic.ts";
import { filterRemedy } from "../../edgeward/service.ts";
import type { Remedy } from "../../say/say.ts";
import { didYouMean } from "../../say/suggest.ts";
import type { Takes } from "./keys.ts";

/** What is wrong, as the end of a sentence that begins with the key; and what to write instead. */
export interface Wrong {
  readonly code: "wrong-type" | "bad-value" | "bad-topic";
  readonly what: string;
  readonly remedy: Remedy;
}

/** A value with a variable in it is judged by whoever knows the variable. */
const hasVariable = (text: string) => /\$\{?\w|@\{/.test(text);

export function wrongIn(value: SettingValue, takes: Takes): Wrong | undefined {
  if (typeof takes === "object") return "oneOf" in takes ? notOneOf(value, takes.oneOf) : notWithin(value, takes);
  switch (takes) {
    case "text":
      return typeof value === "string" ? undefined : wrongType("a text", 'Put it in quotes: "…".');
    case "texts":
      return isTexts(value) ? undefined : wrongType("a list of texts", 'Write ["a", "b"].');
    case "flag":
      return typeof value === "boolean"
        ? undefined
        : wrongType("true or false", "Write true or false, without quotes.");
    case "number":
      return typeof value === "number" ? undefined : wrongType("a number", "Write a number, without quotes.");
    case "duration":
      return isDuration(value) ? undefined : wrongType("a time", 'Write for example "10s" or "500ms".');
    case "size":
      return isSize(value) ? undefined : wrongType("a size", 'Write for example "512B" or "10MB".');
    case "table":
      return wrongType("a table", "Write it as a [table] of its own.");
    case "filters":
      return wrongFilters(value);
    case "servers":
      return wrongServers(value);
  }
}

const wrongType = (wanted: string, remedy: string): Wrong => ({ code: "wrong-type", what: `takes ${wanted}`, remedy });

const isTexts = (value: SettingValue): value is readonly string[] =>
  typeof value === "object" && value.every((item) => typeof item === "string");

/** Telegraf takes whole seconds without quotes, and an empty text for none. */
function isDuration(value: SettingValue): boolean {
  if (typeof value === "number") return value >= 0;
  if (typeof value !== "string") return false;
  return (
    value === "" || hasVariable(value) || /^\d+(\.\d+)?$|^\d+ns$/.test(value) || parseDuration(value) !== undefined
  );
}

function isSize(value: SettingValue): boolean {
  if (typeof value === "number") return value >= 0;
  return typeof value === "string" && (hasVariable(value) || parseSize(value) !== undefined);
}

function notOneOf(value: SettingValue, known: readonly string[]): Wrong | undefined {
  if (typeof value !== "string") return wrongType("a text", `Write one of: ${known.join(", ")}.`);
  if (known.includes(value) || hasVariable(value)) return undefined;
  return { code: "bad-value", what: `does not take \`${value}\``, remedy: didYouMean(value, known) };
}

function notWithin(value: SettingValue, { from, to }: { from: number; to: number }): Wrong | undefined {
  if (typeof value === "number" && Number.isInteger(value) && value >= from && value <= to) return undefined;
  return wrongType(`a whole number from ${from} to ${to}`, `Write for example ${from}, without quotes.`);
}

function wrongFilters(value: SettingValue): Wrong | undefined {
  if (!isTexts(value)) return wrongType("a list of topic filters", 'Write ["sensors/#"].');
  const bad = value.find((filter) => !hasVariable(filter) && !isTopicFilter(filter));
  return bad === undefined
    ? undefined
    : { code: "bad-topic", what: `has \`${bad}\`, which is no topic filter`, remedy: filterRemedy };
}

const server = /^([a-z][a-z0-9+]*:\/\/)?[^\s]+$/i;

function wrongServers(value: SettingValue): Wrong | undefined {
  const remedy = 'Write ["tcp://mosquitto:1883"] or ["http://influxdb:8086"].';
  if (!isTexts(value)) return wrongType("a list of addresses", remedy);
  if (value.every((address) => server.test(address))) return undefined;
  return { code: "bad-value", what: "has an address that is none", remedy };
}
