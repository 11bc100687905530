import { expect, test } from "vitest";
import { directory, reading } from "../testing/reading.ts";

const broker = (body: string) => `services:\n  mq:\n    image: eclipse-mosquitto:2\n${body}`;
const conf = "listener 1883\nallow_anonymous true\n";
const at = (path: string) => `${directory}/${path}`;

test("a mounted mosquitto.conf is asked for and read, under the path that the user would write", () => {
  const { stack, asked, said } = reading(
    { "edge/compose.yml": broker("    volumes: ['./mq/mosquitto.conf:/mosquitto/config/mosquitto.conf:ro']\n") },
    { disk: { [at("mq/mosquitto.conf")]: conf } },
  );
  expect(said).toEqual([]);
  expect(asked).toEqual([[at(".env")], [at("mq/mosquitto.conf")]]);
  expect(stack.services[0]?.configs).toMatchObject([
    { format: "mosquitto", path: "edge/mq/mosquitto.conf", target: "/mosquitto/config/mosquitto.conf" },
  ]);
  expect(stack.services[0]?.configs[0]?.settings[1]?.at).toEqual({
    file: "edge/mq/mosquitto.conf",
    line: 2,
    column: 1,
  });
});

test.each([
  ["a directory over the usual place", "    volumes: ['./conf:/mosquitto/config']\n", "conf/mosquitto.conf"],
  ["the innermost of two mounts", "    volumes: ['./a:/mosquitto', './b:/mosquitto/config']\n", "b/mosquitto.conf"],
  ["a file under another name", "    volumes: ['./mosquitto.conf:/etc/mq.conf']\n", "mosquitto.conf"],
  [
    "the file that the command names",
    "    command: mosquitto -c /etc/mq/x.conf\n    volumes: ['./etc:/etc/mq']\n",
    "etc/x.conf",
  ],
  [
    "an option with =",
    "    command: [mosquitto, --config-file=/etc/x.conf]\n    volumes: ['./x.conf:/etc/x.conf']\n",
    "x.conf",
  ],
])("the configuration is found through %s", (_, body, path) => {
  const { stack, asked } = reading(broker(body), { disk: { [at(path)]: conf } });
  expect(asked[1]).toEqual([at(path)]);
  expect(stack.services[0]?.configs[0]?.settings).toHaveLength(2);
});

test.each([
  [
    "a file that is named and not there",
    "    volumes: ['./mosquitto.conf:/mosquitto/config/mosquitto.conf']\n",
    "error unreadable-file compose.yml:4:15",
  ],
  [
    "a directory without the file",
    "    volumes: ['./conf:/mosquitto/config']\n",
    "notice config-unseen compose.yml:4:15",
  ],
  [
    "a file inside the image",
    "    command: mosquitto -c /mosquitto-no-auth.conf\n",
    "notice config-unseen compose.yml:4:14",
  ],
  [
    "a file inside a volume",
    "    command: mosquitto -c /d/x.conf\n    volumes: ['data:/d']\nvolumes: {data: }\n",
    "notice config-unseen compose.yml:5:15",
  ],
])("%s is said", (_, body, said) => expect(reading(broker(body)).said).toEqual([said]));

test("without any mount there is nothing to ask for", () => expect(reading(broker("")).asked).toEqual([[at(".env")]]));

test("problems of a configuration file come after those of the compose file", () => {
  const text = broker("    volumes: ['./mosquitto.conf:/mosquitto/config/mosquitto.conf']\n    prots: []\n");
  const { said } = reading(text, { disk: { [at("mosquitto.conf")]: "allow_anonymus true\n" } });
  expect(said).toEqual(["error unknown-key compose.yml:5:5", "error unknown-setting mosquitto.conf:1:1"]);
});

test("a telegraf.conf is read, and a directory of further ones is named", () => {
  const text =
    "services:\n  t:\n    image: telegraf\n    volumes:\n      - ./telegraf.conf:/etc/telegraf/telegraf.conf\n      - ./more:/etc/telegraf/telegraf.d\n";
  const { stack, said } = reading(text, {
    disk: { [at("telegraf.conf")]: "[[inputs.mqtt_consumer]]\n  topics = ['a']\n" },
  });
  expect(said).toEqual(["notice not-carried compose.yml:6:9"]);
  expect(stack.services[0]).toMatchObject({
    role: "ingest",
    configs: [{ format: "telegraf", sections: [{ value: "inputs.mqtt_consumer[0]" }] }],
  });
});

test("one file for two services is asked for once and read for each", () => {
  const text =
    "services:\n  a: &a\n    image: telegraf\n    volumes: ['./telegraf.conf:/etc/telegraf/telegraf.conf']\n  b: *a\n";
  const { stack, asked, said } = reading(text, { disk: { [at("telegraf.conf")]: "x = 1\n" } });
  expect(asked[1]).toEqual([at("telegraf.conf")]);
  expect(stack.services.map(({ configs }) => configs.length)).toEqual([1, 1]);
  expect(said).toEqual(["error unknown-key telegraf.conf:1:1"]);
});
