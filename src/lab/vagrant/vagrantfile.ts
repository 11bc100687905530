import type { LabHost, VagrantWish } from "../../model/lab.ts";
import { labHosts } from "../hosts.ts";

/** VirtualBox gives hosts of a private network no other addresses unless its administrator says so. @see VirtualBox manual, 6.7 */
const vagrantNetwork = "192.168.56";

/** Debian's own; vagrant checks what it downloads against the registry's checksum. */
const box = "debian/bookworm64";

/**
 * Hosts with a name, an address on a private network, and Docker; each knows the others by name.
 * @see https://developer.hashicorp.com/vagrant/docs/vagrantfile, provisioning/docker
 */
export function vagrantfile({ hosts, memoryMiB, cpus }: VagrantWish): {
  readonly text: string;
  readonly manager: LabHost;
} {
  const machines = labHosts(hosts, vagrantNetwork);
  const [manager] = machines;
  if (!manager) throw new RangeError("a lab has one host at least");
  const each = machines.map(({ name, address }) => `  ${JSON.stringify(name)} => ${JSON.stringify(address)},`);
  const text = `# Hosts for trying a swarm, written by \`edgeward lab up --driver vagrant\`.
# vagrant up; vagrant ssh manager; vagrant destroy
hosts = {
${each.join("\n")}
}

Vagrant.configure("2") do |config|
  config.vm.box = ${JSON.stringify(box)}
  # Nothing of this machine's files is to be seen in there.
  config.vm.synced_folder ".", "/vagrant", disabled: true

  config.vm.provider "virtualbox" do |machine|
    machine.memory = ${memoryMiB}
    machine.cpus = ${cpus}
  end
  config.vm.provider "libvirt" do |machine|
    machine.memory = ${memoryMiB}
    machine.cpus = ${cpus}
  end

  hosts.each do |name, address|
    config.vm.define name, primary: name == "manager" do |host|
      host.vm.hostname = name
      host.vm.network "private_network", ip: address
      # Names that a box gives itself point to 127.0.1.1, which no other host can reach.
      names = hosts.map { |other, at| "#{at} #{other}" }.join("\\n")
      host.vm.provision "names", type: "shell", args: [names], inline: <<~'SHELL'
        sed -i '/ # edgeward lab$/d; /^127\\.0\\.1\\.1 /d; /^127\\.0\\.2\\.1 /d' /etc/hosts
        printf '%s\\n' "$1" | sed 's/$/ # edgeward lab/' >> /etc/hosts
      SHELL
      host.vm.provision "docker"
    end
  end
end
`;
  return { text, manager };
}
