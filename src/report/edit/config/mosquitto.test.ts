import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change } from "../../../model/change.ts";
import { aDrop, aSetting } from "../../testing/changes.ts";
import { toLines } from "../lines.ts";
import { editMosquitto } from "./mosquitto.ts";
import { mosquittoLines } from "./mosquitto-lines.ts";

const file = "mosquitto.conf";
const set = (section: string, key: string, after: string, more: { before?: string; line?: number } = {}) =>
  aSetting(file, section, key, { after, ...more });

const demo = `# Works for now.
listener 1883
allow_anonymous true
#password_file /mosquitto/config/passwd

persistence true
`;

test("a setting is changed where it stands", () => {
  const change = set("listener 1883", "allow_anonymous", "false", { before: "true", line: 3 });
  expect(editMosquitto(demo, [change])).toBe(demo.replace("true", "false"));
});

test("a commented-out default is filled in where it stands, also below a listener", () => {
  const edited = editMosquitto(demo, [set("", "password_file", "/run/secrets/p")]);
  expect(edited).toBe(demo.replace("#password_file /mosquitto/config/passwd", "password_file /run/secrets/p"));
});

test("a sentence that begins with the key is not taken for its default", () => {
  const text = "# password_file is where users are kept\nlistener 1883\n";
  expect(editMosquitto(text, [set("", "password_file", "/p")])).toBe(
    "# password_file is where users are kept\npassword_file /p\nlistener 1883\n",
  );
});

test("a listener goes with its own lines, and what holds for the whole broker stays", () => {
  const text =
    "listener 1883\nprotocol mqtt\nallow_anonymous false\npersistence true\n\nlistener 9001\nprotocol websockets\n";
  expect(editMosquitto(text, [aDrop(file, "listener 1883")])).toBe(
    "allow_anonymous false\npersistence true\n\nlistener 9001\nprotocol websockets\n",
  );
});

test("the default listener goes by its port, with what is its own", () => {
  const text = "max_connections 7\nport 1883\nuser me\nlistener 9001\nbind_address 10.0.0.1\nprotocol websockets\n";
  expect(editMosquitto(text, [aDrop(file, "listener 1883")])).toBe("user me\nlistener 9001\nprotocol websockets\n");
});

test("what holds for the whole broker counts wherever it stands, also below a bridge", () => {
  const text = "listener 8883\nconnection cloud\naddress c:8883\nallow_anonymous true\n";
  expect(editMosquitto(text, [set("", "allow_anonymous", "false")])).toBe(text.replace("true", "false"));
});

test("with per_listener_settings, a listener's login goes with it", () => {
  const text = "per_listener_settings true\nlistener 1883\nallow_anonymous true\nplugin_opt_x 1\nlistener 8883\n";
  expect(editMosquitto(text, [aDrop(file, "listener 1883")])).toBe("per_listener_settings true\nlistener 8883\n");
});

test("a new listener comes last, with its settings below it", () => {
  const edited = editMosquitto("listener 1883\n", [
    set("listener 8883", "certfile", "/c"),
    set("listener 8883", "keyfile", "/k"),
    aDrop(file, "listener 1883"),
  ]);
  expect(edited).toBe("\nlistener 8883\ncertfile /c\nkeyfile /k\n");
});

test("what holds for the whole broker comes before the first listener, not into it", () => {
  expect(editMosquitto("user me\nlistener 1883\n", [set("", "acl_file", "/a")])).toBe(
    "user me\nacl_file /a\nlistener 1883\n",
  );
});

test("a key that may stand several times is not written over when the value is there already", () => {
  const text = "listener 1883\nlog_type error\nlog_type warning\n";
  expect(editMosquitto(text, [set("", "log_type", "error"), set("", "log_type", "warning")])).toBe(text);
});

test("of lines with the same key, the one that the change names is changed or goes", () => {
  const text = "log_type error\nlog_type all\nlog_type warning\n";
  expect(editMosquitto(text, [aSetting(file, "", "log_type", { before: "all", line: 2 })])).toBe(
    "log_type error\nlog_type warning\n",
  );
  expect(editMosquitto(text, [aSetting(file, "", "log_type", { before: "all" })])).toBe(
    "log_type error\nlog_type warning\n",
  );
});

test("of lines that say the same, the one at the change's place is changed", () => {
  const change = aSetting(file, "", "log_type", { before: "all", after: "error", line: 1 });
  expect(editMosquitto("log_type all\nlog_type all\n", [change])).toBe("log_type error\nlog_type all\n");
});

