import type { SettingValue } from "../../../model/setting.ts";
import type { Say } from "../../say/say.ts";
import type { Directive } from "./directives.ts";
import type { Line } from "./lines.ts";

/** The value of a line as its directive takes it. @returns undefined when the problem has been said */
export function readValue({ key, at, value }: Line, { takes }: Directive, say: Say): SettingValue | undefined {
  if (value.value === "") {
    return say.error("bad-setting", at, `\`${key}\` has no value`, `Write \`${key} ${example(takes)}\`.`);
  }
  if (takes === "text") {
    if (/\s#/.test(value.value)) {
      const what = `mosquitto takes the # and what follows it as part of \`${key}\``;
      say.notice("comment-in-value", value.at, what, "Put the comment in a line of its own.");
    }
    return value.value;
  }
  if (takes === "words") return value.value.replace(/\s+#.*$/, "");
  const [word = "", ...rest] = value.value.split(/ +/);
  if (rest.length > 0 && !rest[0]?.startsWith("#")) {
    const what = `\`${key}\` takes one value: mosquitto ignores what follows it`;
    say.notice("comment-in-value", value.at, what, "Take the rest away, or write it in a comment line.");
  }
  if (takes === "flag") {
    if (word === "true" || word === "false") return word === "true";
    const what = `\`${key}\` takes true or false`;
    return say.error("bad-setting", value.at, what, `Write \`${key} true\` or \`${key} false\`.`);
  }
  if ("oneOf" in takes) {
    if (takes.oneOf.includes(word)) return word;
    const what = `\`${key}\` does not take \`${word}\``;
    return say.error("bad-setting", value.at, what, `Write one of: ${takes.oneOf.join(", ")}.`);
  }
  const number = /^-?\d{1,15}$/.test(word) ? Number(word) : Number.NaN;
  if (number >= takes.from && number <= takes.to) return number;
  const what = `\`${key}\` takes a whole number from ${takes.from} to ${takes.to}`;
  return say.error("bad-setting", value.at, what, `Write for example \`${key} ${example(takes)}\`.`);
}

function example(takes: Directive["takes"]): string {
  if (takes === "text" || takes === "words") return "value";
  if (takes === "flag") return "true";
  return "oneOf" in takes ? (takes.oneOf[0] ?? "") : String(Math.max(takes.from, 1));
}
