import { DESTINATIONS } from '../control/destination.ts';

/**
 * Layout of the record that the control thread publishes, in doubles: the destinations' values in their order; the levels of
 * gates 1 and 2 (0 or 1); the time of the reading in µs; the volts of the four jacks; the time in µs at which values began to
 * move after 20 ms at rest; the converter's readings of the four jacks, uncalibrated.
 */
export const RECORD_SIZE = DESTINATIONS.length + 12;
export const RECORD_GATES = DESTINATIONS.length;
export const RECORD_TIME = DESTINATIONS.length + 2;
export const RECORD_VOLTS = DESTINATIONS.length + 3;
export const RECORD_MOVE = DESTINATIONS.length + 7;
export const RECORD_READINGS = DESTINATIONS.length + 8;
