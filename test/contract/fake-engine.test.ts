import { fakeEngine } from "../../src/engine/fake/fake-engine.ts";
import { serviceName } from "../../src/model/name.ts";
import type { Wanted } from "../../src/model/plan.ts";
import { holdsEngineContract } from "./engine-contract.ts";

const wanted: Wanted = {
  hash: "one",
  host: { name: "core", read: [], write: [], mayStartPrograms: false, takesInput: false },
  launch: {
    role: "database",
    service: serviceName("influxdb"),
    needs: [],
    process: "core",
    opens: { read: [], write: [] },
    listeners: [{ host: "127.0.0.1", port: 8086 }],
    tls: { certificate: "", key: "" },
    userFile: "",
    dataDir: "",
  },
};

holdsEngineContract("fake engine", async () => {
  const engine = fakeEngine();
  return { engine, wanted, again: () => engine, async [Symbol.asyncDispose]() {} };
});
