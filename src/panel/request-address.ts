import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { addressGroup } from './addresses.ts';

/** The address of a request over HTTP that limits are counted for. */
export const addressOf = (c: Context): string => addressGroup(getConnInfo(c).remote.address);
