// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
import { expect, test } from "vitest";
import { aService, directory, readingProject } from "../testing/reading.ts";

const text = aService("    labels: {site: '${SITE}', unit: '${UNIT}', both: '${BOTH}'}\n");
const disk = {
  [`${directory}/.env`]: "SITE=of-dotenv\nUNIT=of-dotenv\n",
  [`${directory}/plant.env`]: "SITE=north\nUNIT=1\nBOTH=$SITE\n",
  "/etc/site.env": 'UNIT=2\nBOTH="$SITE-$UNIT"\n',
};
const labels = (envFiles: readonly string[], environment = {}) =>
  readingProject(text, { disk, envFiles, environment }).at("services", "web", "labels");

test("files of variables stand in place of `.env`; later ones go over earlier ones and may use what they say", () => {
  expect(labels([`${directory}/plant.env`])).toEqual({ site: "north", unit: "1", both: "north" });
  expect(labels([`${directory}/plant.env`, "/etc/site.env"])).toEqual({ site: "north", unit: "2", both: "north-1" });
});

test("the environment goes before them, and none of them is as good as an empty `.env`", () => {
  expect(labels([`${directory}/plant.env`], { SITE: "south" })).toMatchObject({ site: "south", both: "south" });
  expect(labels([])).toEqual({ site: "", unit: "", both: "" });
});

test("a name and profiles of the project may stand in them", () => {
  const profiled = "services: {web: {image: x}, tool: {image: y, profiles: [tools]}}\n";
  const named = { "/e": "COMPOSE_PROJECT_NAME=plant\nCOMPOSE_PROFILES=tools\n" };
  const { project } = readingProject(profiled, { disk: named, envFiles: ["/e"] });
  expect([project.name, project.services.map(({ name }) => name)]).toEqual(["plant", ["web", "tool"]]);
});

test("what is wrong in one is said where it stands, by the path that a person knows", () => {
  const wrong = { [`${directory}/plant.env`]: "SITE=a\nA B\n", "/etc/site.env": "UNIT='x\n" };
  const { said } = readingProject(aService(""), { disk: wrong, envFiles: Object.keys(wrong) });
  expect(said).toEqual(["error bad-env-file plant.env:2:1", "error bad-env-file /etc/site.env:1:6"]);
});

test("each that is not there is an error, and nothing is said of variables that it may have brought", () => {
  const { problems, said } = readingProject(text, { disk, envFiles: [`${directory}/no.env`, "/etc/no.env"] });
  expect(said).toEqual(["error unreadable-file no.env:1:1", "error unreadable-file /etc/no.env:1:1"]);
  expect(problems[0]?.remedy).toContain("--env-file");
});

test("a project that is included goes by the `.env` of its own directory all the same", () => {
  const { at } = readingProject("include: [sub/c.yml]\n", {
    disk: {
      [`${directory}/sub/c.yml`]: text,
      [`${directory}/sub/.env`]: "SITE=of-sub\n",
      "/e": "UNIT=of-file\n",
    },
    envFiles: ["/e"],
  });
  expect(at("services", "web", "labels")).toEqual({ site: "of-sub", unit: "of-file", both: "" });
});
