import { WebSocket } from 'undici';

import type { Session } from './session';
import { randomUUID } from '../support/node';

/** The connection on which an open editor hears of what happens. */
export interface PushSession {
	/** Goes into the `push-ref` header of what this editor asks for. */
	ref: string;
	close(): void;
}

/** Connects as an editor that somebody has just opened. */
export async function openPushSession(api: Session): Promise<PushSession> {
	const ref = randomUUID();
	const address = `${api.url.replace(/^http/, 'ws')}/rest/push?pushRef=${ref}`;
	const socket = new WebSocket(address, { headers: { cookie: api.cookie, origin: api.url } });
	await new Promise<void>((resolve, reject) => {
		socket.addEventListener('open', () => resolve());
		socket.addEventListener('error', () => reject(new Error('n8n refused the push connection')));
	});
	return { ref, close: () => socket.close() };
}
