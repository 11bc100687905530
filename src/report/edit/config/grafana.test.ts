import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change } from "../../../model/change.ts";
import { readGrafana } from "../../../read/config/grafana/grafana.ts";
import { Notes } from "../../../read/say/say.ts";
import { aDrop, aSetting } from "../../testing/changes.ts";
import { toLines } from "../lines.ts";
import { editGrafana } from "./grafana.ts";

const set = (section: string, key: string, after: string | boolean): Change =>
  aSetting("grafana.ini", section, key, { after });

const stock = `##################### Grafana Configuration Example #####################
# possible values : production, development
;app_mode = production

#################################### Server ####################################
[server]
# Protocol (http, https, socket)
;protocol = http

#################################### Security ####################################
[security]
# default admin password, can be changed before first start of grafana,  or in profile settings
;admin_password = admin
;cookie_secure = false   ; for people

[users]
allow_sign_up = true # as it came
\tdefault_theme\t=\tdark

#################################### Anonymous Auth ######################
;[auth.anonymous]
# enable anonymous access
;enabled = true
`;

test("a default that is commented out is filled in where it stands", () => {
  const edited = editGrafana(stock, [
    set("security", "admin_password", "$__file{/etc/edgeward/grafana/admin_password}"),
  ]);
  expect(edited).toBe(
    stock.replace(";admin_password = admin", "admin_password = $__file{/etc/edgeward/grafana/admin_password}"),
  );
});

test("what stands above all headers is filled in there", () => {
  expect(editGrafana(stock, [set("", "app_mode", "development")])).toBe(
    stock.replace(";app_mode = production", "app_mode = development"),
  );
});

test("a value is replaced, and spaces, tabs and the comment behind it stay", () => {
  const edited = editGrafana(stock, [
    set("users", "allow_sign_up", false),
    set("users", "default_theme", "light"),
    set("security", "cookie_secure", true),
  ]);
  expect(edited).toBe(
    stock
      .replace("allow_sign_up = true #", "allow_sign_up = false #")
      .replace("\tdark", "\tlight")
      .replace(";cookie_secure = false   ;", "cookie_secure = true   ;"),
  );
});

test("a section that is commented out comes into force when a change names it, with the settings that changes name", () => {
  const edited = editGrafana(stock, [set("auth.anonymous", "enabled", false)]);
  expect(edited).toBe(
    stock.replace(";[auth.anonymous]", "[auth.anonymous]").replace(";enabled = true", "enabled = false"),
  );
});

test("a section that is commented out stays so where another one's settings would come under it", () => {
  const text = "[users]\n;[auth.anonymous]\n;enabled = true\nallow_sign_up = true\n";
  expect(editGrafana(text, [set("auth.anonymous", "enabled", false)])).toBe(
    `${text}\n[auth.anonymous]\nenabled = false\n`,
  );
});

test("a section that is missing comes last; a setting that is missing follows the section's own", () => {
  expect(editGrafana("[a]\nx=1\n", [set("b", "y", "2"), set("a", "z", "3")])).toBe("[a]\nx=1\nz=3\n\n[b]\ny=2\n");
  expect(editGrafana("[a]\n\n[b]\nx = 1\n", [set("a", "y", "2")])).toBe("[a]\ny = 2\n\n[b]\nx = 1\n");
});

test("a default of another section is left alone", () => {
  const text = "[auth.github]\n;enabled = false\n\n[auth.anonymous]\norg_name = Main\n";
  expect(editGrafana(text, [set("auth.anonymous", "enabled", false)])).toBe(`${text}enabled = false\n`);
});

test("of a setting that stands twice the last one counts, and is changed", () => {
  const text = "[a]\nx = 1\n[b]\n[a]\nx = 2\n";
  expect(editGrafana(text, [set("a", "x", "3")])).toBe(text.replace("2", "3"));
});

test("CRLF, a byte order mark and a missing final line end stay", () => {
  const text = "\ufeffapp_mode = a\r\n[server]\r\n;protocol = http\r\n[users]\r\nx = y";
  const edited = editGrafana(text, [
    set("", "app_mode", "b"),
    set("server", "protocol", "https"),
    set("users", "z", "1"),
  ]);
  expect(edited).toBe("\ufeffapp_mode = b\r\n[server]\r\nprotocol = https\r\n[users]\r\nx = y\r\nz = 1");
});

