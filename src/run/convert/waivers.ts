/** What a person accepts by name, in the compose file and on the command line, and which of it is needed. */
import { Fault } from "../../model/fault.ts";
import type { Problem } from "../../model/problem.ts";
import type { Project } from "../../model/project.ts";
import { type Span, showSpan } from "../../model/span.ts";
import { waiverNames } from "../../model/waiver.ts";
import { meantOrAll } from "../../read/say/suggest.ts";

/** From the command line. */
export interface Waived {
  readonly service: string;
  readonly name: string;
}

export interface Waivers {
  /** Asked only of what would be refused: what is answered with true is needed. */
  readonly has: (service: string, name: string) => boolean;
  /** Notices of those that nothing has asked for so far. */
  idle(): readonly Problem[];
}

interface Given extends Waived {
  readonly at: Span;
  /** As a person wrote it. */
  readonly written: string;
}

/** @throws Fault "bad-command-line" for names that are not there: a waiver that is misspelt would waive nothing */
export function waiversFor(project: Project, waived: readonly Waived[]): Waivers {
  checkNames(project, waived);
  const given = [...inFile(project), ...waived.map((one) => onCommandLine(one, project))];
  const accepted = new Set(given.map(keyOf));
  const needed = new Set<string>();
  return {
    has(service, name) {
      const key = keyOf({ service, name });
      if (!accepted.has(key)) return false;
      needed.add(key);
      return true;
    },
    idle() {
      // An anchor, or a service that others extend, may waive for several: it is of use if one needs it.
      const useful = new Set(given.filter((one) => needed.has(keyOf(one))).map(placeOf));
      return given.filter((one) => !useful.has(placeOf(one))).map(idleWaiver);
    },
  };
}

const keyOf = ({ service, name }: Waived): string => `${service}:${name}`;
const placeOf = ({ written, at }: Given): string => `${written} ${showSpan(at)}`;

function inFile({ services }: Project): readonly Given[] {
  return services.flatMap(({ name: service, waivers }) =>
    waivers.map(({ name, at }) => ({ service, name, at, written: name })),
  );
}

function onCommandLine({ service, name }: Waived, { services, leftOut, root }: Project): Given {
  const at = services.find((one) => one.name === service)?.at ?? leftOut.find(({ value }) => value === service)?.at;
  return { service, name, at: at ?? root.at, written: `--waive ${service}:${name}` };
}

function idleWaiver({ at, written }: Given): Problem {
  const what = `\`${written}\` waives nothing: nothing of that kind is refused`;
  return { severity: "notice", code: "idle-waiver", at, what, remedy: "Take it out, so that it hides nothing later." };
}

function checkNames({ services, leftOut }: Project, waived: readonly Waived[]): void {
  const names = [...services.map(({ name }) => name), ...leftOut.map(({ value }) => value)];
  const wrong = waived.flatMap(({ service, name }) => {
    const option = `--waive ${service}:${name}`;
    const known: readonly string[] = waiverNames;
    return [
      names.includes(service)
        ? []
        : [{ what: `${option} names no service`, remedy: meantOrAll(service, names, "The services are") }],
      known.includes(name)
        ? []
        : [{ what: `${option} names nothing that is refused`, remedy: meantOrAll(name, known, "What can be waived:") }],
    ].flat();
  });
  if (wrong.length === 0) return;
  const remedies = [...new Set(wrong.map(({ remedy }) => remedy))];
  throw new Fault("bad-command-line", wrong.map(({ what }) => what).join("; "), remedies.join(" "));
}
