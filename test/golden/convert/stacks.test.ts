/** What holds for stacks as people have them. */
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { convert } from "../../../src/convert/convert.ts";
import { rules } from "../../../src/convert/rules.ts";
import { aView } from "../../../src/convert/testing/view.ts";
import { childOf, entriesOf, type Mapping, nodeAt, plainOf, showPath, textOf } from "../../../src/model/node.ts";
import { disk } from "./projects.ts";
import { stacks, stackView } from "./stacks.ts";

test.each(stacks)("%s stays as it is when it is converted once more", (name) => {
  const view = stackView(name);
  const text = stringify(plainOf(convert(view).stack.root), { aliasDuplicateObjects: false });
  const again = aView(text, { disk, name: view.project.name });
  const edits = rules.flatMap((rule) =>
    (rule.propose(again).edits ?? []).map((edit) => `${rule.id} ${showPath(edit.path)}`),
  );
  expect(edits).toEqual([]);
});

test.each(stacks)("%s opens no port that only this machine could reach", (name) => {
  const { project } = stackView(name);
  const local = portsOf(project.root).filter(({ written }) => /127\.|localhost|::1/.test(written));
  const opened = portsOf(convert(stackView(name)).stack.root);
  const open = local.filter((port) =>
    opened.some((one) => one.service === port.service && one.published === port.published),
  );
  expect(open).toEqual([]);
});

test.each(stacks)("%s has each network encrypted that the stack makes, and each port in its long form", (name) => {
  const { root } = convert(stackView(name)).stack;
  for (const { key, value } of entriesOf(root, "networks")) {
    const isOutside = value.kind === "map" && childOf(value, "external") !== undefined;
    const encrypted = value.kind === "map" && childOf(value, "driver_opts");
    expect([
      key,
      isOutside || (encrypted && entriesOf(value, "driver_opts").some((one) => one.key === "encrypted")),
    ]).toEqual([key, true]);
  }
  expect(portsOf(root).filter(({ isLong }) => !isLong)).toEqual([]);
});

test("a stack file in another directory finds the same files", () => {
  const { root } = convert(stackView("shares.yml", { outputDirectory: "/srv/out" })).stack;
  expect(nodeAt(root, ["services", "media", "volumes", 3, "source"])).toMatchObject({ value: "../elsewhere" });
  expect(nodeAt(root, ["volumes", "bound", "driver_opts", "device"])).toMatchObject({ value: "/srv/stack/bound" });
  expect(plainOf(nodeAt(root, ["services", "media", "env_file"]) ?? root)).toEqual(["../stack/app.env"]);
  const other = convert(stackView("nextcloud.yml", { outputDirectory: "/srv/out" })).stack.root;
  expect(nodeAt(other, ["secrets", "mysql_password", "file"])).toMatchObject({ value: "../stack/password.txt" });
});

function portsOf(root: Mapping) {
  return entriesOf(root, "services").flatMap(({ key: service, value }) => {
    const ports = value.kind === "map" ? childOf(value, "ports") : undefined;
    const items = ports?.kind === "list" ? ports.items : [];
    return items.map((item) => {
      const written = JSON.stringify(plainOf(item));
      const published = item.kind === "map" ? textOf(childOf(item, "published")) : written.split(":").at(-2);
      return { service, written, published, isLong: item.kind === "map" };
    });
  });
}
