import { expect, test } from "vitest";
import { Notes } from "../../say/say.ts";
import { readEnvironment } from "./environment.ts";

function read(text: string) {
  const notes = new Notes();
  const variables = readEnvironment({ path: "agent.env", text }, notes);
  return {
    values: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    places: variables.map(({ at }) => `${at.line}:${at.column}`),
    said: notes.problems.map(({ severity, code, at }) => `${severity} ${code} ${at.line}:${at.column}`),
    notes,
  };
}

test("names and values are read with the place of each", () => {
  const { values, places, said } = read("# broker\nMQTT_HOST=localhost\n\n; also a comment\n  MQTT_PORT=1883\r\n");
  expect(values).toEqual({ MQTT_HOST: "localhost", MQTT_PORT: "1883" });
  expect([places, said]).toEqual([["2:1", "5:3"], []]);
});

// systemd.exec(5), EnvironmentFile=
test.each([
  ["A=b c ", "b c"],
  ["A=b # c", "b # c"],
  ['A="b # c"', "b # c"],
  ["A='b \"c\"'", 'b "c"'],
  ['A="b \\"c\\" \\n"', 'b "c" \\n'],
  ["A=b\\ c", "b c"],
  ['A="b"c', "bc"],
  ["A=$HOME/x", "$HOME/x"],
  ["A=b\\\nc", "bc"],
  ["A=", ""],
  ["A=b=c", "b=c"],
])("%j is read as systemd reads it", (text, value) => {
  const { values, said } = read(text);
  expect([values, said]).toEqual([{ A: value }, []]);
});

test("of a name that stands twice the last counts, with its place", () => {
  const { values, places } = read("A=1\nB=2\nA=3\n");
  expect([values, places]).toEqual([{ A: "3", B: "2" }, ["3:1", "2:1"]]);
});

test.each([
  ["a line that is no assignment", "MQTT HOST", "notice bad-env-file 1:1"],
  ["a shell's export, which systemd passes over", "export A=1", "notice bad-env-file 1:1"],
  ["a quote that is not closed", "A='b", "error bad-env-file 1:1"],
])("%s is said where it stands", (_, text, problem) => expect(read(text).said).toEqual([problem]));

test("no message shows a value", () =>
  expect(JSON.stringify(read("PASSWORD='s3cret\nexport B=s3cret\ns3cret\n").notes.problems)).not.toContain("s3cret"));
