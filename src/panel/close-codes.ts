/** A page's WebSocket is closed with this code when it is not paired (4000 and up are an application's own: RFC 6455, 7.4.2). */
export const UNPAIRED_CODE = 4401;

/** It said more than a page may (policy violation: RFC 6455, 7.4.1). */
export const RATE_LIMIT_CODE = 1008;
