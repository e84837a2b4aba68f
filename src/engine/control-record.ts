import { DESTINATIONS } from '../control/destination.ts';

/**
 * What the control thread publishes, as doubles: the destinations' values in their order, then the levels of gates 1
 * and 2 (0 or 1), then the time of the reading in µs, then the volts of the four jacks, then the time at which values
 * began to move after 20 ms of rest, then what the converter read at the four jacks, uncalibrated.
 */
export const RECORD_SIZE = DESTINATIONS.length + 12;
export const RECORD_GATES = DESTINATIONS.length;
export const RECORD_TIME = DESTINATIONS.length + 2;
export const RECORD_VOLTS = DESTINATIONS.length + 3;
export const RECORD_MOVE = DESTINATIONS.length + 7;
export const RECORD_READINGS = DESTINATIONS.length + 8;
