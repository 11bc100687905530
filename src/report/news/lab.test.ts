import assert from "node:assert/strict";
import { test } from "vitest";
import { showLab, showLabDown, showVagrant } from "./lab.ts";

const host = (name: string, last: number) => ({
  name,
  address: `10.77.0.${last}`,
  mac: "02:00:0a:4d:00:0b",
  socket: `/labs/${name}.sock`,
  engine: "26.1",
});

test("the last lines make a swarm of the hosts", () => {
  const two = showLab("default", [host("manager", 11), host("worker-1", 12)]).split("\n");
  assert.deepEqual(two.slice(-2), [
    "  npx edgeward node init unix:///labs/manager.sock",
    "  npx edgeward node join unix:///labs/worker-1.sock -H unix:///labs/manager.sock",
  ]);
  assert.ok(two.includes("  worker-1  10.77.0.12  unix:///labs/worker-1.sock"));
  assert.match(
    showLab("b", [host("manager", 11)]),
    /Next:\n {2}npx edgeward node init unix:\/\/\/labs\/manager\.sock$/,
  );
});

test("what is gone is named, and that nothing was there is said", () => {
  const gone = showLabDown("b", { name: "b", wasThere: true, hosts: ["manager"], imageBytes: 2_400_000 });
  assert.equal(gone, "The lab b (manager) is gone. Root images removed: 2 MB.");
  assert.equal(showLabDown("b", { name: "b", wasThere: true, hosts: [] }), "The lab b is gone.");
  const images = showLabDown("b", { name: "b", wasThere: false, hosts: [], imageBytes: 2_400_000 });
  assert.equal(images, "There is no lab b. Root images removed: 2 MB.");
  assert.match(showLabDown("b", undefined), /nothing to remove/);
});

test("a directory is quoted where a shell would take it for more", () => {
  const shown = showVagrant("it's $HOME", host("manager", 11));
  assert.match(shown, /\n {2}cd 'it'\\''s \$HOME' && vagrant up\n/);
});
