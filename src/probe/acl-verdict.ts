/** What a trial of the authorisation matrix shows. Pure. */
import type { BrokerIdentity } from "../model/identity.ts";
import { type Matrix, mayRead } from "./acl-matrix.ts";
import type { Trial } from "./acl-trial.ts";
import type { Observation } from "./probe.ts";
import { counted, few } from "./words.ts";

export function judgeTrial(
  identities: readonly BrokerIdentity[],
  { topics, cells }: Matrix,
  { heard, handled }: Trial,
): Omit<Observation, "service"> {
  const breaches: string[] = [];
  const missing: string[] = [];
  const unclear: string[] = [];
  const count = { published: 0, refused: 0, forNobody: 0, received: 0, withheld: 0 };
  const hears = (who: BrokerIdentity, mark: string) => heard.get(who)?.has(mark) ?? false;

  for (const topic of topics) {
    const onTopic = cells.filter((cell) => cell.topic === topic);
    const allowed = onTopic.filter(({ may }) => may);
    const readers = identities.filter((who) => mayRead(who, topic));
    const arrived = allowed.filter(({ mark }) => readers.some((who) => hears(who, mark)));
    count.published += arrived.length;
    if (readers.length > 0)
      for (const cell of allowed)
        if (!arrived.includes(cell)) missing.push(`${cell.identity.user} may publish ${topic}, but nobody heard it`);

    for (const { identity, mark } of onTopic.filter(({ may }) => !may)) {
      const hearer = identities.find((who) => hears(who, mark));
      if (hearer) breaches.push(`${identity.user} published on ${topic} (heard by ${hearer.user})`);
      else if (!handled.has(mark)) unclear.push(`no answer to ${identity.user} on ${topic}`);
      else if (allowed.length === 0) count.forNobody++;
      else if (arrived.length === 0) unclear.push(`no control on ${topic}`);
      else count.refused++;
    }

    for (const who of identities) {
      const got = onTopic.some(({ mark }) => hears(who, mark));
      const may = readers.includes(who);
      if (got && !may) breaches.push(`${who.user} read ${topic}`);
      else if (arrived.length === 0) continue;
      else if (may && !arrived.some(({ mark }) => hears(who, mark)))
        missing.push(`${who.user} may read ${topic}, but heard nothing`);
      else if (may) count.received++;
      else count.withheld++;
    }
  }

  if (breaches.length > 0) return { verdict: "fail", evidence: `more than allowed: ${few(breaches)}`, remedy: narrow };
  if (count.published === 0)
    return { verdict: "unknown", evidence: "control: no message that is allowed was heard by anybody", remedy: look };
  if (missing.length > 0) return { verdict: "fail", evidence: `less than allowed: ${few(missing)}`, remedy: widen };
  if (unclear.length > 0) return { verdict: "unknown", evidence: few([...new Set(unclear)]), remedy: look };
  const size = `${counted(identities.length, "identity", "identities")} x ${counted(topics.length, "topic")}`;
  const nobody =
    count.forNobody > 0 ? ` (${count.forNobody} on topics that nobody may publish: all listened, nobody heard)` : "";
  return {
    verdict: "pass",
    evidence:
      `${size}: publish ${count.published} allowed and seen, ${count.refused + count.forNobody} refused${nobody}; ` +
      `read ${count.received} allowed and seen, ${count.withheld} refused`,
  };
}

const narrow = "Narrow the broker's ACL file to what `edgeward plan` shows for each identity, and restart the broker.";
const widen = "Compare the broker's ACL file with what `edgeward plan` shows: an identity cannot do its work.";
const look =
  "See that the broker is up and not overloaded (`edgeward ps`, `edgeward logs`), then run `edgeward verify` again.";
