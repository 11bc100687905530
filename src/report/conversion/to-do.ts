import type { Conversion, Preparation } from "../../model/conversion.ts";
import { grouped } from "../text/grouped.ts";
import type { Paint } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { wrapHanging } from "../text/wrap.ts";

/** Commands stand alone in their lines and are not wrapped: they are there to be copied. */
export function showToDo({ preparations, stack }: Conversion, stackFile: string, paint: Paint, width: number): string {
  const before = preparations.filter(({ after }) => after !== true);
  const later = preparations.filter(({ after }) => after === true);
  const deploy = `    docker stack deploy -c ${quoted(stackFile)} ${quoted(stack.name)}`;
  return [
    paint("bold", before.length > 0 ? "First, then deploy" : "Deploy"),
    ...showCommands(before, width),
    ...(before.length > 0 ? ["  Then, on a manager"] : []),
    deploy,
    ...showCommands(later, width),
  ].join("\n");
}

function showCommands(preparations: readonly Preparation[], width: number): readonly string[] {
  return [...grouped(preparations, ({ why }) => why)].flatMap(([why, some]) => [
    ...wrapHanging(oneLine(why), width, "  ", "  "),
    ...some.map(({ command }) => `    ${oneLine(command)}`),
  ]);
}

const quoted = (word: string): string => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
