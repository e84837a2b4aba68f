import { describe, expect, it } from 'vitest';
import { chooseAudioJacks } from '../../src/app/choose-audio-jacks.ts';
import { parseAudioJackMap } from '../../src/control/audio-jack-map.ts';
import { expectNamedError } from '../../testing/named-error.ts';

const LAST = { device: 'alsa:hw:CARD=ES9', channels: { gate1: 5 }, fullScaleVolts: 8 };
const LINUX = { openAudioInputs: async () => ({}) };

describe('inputs of a sound card as jacks', () => {
  it('are those of the command line, else the last ones', () => {
    expect(chooseAudioJacks({}, { last: null, target: LINUX })).toBeNull();
    expect(chooseAudioJacks({}, { last: LAST, target: LINUX })).toEqual(LAST);
    expect(chooseAudioJacks({ cvInput: 'alsa:es8' }, { last: null, target: LINUX })).toEqual({
      device: 'alsa:es8',
      channels: { gate1: 1, gate2: 2, cv1: 3, cv2: 4 },
      fullScaleVolts: 10,
    });
    expect(chooseAudioJacks({ cvMap: { cv1: 1 } }, { last: LAST, target: LINUX })).toEqual({
      ...LAST,
      channels: { cv1: 1 },
    });
    expect(chooseAudioJacks({ cvInput: 'none' }, { last: LAST, target: LINUX })).toBeNull();
  });

  it('are refused without a device, and where there are none', () => {
    expectNamedError(() => chooseAudioJacks({ cvVolts: 5 }, { last: null, target: LINUX }), 'usage', '--cv-map');
    expectNamedError(
      () => chooseAudioJacks({ cvInput: 'x' }, { last: null, target: {} }),
      'unsupported',
      'this board has no inputs',
    );
  });

  it.each([
    ['gate1=1,gate2=2,cv1=3,cv4=16', { gate1: 1, gate2: 2, cv1: 3, cv4: 16 }],
    [' cv1 = 2 ', { cv1: 2 }],
    ['cv1=1,cv1=2', undefined],
    ['cv1=1,cv2=1', undefined],
    ['cv5=1', undefined],
    ['cv1=0', undefined],
    ['cv1=257', undefined],
    ['cv1', undefined],
    ['', undefined],
  ])('have a map: %j', (text, channels) => {
    expect(parseAudioJackMap(text)).toEqual(channels);
  });
});
