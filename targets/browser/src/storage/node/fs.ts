export { constants } from './fs-promises.ts';
