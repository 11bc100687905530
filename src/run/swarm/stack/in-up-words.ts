/** What conversion says of a stack file and of who deploys it, as it is where nobody writes the one and Edgeward does the other. */
import type { Problem } from "../../../model/problem.ts";

const words: readonly (readonly [RegExp, string])[] = [
  [/ stands in the stack file, and /, " goes to the swarm as it is, and "],
  [/ goes into the stack file, since docker would misread that file$/, " goes to the swarm as it is"],
  [/; or write the file as plain NAME=value lines, without quotes, and convert again/, ""],
  [/docker takes it from the shell that deploys it,/, "`edgeward up` takes it from the shell that it is run in,"],
  [/^Deploy from a shell that has none: `env (.*) docker stack deploy …`/, "Run `env $1 edgeward up …`"],
  [
    /from the shell that deploys it: docker reads no `\.env`/,
    "from the shell that `edgeward up` is run in, not from `.env`",
  ],
  [/ and convert again: docker reads it when the stack is deployed/, " and run this again"],
  [/^A stack file (?=cannot|does|has|takes)/, "A swarm "],
];

export const inUpWords = (problem: Problem): Problem => ({
  ...problem,
  what: reworded(problem.what),
  remedy: reworded(problem.remedy),
});

const reworded = (text: string): string => words.reduce((now, [from, to]) => now.replace(from, to), text);