test("what looks like a setting inside a value is text", () => {
  const text = '[smtp]\npassword = """#one\nadmin_password = two\n""" ; end\nhost = a\\\n  user = b\n[security]\n';
  expect(editGrafana(text, [set("smtp", "user", "c"), set("security", "admin_password", "x")])).toBe(
    `${text.replace("  user = b\n", "  user = b\nuser = c\n")}admin_password = x\n`,
  );
});

test("a value that would begin a comment stands in triple quotes, as Grafana's own file says", () => {
  expect(editGrafana("[a]\n", [set("a", "password", "x;y#z")])).toBe('[a]\npassword = """x;y#z"""\n');
});

test("a setting without an after goes, and a section with all that is its own", () => {
  const gone = aSetting("grafana.ini", "users", "allow_sign_up", { before: true });
  expect(editGrafana(stock, [gone])).toBe(stock.replace("allow_sign_up = true # as it came\n", ""));
  expect(editGrafana("[a]\nx = 1\n# kept\n[b]\ny = 2\n", [aDrop("grafana.ini", "a")])).toBe("# kept\n[b]\ny = 2\n");
});

const keys = fc.constantFrom("enabled", "protocol", "admin_password");
const sections = fc.constantFrom("", "server", "auth.anonymous", "new");
const values = fc.constantFrom("a", "", "b c", "x;y", "#z", '"q', "`t", "e\\", "it's", "a = b", "$__file{/x}");
const line = fc.oneof(
  fc.constantFrom(
    "[server]",
    " [auth.anonymous] ; x",
    "[DEFAULT]",
    ";[auth.anonymous]",
    "# [server]",
    "",
    "### Title ###",
    "junk",
    "[x",
  ),
  fc
    .tuple(
      fc.constantFrom("", ";", "#", "  ", "\t"),
      keys,
      fc.constantFrom("=", " = ", "\t=\t", ": "),
      fc.constantFrom("old", "", "a # c", "'q'", '"""r"""', "`s` ; c", "c\\", '"""one\nprotocol = two\n"""'),
    )
    .map((parts) => parts.join("")),
);
const texts = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 14 }), line)
  .map(([bom, lines, last]) => (bom ? "\ufeff" : "") + lines.flat().join("") + last);
const changes = fc.uniqueArray(
  fc.tuple(sections, keys, values).map(([section, key, after]) => set(section, key, after)),
  { maxLength: 4, selector: (one) => one.kind === "setting" && `${one.section} ${one.key}` },
);

test("applying the same changes again changes nothing", () => {
  fc.assert(
    fc.property(texts, changes, (text, some) => {
      const once = editGrafana(text, some);
      assert.equal(editGrafana(once, some), once);
    }),
  );
});

test("what was set is what is read afterwards, and nothing else is read otherwise", () => {
  fc.assert(
    fc.property(texts, changes, (text, some) => {
      const [before, after] = [read(text), read(editGrafana(text, some))];
      for (const change of some) {
        if (change.kind !== "setting") continue;
        const id = `${change.section} ${change.key}`;
        assert.equal(after.get(id), change.after);
        before.delete(id);
        after.delete(id);
      }
      assert.deepEqual(after, before);
    }),
  );
});

test("a line that no change names stays, byte for byte and in its order", () => {
  fc.assert(
    fc.property(texts, changes, (text, some) => {
      const named = some.flatMap((change) => (change.kind === "setting" ? [change.key] : []));
      const after = toLines(editGrafana(text, some));
      let from = 0;
      for (const one of toLines(text)) {
        // A value's last line of several is part of a setting that may be named; a header may come into force.
        if (/"""|\\|`/.test(text)) continue;
        if (named.some((key) => one.text.includes(key)) || /^\ufeff?[;#] ?\[/.test(one.text)) continue;
        const found = after.findIndex(
          (other, i) => i >= from && other.text === one.text && (one.eol === "" || other.eol === one.eol),
        );
        assert.ok(found >= 0, `lost: ${JSON.stringify(one)}`);
        from = found + 1;
      }
    }),
  );
});

/** Values by `section key`, as the reader of the file says; of a key that stands twice the last counts. */
function read(text: string): Map<string, string> {
  const { settings } = readGrafana({ path: "grafana.ini", text }, "", new Notes());
  return new Map(settings.map(({ section, key, value }) => [`${section} ${key}`, String(value)]));
}
