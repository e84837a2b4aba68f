import { type Finding, fault, ok, warning } from './finding.ts';
import type { SystemProbe } from './system-probe.ts';

/** Chips by the PCI device of vendor 1e60 (hailort-drivers, pcie.h). 8 and 8L have one id: only their firmware tells them apart. */
const CHIPS: Readonly<Record<string, { readonly name: string; readonly isNew: boolean; readonly devices: string }>> = {
  '0x2864': { name: 'Hailo-8 or Hailo-8L', isNew: false, devices: 'hailo8 or hailo8l' },
  '0x45c4': { name: 'Hailo-10H', isNew: true, devices: 'hailo10h' },
  '0x43a2': { name: 'Hailo-15L', isNew: true, devices: 'hailo15l' },
};
const PCI = '/sys/bus/pci/devices';
const LIBRARIES = ['/usr/lib', '/usr/lib/aarch64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/usr/local/lib'];

/** Packages of the two generations of chips, which exclude each other: library and driver of one do not serve the other. */
const OLD_PACKAGES = ['hailort', 'hailo-all', 'hailofw'];
const NEW_PACKAGES = ['h10-hailort', 'hailo-h10-all'];

/** Checks the Hailo chip of a board: which one is there, and whether driver, library and firmware have one version. */
export function hailo(system: SystemProbe, isNewBoard: boolean): Finding {
  const chip = chipOf(system);
  const packages = installedPackages(system);
  const wanted = isNewBoard ? 'hailo-h10-all' : 'hailo-all';
  if (chip !== undefined && chip.isNew !== isNewBoard) {
    return fault(
      'accelerator',
      `the chip is a ${chip.name}: this build does not run on it`,
      `install the build of a board whose file has \`device: ${chip.devices}\` (docs/boards)`,
    );
  }
  const conflicting = [...packages.keys()].find((name) => (isNewBoard ? OLD_PACKAGES : NEW_PACKAGES).includes(name));
  if (conflicting !== undefined) {
    return fault(
      'accelerator',
      `the package ${conflicting} is for ${isNewBoard ? 'Hailo-8 and -8L' : 'Hailo-10H'}: its driver and library exclude those of this board`,
      `run \`sudo apt purge ${conflicting} && sudo apt install ${wanted}\`, then reboot`,
    );
  }
  return deviceFault(system, chip?.name, wanted) ?? versions(system, packages, chip?.name ?? 'chip unknown');
}

function deviceFault(system: SystemProbe, chip: string | undefined, wanted: string): Finding | undefined {
  const canOpen = system.canOpen('/dev/hailo0');
  if (canOpen === true) return undefined;
  if (canOpen === false) {
    return fault(
      'accelerator',
      'no permission to open /dev/hailo0',
      `reboot after \`sudo apt install ${wanted}\`: it sets the permissions`,
    );
  }
  const isTrixie = /VERSION_CODENAME=trixie/.test(system.read('/etc/os-release') ?? '');
  const found =
    chip === undefined
      ? 'there is no /dev/hailo0'
      : `there is a ${chip} on PCIe, and no /dev/hailo0: its driver is not loaded`;
  // The kernel of Trixie has no driver for it: DKMS compiles one, for which it needs the kernel's headers.
  const remedy = isTrixie
    ? `sudo apt install dkms ${wanted}\`, then reboot; if it is missing still, \`dkms status\` names the build that failed`
    : `sudo apt install ${wanted}\`, then reboot`;
  return fault('accelerator', found, `install the driver: \`${remedy}`);
}

/** Driver, library and firmware have to be of one version, to the last digit (HAILO_INVALID_DRIVER_VERSION otherwise). */
function versions(system: SystemProbe, packages: ReadonlyMap<string, string>, chip: string): Finding {
  const known = [
    ['driver', moduleVersion(system)] as const,
    ['library', libraryVersion(system) ?? plain(packages.get('hailort') ?? packages.get('h10-hailort'))] as const,
    ['firmware', plain(packages.get('hailofw'))] as const,
  ].flatMap(([what, version]) => (version === undefined ? [] : [{ what, version }]));
  const text = known.map(({ what, version }) => `${what} ${version}`).join(', ');
  if (new Set(known.map(({ version }) => version)).size > 1) {
    return warning(
      'accelerator',
      `${chip}: ${text} differ, and HailoRT needs one version: the CPU plays`,
      'run `sudo apt update && sudo apt full-upgrade`, then switch the board off and on: the chip keeps its firmware over a reboot',
    );
  }
  return ok('accelerator', [`${chip}, /dev/hailo0`, text].filter((part) => part !== '').join(', '));
}

function chipOf(system: SystemProbe): (typeof CHIPS)[string] | undefined {
  const ids = system
    .list(PCI)
    .filter((device) => system.read(`${PCI}/${device}/vendor`)?.trim() === '0x1e60')
    .map((device) => system.read(`${PCI}/${device}/device`)?.trim() ?? '');
  return ids.length === 0 ? undefined : CHIPS[ids[0]];
}

function moduleVersion(system: SystemProbe): string | undefined {
  for (const name of ['hailo_pci', 'hailo1x_pci']) {
    const version = system.read(`/sys/module/${name}/version`)?.trim();
    if (version !== undefined) return version;
  }
  return undefined;
}

/** Version in the name of the library's file, libhailort.so.4.23.0. */
function libraryVersion(system: SystemProbe): string | undefined {
  const names = LIBRARIES.flatMap((folder) => system.list(folder));
  return names.flatMap((name) => /^libhailort\.so\.(\d+\.\d+\.\d+)$/.exec(name)?.[1] ?? []).at(-1);
}

/** Installed packages of dpkg with the word hailo in their names, and their versions. */
function installedPackages(system: SystemProbe): ReadonlyMap<string, string> {
  const entries = (system.read('/var/lib/dpkg/status') ?? '').split(/\n\n+/);
  return new Map(
    entries.flatMap((entry): [string, string][] => {
      const name = /^Package: (\S*hailo\S*)$/m.exec(entry)?.[1];
      const version = /^Version: (\S+)$/m.exec(entry)?.[1];
      const isInstalled = /^Status: .* installed$/m.test(entry);
      return name === undefined || version === undefined || !isInstalled ? [] : [[name, version]];
    }),
  );
}

/** A version of dpkg, 4.23.0-2, without the packager's part. */
const plain = (version: string | undefined): string | undefined => version?.replace(/-.*$/, '');
