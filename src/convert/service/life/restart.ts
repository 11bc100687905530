/**
 * When a service is started again. Compose leaves a service down unless `restart` says otherwise; a swarm starts it again whatever
 * happened, unless `deploy.restart_policy` says otherwise.
 * A service without `restart` is started again when it fails: on a swarm nothing waits for what it depends on, and a node may go.
 * It is not started again when it ends well, so that a job that nobody recognised is not rerun for ever.
 */
import { mapAt, type Node, textAt, textOf, valueAt } from "../../../model/node.ts";
import type { Span } from "../../../model/span.ts";
import { below, Draft, type Field, mapped, type Subject, subjectOf } from "../../draft.ts";
import type { Rule } from "../../rule.ts";
import { respell, type Shape } from "../../spelling.ts";
import { type OneShots, oneShotsOf } from "./one-shot.ts";

/** Five minutes for what it needs to come up: EdgeX on a small box takes two. */
const jobDelay = "10s";
const jobAttempts = 30;

/** Compose takes the names of `restart` here, too. @see docker/compose, mapRestartPolicyCondition */
const conditions: Readonly<Record<string, string>> = { no: "none", always: "any", "unless-stopped": "any" };

const policyShape: Shape = {
  keys: { delay: "duration", max_attempts: "whole", window: "duration" },
};

export const restart: Rule = {
  id: "restart",
  accounts: ["services.*.restart", "services.*.deploy.restart_policy"],
  propose: ({ project, ...view }) => {
    const draft = new Draft("restart");
    const oneShots = oneShotsOf(project);
    const silent: { readonly name: string; readonly at: Span }[] = [];
    for (const service of project.services) {
      const subject = subjectOf(service, { project, ...view }, draft);
      const policy = subject.field("deploy", "restart_policy");
      const written = subject.field("restart");
      if (policy) keepPolicy(policy, draft);
      if (written && policy) loseRestart(written, draft);
      else if (written) mapRestart(written, subject, oneShots);
      else if (!policy) {
        putDefault(subject, oneShots);
        if (!oneShots.has(service.name)) silent.push(service);
      }
    }
    tellOfSilent(silent, draft);
    return draft.proposal;
  },
};

function keepPolicy(policy: Field, draft: Draft): void {
  draft.keep(policy);
  respell(draft, policy, policyShape);
  const condition = below(policy, "condition");
  const name = condition && conditions[textOf(condition.node) ?? ""];
  if (condition && name !== undefined) {
    draft.respell(condition, textAt(name, condition.node.at), `\`${name}\``, "A swarm has its own name for it.");
  }
}

function loseRestart(written: Field, draft: Draft): void {
  const why = "`deploy.restart_policy` stands beside it and goes first, in Compose as on a swarm.";
  draft.lose(written, { why, remedy: "Nothing to do.", weakens: "nothing" });
}

function mapRestart(written: Field, subject: Subject, oneShots: OneShots): void {
  const { draft, service } = subject;
  const job = oneShots.get(service.name);
  const [name = "", count] = (textOf(written.node) ?? "no").split(":");
  const waits = job !== undefined && subject.field("depends_on") !== undefined;
  const always = name === "always" || name === "unless-stopped";
  const at = written.node.at;
  draft.edit({ kind: "drop", path: written.path });
  if (name === "on-failure") {
    const attempts: { max_attempts?: number } = /^0*[1-9]\d{0,8}$/.test(count ?? "")
      ? { max_attempts: Number(count) }
      : {};
    const times = attempts.max_attempts;
    const into = times === undefined ? "`on-failure`" : `\`on-failure\`, ${times} times at most`;
    put(written, subject, policyOf("on-failure", at, attempts), into, "A swarm has its own place for it.");
  } else if (always && job?.surely !== true) {
    put(written, subject, policyOf("any", at), "`any`", "A swarm has its own place and name for it.");
  } else if (job && (always || waits)) {
    const why = `It does a job and ends: ${job.why}; until what it needs is up, it is tried again.`;
    put(written, subject, jobPolicy(at), `\`on-failure\`, ${jobAttempts} times at most`, why);
  } else {
    const why = "A swarm would start it again for ever, also when it ended well.";
    put(written, subject, policyOf("none", at), "`none`", why);
  }
}

function put(written: Field, subject: Subject, node: Node, into: string, why: string): void {
  const path = subject.path("deploy", "restart_policy");
  subject.draft.edit({ kind: "put", path, node });
  subject.draft.say(written, mapped([path], into, why));
}

function putDefault(subject: Subject, oneShots: OneShots): void {
  const { service, draft } = subject;
  const node = oneShots.has(service.name) ? jobPolicy(service.at) : policyOf("on-failure", service.at);
  draft.edit({ kind: "put", path: subject.path("deploy", "restart_policy"), node });
}

const jobPolicy = (at: Span): Node => policyOf("on-failure", at, { delay: jobDelay, max_attempts: jobAttempts });

function policyOf(condition: string, at: Span, more: { delay?: string; max_attempts?: number } = {}): Node {
  return mapAt(
    {
      condition: textAt(condition, at),
      delay: more.delay === undefined ? undefined : textAt(more.delay, at),
      max_attempts: more.max_attempts === undefined ? undefined : valueAt(more.max_attempts, at),
    },
    at,
  );
}

/** One sentence for all of them. */
function tellOfSilent(silent: readonly { readonly name: string; readonly at: Span }[], draft: Draft): void {
  const [first] = silent;
  if (first === undefined) return;
  const names = silent.slice(0, 5).map(({ name }) => `\`${name}\``);
  const more = silent.length > 5 ? ` and ${silent.length - 5} more` : "";
  const what = `${names.join(", ")}${more}: no \`restart\`, so a swarm starts it again when it fails, and leaves it when it ends well`;
  const remedy =
    'Write `restart: always` for what shall also come back after a reboot, `restart: "no"` for what shall not come back at all.';
  draft.notice(first.at, "no-restart", what, remedy);
}
