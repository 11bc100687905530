/**
 * How much of the processors a service gets: a quota in a period is a number of CPUs.
 * @see Linux, CFS bandwidth control: the period is 100 ms where nobody says otherwise
 */
import { textAt } from "../../../model/node.ts";
import { type Field, mapped, type Subject, serviceRule } from "../../draft.ts";
import { cpusText, numberAt, spelledAs } from "../../spelling.ts";
import { intoResources } from "./into-resources.ts";

const usualPeriodUs = 100_000;
const nothing = (why: string) => ({ why, remedy: "Nothing to do.", weakens: "nothing" }) as const;
const noNumber = {
  why: "It is not a number.",
  remedy: 'Write for example `cpus: "0.5"`.',
  weakens: "behaviour",
} as const;

export const cpu = serviceRule("cpu", ["cpus", "cpu_period", "cpu_quota"], (subject) => {
  const cpus = subject.field("cpus");
  const quota = subject.field("cpu_quota");
  const period = subject.field("cpu_period");
  if (cpus) limit(cpus, subject);
  const size = numberAt(quota?.node);
  if (!quota || size === undefined || size <= 0 || cpus) {
    const why = cpus ? "`cpus` stands beside it." : "There is no quota that it could be the period of.";
    if (quota) loseQuota(quota, size, cpus !== undefined, subject);
    if (period) subject.draft.lose(period, nothing(why));
    return;
  }
  const text = cpusText(String(size / (numberAt(period?.node) || usualPeriodUs)));
  if (text === undefined) subject.draft.lose(quota, noNumber);
  else intoResources(quota, ["limits", "cpus"], textAt(text, quota.node.at), subject);
  if (!period) return;
  subject.draft.edit({ kind: "drop", path: period.path });
  const why = "A stack file counts CPUs; the kernel's usual period of 100 ms holds.";
  subject.draft.say(period, mapped([subject.path("deploy", "resources", "limits", "cpus")], "a number of CPUs", why));
});

function limit(cpus: Field, subject: Subject): void {
  const text = cpus.node.kind === "scalar" ? spelledAs(cpus.node, "cpus") : undefined;
  if (text === undefined) subject.draft.lose(cpus, noNumber);
  else intoResources(cpus, ["limits", "cpus"], text, subject);
}

function loseQuota(quota: Field, size: number | undefined, overruled: boolean, { draft }: Subject): void {
  if (overruled) draft.lose(quota, nothing("`cpus` stands beside it."));
  else draft.lose(quota, size === undefined ? noNumber : nothing("It sets no limit."));
}
