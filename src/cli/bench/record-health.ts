import type { BoardHealth } from '../../contracts/board-health.ts';
import type { BenchScenario } from './result-schema.ts';

export type HealthSample = NonNullable<BenchScenario['play']>['health'][number];

export interface HealthRecorder {
  /** Stops recording; returns the readings in order of time, at most 240. */
  stop(): HealthSample[];
  /** Name of the power meter; undefined without one. */
  readonly meter: string | undefined;
}

const MAX_SAMPLES = 240;

/** Records temperature, throttling and power every second. */
export function recordHealth(health: BoardHealth, everyMs = 1000): HealthRecorder {
  const samples: HealthSample[] = [];
  const sinceMs = performance.now();
  let meter: string | undefined;
  let isReading = false;
  const read = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    const seconds = (performance.now() - sinceMs) / 1000;
    const { cpuTemperatureC, acceleratorTemperatureC, isThrottled, power } = await health.read();
    meter ??= power?.meter;
    samples.push({
      seconds,
      cpuC: cpuTemperatureC,
      acceleratorC: acceleratorTemperatureC,
      isThrottled,
      watts: power?.watts ?? null,
    });
    isReading = false;
  };
  void read();
  const timer = setInterval(() => void read(), everyMs);
  return {
    get meter() {
      return meter;
    },
    stop: () => {
      clearInterval(timer);
      return thin(samples);
    },
  };
}

/** Keeps every n-th sample and the last one. */
function thin(samples: readonly HealthSample[]): HealthSample[] {
  const stride = Math.ceil(samples.length / MAX_SAMPLES);
  return samples.filter((_, n) => n % stride === 0 || n === samples.length - 1).slice(-MAX_SAMPLES - 1);
}

/** Mean of the power readings, W; null without readings. */
export function meanWatts(samples: readonly HealthSample[]): number | null {
  const watts = samples.flatMap((sample) => (sample.watts === null ? [] : [sample.watts]));
  return watts.length === 0 ? null : watts.reduce((sum, value) => sum + value, 0) / watts.length;
}
