import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import type { DatabaseScene } from "../probe.ts";
import type { Authority } from "./authority.ts";

/** What stands in front of an InfluxDB 1.x that is to be safe: it passes everything on but some paths, which it does not know. */
export async function aGateway(
  authority: Authority,
  behind: DatabaseScene,
  closed: readonly string[],
): Promise<AsyncDisposable & { readonly scene: DatabaseScene }> {
  const { certificate: cert, key } = await authority.issue({ dns: ["influxdb"] });
  const server = createServer({ cert, key, minVersion: "TLSv1.2" }, (asked, answer) => {
    if (closed.some((path) => asked.url?.startsWith(path))) {
      answer.writeHead(404).end();
      return;
    }
    const { host, port, serverName: servername } = behind.endpoint;
    const { method = "GET", url = "/", headers } = asked;
    const onward = request({ host, port, servername, ca: authority.ca, method, path: url, headers, agent: false });
    onward.once("error", () => answer.destroy());
    onward.once("response", (response) =>
      response.pipe(answer.writeHead(response.statusCode ?? 502, response.headers)),
    );
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    scene: { ...behind, endpoint: { ...behind.endpoint, port } },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
