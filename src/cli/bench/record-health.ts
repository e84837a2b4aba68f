import type { BoardHealth } from '../../contracts/board-health.ts';
import type { BenchScenario } from './result-schema.ts';

export type HealthSample = NonNullable<BenchScenario['play']>['health'][number];

export interface HealthRecorder {
  /** Ends it; what was read, in order of time, at most 240 readings. */
  stop(): HealthSample[];
  /** Of the power meter; undefined where there is none. */
  readonly meter: string | undefined;
}

const MOST_SAMPLES = 240;

/** Reads temperature, throttling and power every second. */
export function recordHealth(health: BoardHealth, everyMs = 1000): HealthRecorder {
  const samples: HealthSample[] = [];
  const sinceMs = performance.now();
  let meter: string | undefined;
  let isReading = false;
  const look = async (): Promise<void> => {
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
  void look();
  const watching = setInterval(() => void look(), everyMs);
  return {
    get meter() {
      return meter;
    },
    stop: () => {
      clearInterval(watching);
      return thin(samples);
    },
  };
}

/** Every n-th and the last. */
function thin(samples: readonly HealthSample[]): HealthSample[] {
  const stride = Math.ceil(samples.length / MOST_SAMPLES);
  return samples.filter((_, n) => n % stride === 0 || n === samples.length - 1).slice(-MOST_SAMPLES - 1);
}

/** Mean of the power readings, W; null where none was read. */
export function meanWatts(samples: readonly HealthSample[]): number | null {
  const watts = samples.flatMap((sample) => (sample.watts === null ? [] : [sample.watts]));
  return watts.length === 0 ? null : watts.reduce((sum, value) => sum + value, 0) / watts.length;
}
