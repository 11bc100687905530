import { expect, test } from "vitest";
import { aView } from "../testing/view.ts";
import { edgexVariables } from "./edgex-variables.ts";

function variablesOf(service: string, others = "") {
  const view = aView(`services:\n  it: ${service}\n${others}`, {
    disk: { "/srv/stack/a.env": "Service_ServerBindAddr=::\n" },
  });
  const [it] = view.project.services;
  if (!it) throw new Error("no service was read");
  return edgexVariables(view, it).map(({ name, value }) => `${name}=${value}`);
}

const both = ["Service_ServerBindAddr=0.0.0.0", "SERVICE_SERVERBINDADDR=0.0.0.0"];
const upper = ["SERVICE_SERVERBINDADDR=0.0.0.0"];
const keeper = "  keeper: { image: edgexfoundry/core-keeper }\n";

test.each([
  ["edgexfoundry/core-data:2.1.0", "", both],
  ["edgexfoundry/docker-core-data-go:1.3.0", "", both],
  ["edgexfoundry/device-rest:jakarta", "", both],
  ["edgexfoundry/core-data:3.1.0", "", upper],
  ["edgexfoundry/core-data:odessa", "", upper],
  ["nexus3.edgexfoundry.org:10004/app-service-configurable:latest", "", both],
  ["nexus3.edgexfoundry.org:10004/app-service-configurable:latest", keeper, upper],
  ["edgexfoundry/core-data:2.3.0", keeper, both],
  ["edgexfoundry/sys-mgmt-agent:2.1.0", "", both],
  ["edgexfoundry/security-proxy-auth:latest", keeper, upper],
  ["edgexfoundry/core-common-config-bootstrapper:4.0.0", "", []],
  ["edgexfoundry/security-bootstrapper:2.1.0", "", []],
  ["acme/device-rest:2.1.0", "", []],
  ["redis:6", keeper, []],
])("%s reads the names of its version", (image, others, expected) => {
  expect(variablesOf(`{ image: "${image}" }`, others)).toEqual(expected);
});

test.each([
  ["a map", "environment: { SERVICE_SERVERBINDADDR: 10.0.0.1 }"],
  ["a list", "environment: [Service_ServerBindAddr=10.0.0.1]"],
  ["a file", "env_file: a.env"],
])("what a person says in %s goes before", (_, said) => {
  expect(variablesOf(`{ image: "edgexfoundry/core-data:2.1.0", ${said} }`)).toEqual([]);
});
