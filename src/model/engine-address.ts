/** Where a Docker Engine is reached. */

export type EngineAddress =
  | { readonly by: "unix"; readonly path: string }
  /** TLS with a client certificate: `ca.pem`, `cert.pem` and `key.pem` of this directory. @see docs.docker.com, Protect the Docker daemon socket */
  | { readonly by: "tcp"; readonly host: string; readonly port: number; readonly certificates: string }
  /** The system's `ssh`, with the person's own configuration. `user@host`, and a port where one is named. */
  | { readonly by: "ssh"; readonly destination: string; readonly port?: number };

/** As a person writes it, and as messages name it. */
export function showAddress(address: EngineAddress): string {
  switch (address.by) {
    case "unix":
      return `unix://${address.path}`;
    case "tcp":
      return `tcp://${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
    case "ssh":
      return `ssh://${address.destination}${address.port === undefined ? "" : `:${address.port}`}`;
  }
}