test("a bridge keeps its own settings and gives none to the broker", () => {
  const text = "connection cloud\nremote_password x\n";
  expect(editMosquitto(text, [set("", "password_file", "/p")])).toBe(`password_file /p\n${text}`);
});

test("CRLF and a missing final line end stay", () => {
  expect(
    editMosquitto("listener 1883\r\nallow_anonymous true", [set("listener 1883", "allow_anonymous", "false")]),
  ).toBe("listener 1883\r\nallow_anonymous false");
  expect(editMosquitto("user me\r\nlog_dest stdout", [set("listener 8883", "certfile", "/c")])).toBe(
    "user me\r\nlog_dest stdout\r\n\r\nlistener 8883\r\ncertfile /c",
  );
});

test("indentation and alignment of a changed line stay", () => {
  expect(editMosquitto("  allow_anonymous \t true  \n", [set("", "allow_anonymous", "false")])).toBe(
    "  allow_anonymous \t false\n",
  );
});

const keys = ["allow_anonymous", "password_file", "certfile", "log_type", "max_connections", "persistence"] as const;
const sections = ["", "listener 1883", "listener 8883 127.0.0.1", "connection c"] as const;
const line = fc.oneof(
  fc.constantFrom(
    ...sections.slice(1),
    "port 1883",
    "",
    "   ",
    "# a comment",
    "#password_file",
    "# certfile /x",
    "\ttabs",
  ),
  fc.tuple(fc.constantFrom(...keys), fc.constantFrom("true", "false", "/a b")).map((parts) => parts.join(" ")),
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll("\n", "")),
);
const texts = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 14 }), line)
  .map(([lines, last]) => lines.flat().join("") + last);
const changes: fc.Arbitrary<Change> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...sections.slice(0, -1)),
      fc.constantFrom(...keys),
      fc.constantFrom("true", "/new", undefined),
      fc.option(fc.nat(14), { nil: undefined }),
    )
    .map(([section, key, after, at]) =>
      aSetting(file, section, key, { ...(after && { after }), ...(at && { line: at }) }),
    ),
  fc.constantFrom("x", "y").map((after) => aSetting(file, "connection c", "remote_password", { after })),
  fc.constantFrom(...sections.slice(1)).map((section) => aDrop(file, section)),
);

/** Each key once, and nothing set in a section that goes: changes that contradict each other have no lasting result. */
const agreeing = fc
  .uniqueArray(changes, { maxLength: 4, selector: (change) => (change.kind === "setting" ? change.key : change.kind) })
  .map((some) => {
    const drops = some.flatMap((change) => (change.kind === "drop-section" ? [change.section] : []));
    // A listener's setting outside of any section is the default listener's, which has a name where there is a `port`.
    const goes = (section: string, key: string) =>
      drops.includes(section) || (section === "" && drops.length > 0 && /^(?:certfile|max_connections)$/.test(key));
    return some.filter((change) => change.kind !== "setting" || !goes(change.section, change.key)).map(withoutPlace);
  });

test("applying the same changes again changes nothing", () => {
  fc.assert(
    fc.property(texts, agreeing, (text, some) => {
      const once = editMosquitto(text, some);
      assert.equal(editMosquitto(once, some), once);
    }),
  );
});

function withoutPlace(change: Change): Change {
  const { at: _, ...rest } = change;
  return rest as Change;
}

test("a line that no change names stays, byte for byte and in its order", () => {
  const ofListeners = ["listener", "certfile", "max_connections", "port"];
  const some = fc.array(changes, { maxLength: 4 });
  fc.assert(
    fc.property(texts, some, (text, all) => {
      const asked = all.filter((change) => change.kind !== "drop-section" || change.section.startsWith("listener"));
      const named = asked.flatMap((change) => (change.kind === "setting" ? [change.key] : ofListeners));
      const isKept = (one: string) => !named.includes(one.replace(/^[\s#\ufeff]+/, "").split(/\s/)[0] ?? "");
      const after = toLines(editMosquitto(text, asked)).map((one) => one.text);
      let from = 0;
      for (const { text: one } of toLines(text).filter((each) => isKept(each.text))) {
        const found = after.indexOf(one, from);
        assert.ok(found >= 0, `lost: ${JSON.stringify(one)}`);
        from = found + 1;
      }
    }),
  );
});

test("what was set is what is read afterwards", () => {
  fc.assert(
    fc.property(texts, fc.constantFrom("listener 8883", "listener 1883"), (text, section) => {
      const edited = mosquittoLines(toLines(editMosquitto(text, [set(section, "certfile", "/new")])));
      const read = edited.filter((one) => one.key === "certfile" && one.section === section);
      assert.equal(read.at(-1)?.value, "/new");
    }),
  );
});
