import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const UNITS = ['packaging/neurorack.service', 'targets/jetson-tensorrt/container/neurorack-container.service'];

/** The settings of a section of a unit file. */
function section(unit: string, name: string): ReadonlyMap<string, string> {
  const body = unit.split(/^\[/m).find((part) => part.startsWith(`${name}]`)) ?? '';
  return new Map([...body.matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]));
}

describe.each(UNITS)('%s', (file) => {
  const unit = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

  it('is started again for ever, however often and fast the instrument ends', () => {
    expect(section(unit, 'Unit').get('StartLimitIntervalSec')).toBe('0');
    expect(section(unit, 'Service').get('Restart')).toBe('always');
    expect(Number(section(unit, 'Service').get('RestartSec'))).toBeGreaterThanOrEqual(1);
  });

  it('does not give up when another unit fails', () => {
    const keys = [...section(unit, 'Unit').keys()];
    expect(keys.filter((key) => /^(Requires|Requisite|BindsTo|StartLimitAction|OnFailure)$/.test(key))).toEqual([]);
    expect(section(unit, 'Service').has('RestartPreventExitStatus')).toBe(false);
  });
});

describe('neurorack.service', () => {
  const path = new URL('../../packaging/neurorack.service', import.meta.url).pathname;
  const unit = readFileSync(path, 'utf8');
  const service = section(unit, 'Service');

  const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.skipIf(!hasAnalyze)('exposes at most 3.5 of 10 to a fault of the instrument (needs systemd-analyze)', () => {
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', path], {
      encoding: 'utf8',
    });
    expect(Number(/Overall exposure level .*: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(3.5);
  });

  it('has no capabilities, writes to its own folder, and leaves memory to the system', () => {
    const settings = ['CapabilityBoundingSet', 'ProtectSystem', 'StateDirectory', 'MemoryMax', 'PrivateTmp'];
    expect(settings.map((name) => service.get(name))).toEqual(['', 'strict', 'neurorack', '75%', 'true']);
    expect(unit).toContain(`Environment=NEURORACK_HOME=/var/lib/${service.get('StateDirectory')}\n`);
  });

  it('is started again when its engine is stuck, and waits for the report that it plays', () => {
    expect([service.get('Type'), service.get('NotifyAccess')]).toEqual(['notify', 'all']);
    expect(Number(service.get('WatchdogSec'))).toBeGreaterThanOrEqual(10);
    expect(service.get('ExecStart')).not.toContain('/bin/sh');
  });

  it('keeps what drivers and accelerators need: their devices, generated code, real time, /proc', () => {
    const devices = [...unit.matchAll(/^DeviceAllow=(\S+) rw$/gm)].map(([, device]) => device);
    expect(devices).toEqual(
      expect.arrayContaining([
        ...['char-alsa', 'char-i2c', 'char-spi', 'char-gpiochip', '/dev/gpiomem'],
        ...['char-hailo*', 'char-nvidia*', 'char-nvhost*', '/dev/nvmap'],
      ]),
    );
    expect(service.get('LimitRTPRIO')).toBe('80');
    for (const name of ['MemoryDenyWriteExecute', 'RestrictRealtime', 'PrivateDevices', 'ProcSubset', 'PrivateNetwork'])
      expect.soft(service.has(name), name).toBe(false);
    expect(unit).not.toMatch(/^SystemCallFilter=~.*@resources/m);
  });
});
