import type { ClientList } from '../client-routes.ts';
import { transport } from './server-transport.ts';

export type ListedClients = ClientList['clients'];

/** The paired clients, or the sentence to show in their place. */
export async function fetchClients(): Promise<ListedClients | string> {
  return clientsOf(await attempt(() => transport.request('/clients')));
}

/** Unpairs a client; the clients that are left, or the sentence to show. */
export async function revokeClient(id: string): Promise<ListedClients | string> {
  return clientsOf(
    await attempt(() => transport.request('/clients/revoke', { method: 'POST', body: JSON.stringify({ id }) })),
  );
}

interface ClientsResponse {
  readonly clients?: ListedClients;
  readonly message?: string;
}

async function attempt(call: () => Promise<Response>): Promise<ClientsResponse> {
  try {
    return await (await call()).json();
  } catch {
    return {};
  }
}

const clientsOf = ({ clients, message }: ClientsResponse): ListedClients | string =>
  clients ?? message ?? 'The list of clients is not available.';
