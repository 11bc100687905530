/** A compose file for one host, as EdgeX's: one service writes everybody's token, and each mounts its own directory. */
export const compose = (leaseS: number): string => `name: plant
services:
  secret-store:
    image: stand-ins
    restart: always
    hostname: edgex-secret-store
    container_name: edgex-secret-store
    command: [nc, -ll, -p, "8200", -e, /store.sh]
    volumes: [store:/vault]
  secretstore-setup:
    image: stand-ins
    restart: always
    command: [/setup.sh]
    environment: { LEASE: "${leaseS}" }
    volumes: [store:/vault, "/tmp/edgex/secrets:/tmp/edgex/secrets:z"]
  core-data:
    image: stand-ins
    restart: always
    user: 2002:2001
    command: [sh, -c, "sleep 3; exec /device.sh core-data"]
    volumes: ["/tmp/edgex/secrets/core-data:/tmp/edgex/secrets/core-data:ro,z"]
${device("device-virtual", "")}${device("device-rest", heldBack)}  stranger:
    image: stand-ins
    restart: always
    user: 2002:2001
    command: [sleep, "100000"]
    x-edgeward: { zone: device }
volumes:
  store: {}
`;

/** No replica until it has its token. */
const heldBack = '    deploy: { replicas: 0, labels: { edgeward.token.replicas: "1" } }\n';

const device = (name: string, more: string): string => `  ${name}:
    image: stand-ins
    restart: always
    user: 2002:2001
    command: [/device.sh, ${name}]
    environment: { SECRETSTORE_HOST: edgex-secret-store }
    volumes: ["/tmp/edgex/secrets/${name}:/tmp/edgex/secrets/${name}:ro,z"]
    x-edgeward: { zone: device }
${more}`;
