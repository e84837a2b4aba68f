/** Closes the WebSocket of an unpaired client (codes from 4000 are free for applications: RFC 6455, 7.4.2). */
export const UNPAIRED_CODE = 4401;

/** Closes the WebSocket of a client that sends too many messages (policy violation: RFC 6455, 7.4.1). */
export const RATE_LIMIT_CODE = 1008;

/** Closes all WebSockets when the instrument is switched off (going away: RFC 6455, 7.4.1). */
export const SHUTDOWN_CODE = 1001;

/** Closes the WebSocket of a client that does not read what it is sent. */
export const SLOW_CLIENT_CODE = 4408;
