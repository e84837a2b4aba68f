import type { FakeGroup } from './fake-hef.ts';

/** Two inputs, two outputs: sum = a + 2·b + 0.5, easy to check by eye. Stream names are not in alphabetical order. */
export const MIXER: FakeGroup = {
  name: 'mixer',
  inputs: [
    { name: 'mixer/b', shape: [1, 1, 2], type: 'uint8', range: [-4, 4] },
    { name: 'mixer/a', shape: [1, 1, 2], type: 'uint16', range: [-8, 8] },
  ],
  outputs: [
    { name: 'mixer/sum', shape: [1, 1, 2], type: 'uint16', range: [-32, 32] },
    { name: 'mixer/first', shape: [1, 1, 1], type: 'uint8', range: [0, 8] },
  ],
  matrix: [
    [2, 0, 1, 0, 0.5],
    [0, 2, 0, 1, 0.5],
    [0, 0, 1, 0, 0],
  ],
};

/** Copies its input to its output: 2 by 3 pixels of 4 features. */
export const MIRROR: FakeGroup = {
  name: 'mirror',
  inputs: [{ name: 'mirror/in', shape: [2, 3, 4], type: 'uint8', range: [0, 255] }],
  outputs: [{ name: 'mirror/out', shape: [2, 3, 4], type: 'uint8', range: [0, 255] }],
};
