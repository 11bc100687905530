/**
 * One file for each mapping rule, in `rules/<id>.yml`: the compose file, what this rule alone makes of it, and what it says became of
 * each field. Write the first document by hand, run with `-u`, and read the rest as a diff.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { apply } from "../../../src/convert/apply.ts";
import type { Proposal, Rule } from "../../../src/convert/rule.ts";
import { rules } from "../../../src/convert/rules.ts";
import { aView } from "../../../src/convert/testing/view.ts";
import type { Fate } from "../../../src/model/conversion.ts";
import { plainOf, showPath } from "../../../src/model/node.ts";

const directory = new URL("rules/", import.meta.url).pathname;
const place = (id: string) => `${directory}${id}.yml`;

test.each(rules.map((rule) => [rule.id, rule] as const))("%s does what its golden file says", async (id, rule) => {
  expect(existsSync(place(id)), `there is no ${place(id)}`).toBe(true);
  const [input = ""] = readFileSync(place(id), "utf8").split(/^---$/m);
  await expect(golden(input.trimEnd(), rule)).toMatchFileSnapshot(place(id));
});

test("every golden file belongs to a rule", () => {
  const known = new Set(rules.map(({ id }) => `${id}.yml`));
  expect(readdirSync(directory).filter((name) => !known.has(name))).toEqual([]);
});

function golden(input: string, rule: Rule): string {
  const view = aView(input, { disk });
  const proposal = rule.propose(view);
  const output = plainOf(apply(view.project.root, proposal.edits ?? []));
  const parts = [output, fatesOf(proposal), besideOf(proposal)].filter((part) => part !== undefined);
  return [input, ...parts.map((part) => stringify(part, { lineWidth: 0, indentSeq: false }).trimEnd()), ""]
    .join("\n---\n")
    .replace(/\n---\n$/, "\n");
}

/** Files that the compose files in the golden files name. */
const disk: Readonly<Record<string, string>> = {
  "/srv/stack/app.conf": "level = info\n",
  "/srv/stack/app.env": "MODE=production\nPORT=8080\n",
  "/srv/stack/app.labels": "tier=front\nteam=plant\n",
  "/srv/stack/password.txt": "a password\n",
};

function fatesOf({ dispositions = [] }: Proposal): unknown {
  const told = ({ fate, ...more }: Fate): string => {
    if ("to" in more) return `mapped to ${more.to.map(showPath).join(", ") || "nothing in the stack file"}`;
    return "weakens" in more ? `lost, weakens ${more.weakens}` : fate;
  };
  return {
    fates: Object.fromEntries(
      dispositions.map(({ path, file, api }) => [
        showPath(path),
        api ? { file: told(file), api: told(api) } : told(file),
      ]),
    ),
  };
}

/** What else the rule says; undefined where it says nothing else. */
function besideOf(proposal: Proposal): unknown {
  const problems = (list: Proposal["refusals"]) => list?.map(({ code, at }) => `${code} in line ${at.line}`);
  const beside = {
    beyond: Object.fromEntries(proposal.beyond ?? []),
    placement: proposal.placement?.map(({ service, constraint }) => `${service}: ${constraint}`),
    preparations: proposal.preparations?.map(({ command }) => command),
    aside: proposal.aside?.map(({ path }) => path),
    refusals: problems(proposal.refusals),
    notices: problems(proposal.notices),
  };
  const told = Object.entries(beside).filter(([, value]) => value !== undefined && Object.keys(value).length > 0);
  return told.length > 0 ? Object.fromEntries(told) : undefined;
}
